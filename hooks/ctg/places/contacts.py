"""What the site says of a record, whatever the form: whom to call, where, when, in what state, since when, how sure, from where.

Pages, paper, messages, calendars, tables, JSON, maps, directories and search engines are all written from :class:`PublicView`:
none decides by itself. Each answer is worked out when it is asked for, once."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property, partial

from ctg.common import phrases
from ctg.common.phrases import at_name, capital, joined
from ctg.hours.events import Reason, changes, halts
from ctg.hours.opening import Calendar, Schedule
from ctg.hours.standards import MOVING, osm
from ctg.hours.words import LATER_DAYS, passing, sentence
from ctg.model import ETATS, LONG, OUTSIDE, Action, Arret, Commune, Partenaire, Place, Recherche, Record, Structure, Urgence
from ctg.model.fields import Position, Reachable, age_range
from ctg.model.freshness import confirmed, is_stale, never_confirmed, proven_on
from ctg.pages import TemplateWords
from ctg.pages.addresses import Postal, address_holder, postal_of_place
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import is_hidden, position_of, town_hall_position


@dataclass(frozen=True)
class Spot:
    """A place's presence in one commune."""

    commune: str
    point: Position | None
    """None when only the inhabitants of the commune are concerned: being near is then not enough."""


def spots(catalogue: Catalogue, place: Place) -> tuple[Spot, ...]:
    """Every presence of a place; none when it has no location (the whole territory, the telephone)."""
    return (*_presences(catalogue, place), *_stops(catalogue, place))


def _presences(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    home = catalogue.home(place)
    if place.reserved_to:
        yield from (Spot(nom, None) for nom in place.reserved_to)
    elif home and place.on_site and (found := position_of(catalogue, home)):
        yield Spot(home.commune, found[0])


def _stops(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    """The stops, at the centre of their commune."""
    for commune, stop in halts(catalogue, place):
        yield Spot(stop.commune, commune.centre)
    known = {place.seat, *(stop.commune for stop in place.arrets)}
    for nom in place.visits:
        if nom not in known:  # it says that it comes, not when
            yield Spot(nom, catalogue.commune(nom).centre)


BUSES = "mobilite"
"""The main theme of what takes people somewhere."""


def buses_to(catalogue: Catalogue, place: Place) -> list[tuple[Place, Arret]]:
    """(what comes by, its stop) in the commune where a place is, of the stops that are known; none for a secret address."""
    home = catalogue.commune_of(place)
    if not home or is_hidden(catalogue, place) or catalogue.moves(place):
        return []
    coming = (one for one in catalogue.of_themes((BUSES,)) if catalogue.themes_of(one)[0].id == BUSES)
    return [(one, stop) for one in coming for stop in one.arrets if stop.commune == home.nom and one is not place]


def contact(catalogue: Catalogue, record: Record) -> Reachable | None:
    """Who answers for a record: itself, the town hall for a commune, the structure for a service. None when nobody does."""
    found = (record.desk, catalogue.host(record) if isinstance(record, Place) else None)
    return next((one for one in found if one and (one.telephone or one.courriel or one.site_web)), None)


def who_answers(record: Record) -> str:
    """The name of who answers: the record's title, or the commune's town hall."""
    return town_hall(record.nom) if isinstance(record, Commune) else record.title


def town_hall(commune: str) -> str:
    """« Mairie de Valbourg », « Mairie d’Aubrelune », « Mairie du Pin »."""
    return phrases.capital(phrases.town_hall(commune))


class Via(StrEnum):
    """Who answers for a place, the best first."""

    OWN = auto()
    """The place itself."""
    MANAGER = auto()
    """Who runs it: the structure that houses it, the institution that manages it."""
    NAMED = auto()
    """Who the record says: another structure, a national number."""
    NATIONAL = auto()
    """A national number that serves such places."""
    SWITCHBOARD = auto()
    """A number where one asks for someone."""
    TOWN_HALL = auto()


@dataclass(frozen=True)
class WhoAnswers:
    """A number to call, and who answers when it is not the record itself."""

    telephone: str
    who: str = ""
    via: Via = Via.OWN
    ask: str = ""
    """Whom to ask for: the number is a switchboard."""
    checked: bool = False
    """Whether someone has checked the number: « répond » is said of no other."""
    number: Urgence | None = None
    """The national number that it is."""
    key: str = ""
    """The record that it is the number of, when it has a page."""

    @property
    def written(self) -> bool:
        """Whether one writes to it, instead of calling."""
        return bool(self.number and self.number.sms)

    @property
    def asked(self) -> bool:
        """Whether one asks someone else for the record: its name is to be said."""
        return self.via is not Via.OWN and not self.number

    @property
    def name(self) -> str:
        """Who is called, in a sentence: « Appeler … »."""
        return self.ask or self.who

    @property
    def sentence(self) -> str:
        """Who answers, in words to follow the number; empty when it is the record itself."""
        if self.ask:
            return f"C’est un standard ({self.who}) : demandez « {self.ask} »."
        if self.number:
            hours = "".join(f", {word}" for word in (self.number.quand, "gratuit" if self.number.gratuit else "") if word)
            return f"{self.who}, numéro national{hours}."
        if self.via in {Via.TOWN_HALL, Via.SWITCHBOARD}:
            return f"{phrases.capital(self.who)} : on peut vous orienter."
        return f"{'Qui répond' if self.checked else 'Numéro de'} : {self.who}." if self.who else ""


def number_to_call(catalogue: Catalogue, record: Record) -> WhoAnswers | None:
    """The number to call about a record, the first of those that :class:`Via` ranks; never the town hall in danger."""
    if isinstance(record, Place):
        return next((one for one in answers(catalogue, record) if not one.written), None)
    own = contact(catalogue, record)
    return WhoAnswers(own.telephone, who_answers(record)) if own and own.telephone else None


@dataclass(frozen=True)
class SharedNumber:
    """A number to call, and the places for which it answers."""

    number: WhoAnswers
    places: tuple[Place, ...]

    @property
    def own(self) -> Place | None:
        """The place whose number it is, when it is one of those."""
        return next((place for place in self.places if place.key == self.number.key), None)

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.own.nom if self.own else self.number.name

    @property
    def others(self) -> tuple[Place, ...]:
        """The places for which it answers without being theirs."""
        return tuple(place for place in self.places if place is not self.own)


def shared_numbers(catalogue: Catalogue, places: Iterable[Place]) -> tuple[list[SharedNumber], list[Place]]:
    """Each number once, in the order of the places; then those for which only a town hall answers, or nobody."""
    found: dict[str, tuple[WhoAnswers, list[Place]]] = {}
    silent: list[Place] = []
    for place in places:
        one = number_to_call(catalogue, place)
        if one and one.via is not Via.TOWN_HALL:
            known, asked = found.get(one.telephone, (one, []))
            found[one.telephone] = (one if one.via is Via.OWN else known, [*asked, place])
        else:
            silent.append(place)
    return [SharedNumber(one, tuple(asked)) for one, asked in found.values()], silent


def answers(catalogue: Catalogue, place: Place) -> Iterator[WhoAnswers]:
    """Who may answer about a place, the best first."""
    manager = _manager(catalogue, place)
    relay, urgent = catalogue.get(Structure, place.contact_relais), bool(catalogue.urgences_of(place))
    behind = manager and manager.telephone in catalogue.switchboards
    yield from _of_record(catalogue, place, Via.OWN, "")
    yield from _of_record(catalogue, catalogue.host(place), Via.MANAGER)
    if manager and not behind:
        yield from _of_record(catalogue, manager, Via.MANAGER)
    if number := catalogue.relay_of(place):
        yield _national(number, Via.NAMED)
    yield from _of_record(catalogue, relay, Via.NAMED)
    if number := catalogue.line_for(place):
        yield _national(number, Via.NATIONAL)
    if urgent:
        return
    if manager and behind:
        yield WhoAnswers(manager.telephone or "", manager.title, Via.SWITCHBOARD, place.nom, confirmed(manager))
    if relay and relay.published and (board := _manager(catalogue, relay)):
        yield WhoAnswers(board.telephone or "", board.title, Via.SWITCHBOARD, relay.nom, confirmed(board))
    commune = catalogue.commune_of(place)
    if commune and commune.mairie and commune.mairie.telephone:
        yield WhoAnswers(commune.mairie.telephone, town_hall(commune.nom), Via.TOWN_HALL, key=commune.key)
    if not commune and (general := catalogue.territoire.numero_info):
        yield WhoAnswers(general, catalogue.territoire.nom_complet, Via.SWITCHBOARD)


def _manager(catalogue: Catalogue, place: Place) -> Partenaire | None:
    """The institution that runs a place, or the one that it belongs to, when its number is known."""
    one = catalogue.partner(place.gestionnaire) if place.gestionnaire else None
    while one and not one.telephone and one.rattachement:
        one = catalogue.get(Partenaire, one.rattachement)
    return one if one and one.telephone else None


def _of_record(catalogue: Catalogue, one: Place | Partenaire | None, via: Via, who: str | None = None) -> Iterator[WhoAnswers]:
    """The number of a published record, said as a switchboard when it is one; none when it has none."""
    if not one or not one.published or not one.telephone:
        return
    if board := catalogue.switchboards.get(one.telephone):
        yield WhoAnswers(one.telephone, board, Via.SWITCHBOARD, one.title, confirmed(one), key=one.key)
    else:
        yield WhoAnswers(one.telephone, one.title if who is None else who, via, "", confirmed(one), key=one.key)


def _national(number: Urgence, via: Via) -> WhoAnswers:
    return WhoAnswers(number.numero, number.titre, via, "", not number.a_confirmer, number)


def postal_address(catalogue: Catalogue, record: Record) -> Postal:
    """Where a record can be visited or written to, as far as it is known; a service without an address is at its structure's."""
    if is_hidden(catalogue, record):
        return Postal()
    if isinstance(record, Place):
        return postal_of_place(catalogue, record)
    street, city = record.postal_lines or ("", "")
    found = re.fullmatch(r"(\d{5}) (.+)", city)
    return Postal(street, "", found[1], found[2]) if found else Postal(street, "", "", city)


def own_point(catalogue: Catalogue, record: Record) -> Position | None:
    """The record's own point; None when only the centre of its commune is known, and for a place that moves."""
    if isinstance(record, Place) and (home := address_holder(catalogue, record)):
        found, approximate = position_of(catalogue, home) or (None, True)
    elif isinstance(record, Commune) and record.mairie:
        found, approximate = town_hall_position(catalogue, record)
    else:
        return None
    return None if approximate else found


# --- all that is said of a record, whatever the form --------------------------------------------------


@dataclass(frozen=True)
class PublicView:
    """A record as it is published on a day."""

    catalogue: Catalogue
    record: Record
    today: dt.date

    @cached_property
    def call(self) -> WhoAnswers | None:
        """Who answers, the best first, were it by a number to which one writes."""
        return next(answers(self.catalogue, self.record), None) if isinstance(self.record, Place) else self.spoken

    @cached_property
    def spoken(self) -> WhoAnswers | None:
        """The same, of the numbers that one calls."""
        return number_to_call(self.catalogue, self.record)

    @cached_property
    def desk(self) -> Reachable | None:
        """Where one writes, by mail or on a site: the record's, else that of the structure which houses it."""
        return contact(self.catalogue, self.record)

    @cached_property
    def postal(self) -> Postal:
        """Where it is; empty when that is not public."""
        return postal_address(self.catalogue, self.record)

    @cached_property
    def point(self) -> Position | None:
        """Its own point, when one is known."""
        return own_point(self.catalogue, self.record)

    @property
    def schedule(self) -> Schedule:
        """Its hours and its closures, as the record says them."""
        return Schedule(self.record.opening, self.record.fermetures if isinstance(self.record, Place) else ())

    @cached_property
    def osm(self) -> tuple[str | None, str]:
        """Its hours in OpenStreetMap's words, or why they cannot be; neither without hours."""
        if not self.schedule.horaires:
            return None, ""
        moves = isinstance(self.record, Place) and self.catalogue.moves(self.record)
        return (None, MOVING) if moves else osm(self.schedule, self.today)

    @cached_property
    def closures(self) -> list[str]:
        """Its closures and added openings of the year to come, in sentences."""
        calendar = Calendar.of(self.catalogue, self.record)
        found = changes(self.schedule, calendar, self.today, LATER_DAYS, (Reason.CLOSURE, Reason.OPENING))
        return [sentence(change, self.today) for change in found]

    @property
    def state(self) -> str:
        """Where an action stands, said even when it is not known; "" for what has no state."""
        return ETATS[self.record.etat] if isinstance(self.record, Action) else ""

    @cached_property
    def proven(self) -> dt.date | None:
        """The day on which its facts were established."""
        return proven_on(self.record)

    @cached_property
    def caution(self) -> str:
        """The warning that a page shows above facts that are doubtful or old; "" when they are confirmed."""
        record = self.record
        if never_confirmed(record):
            return "À vérifier : personne n’a encore confirmé ces informations. Appelez avant de vous déplacer."
        if record.verifie_le and is_stale(record, self.today):
            return f"À revérifier : la dernière vérification date {phrases.de_date(record.verifie_le)}."
        return ""

    @cached_property
    def source(self) -> str:
        """Where its facts come from."""
        return " ; ".join(source.titre for source in self.record.sources)


# --- what a place is, in a line ------------------------------------------------------------------


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """For templates: what a place is in a line, whom to call, what bus goes there; where a saved search leads."""

    def address(search: Recherche) -> tuple[str, str]:
        return search.address(catalogue.vocabulary.rubriques)

    asked = {"qui_appeler": lambda record: PublicView(catalogue, record, today).call, "bus_vers": partial(buses_to, catalogue)}
    told = {"LONG": LONG, "faits": partial(facts, catalogue), "recherche": address}
    return TemplateWords({"commune_dite": commune_said}, told | asked)


def commune_said(place: Place) -> str:
    """« Valbourg », or « Roquemaure, hors du territoire »; nothing for a service."""
    return f"{place.seat}, {OUTSIDE}" if place.beyond else place.seat or ""


def structure_at(catalogue: Catalogue, record: Structure) -> str:
    """What a structure is, and where unless it moves: « crèche à Valbourg »."""
    where = "" if catalogue.moves(record) else f" {at_name(commune_said(record))}"
    return f"{catalogue.type_of(record).singulier}{where}"


def facts(catalogue: Catalogue, place: Place) -> list[str]:
    """The facts shown below a place's name in a list: what it is, where, for what ages."""
    type_, going, at = catalogue.type_of(place), passing(catalogue, place), catalogue.commune_of(place)
    if type_ and place.seat:
        said = [capital(type_.said), going or commune_said(place)]
    else:
        where = joined(place.communes_named) or going or (at.nom if at else "Tout le territoire")
        said = [catalogue.themes_of(place)[0].titre, where]
    return [*said, age_range(place.ages)] if place.ages else said
