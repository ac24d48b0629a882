"""Whom to call about a record, how sure its facts are, where a place is found (address, stops, communes), what it is in a line.

The same rules serve pages, messages, files that leave the site, and the count of coverage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ctg.common import phrases
from ctg.common.phrases import age_range, at_name, capital, joined
from ctg.hours.changes import halts
from ctg.hours.opening import Schedule
from ctg.hours.words import passing
from ctg.model.commune import Commune
from ctg.model.fields import Position, Reachable
from ctg.model.freshness import is_stale
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.pages.addresses import Postal, address_holder, postal_of_place
from ctg.pages.templates import TemplateWords
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import is_hidden, position_of, town_hall_position


@dataclass(frozen=True)
class Spot:
    """A place's presence in one commune, with the hours kept there."""

    commune: str
    point: Position | None
    """None when only the inhabitants of the commune are concerned: being near is then not enough."""
    schedule: Schedule


def spots(catalogue: Catalogue, place: Place) -> tuple[Spot, ...]:
    """Every presence of a place; none when it has no location (the whole territory, the telephone)."""
    return (*_presences(catalogue, place), *_stops(catalogue, place))


def _presences(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    own, home = Schedule(place.horaires, place.fermetures), catalogue.home(place)
    if place.reserved_to:
        yield from (Spot(nom, None, own) for nom in place.reserved_to)
    elif home and place.on_site and (found := position_of(catalogue, home)):
        yield Spot(home.commune, found[0], own)


def _stops(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    """The stops, at the centre of their commune, with their own hours and the closures of what stops there."""
    for commune, stop in halts(catalogue, place):
        yield Spot(stop.commune, commune.centre, Schedule(stop.horaires, place.fermetures))
    known = {place.seat, *(stop.commune for stop in place.arrets)}
    for nom in place.visits:
        if nom not in known:  # it says that it comes, not when
            yield Spot(nom, catalogue.commune(nom).centre, Schedule(None))


def contact(catalogue: Catalogue, record: Record) -> Reachable | None:
    """Who answers for a record: itself, the town hall for a commune, the structure for a service. None when nobody does."""
    found = (record.desk, catalogue.host(record) if isinstance(record, Place) else None)
    return next((one for one in found if one and (one.telephone or one.courriel or one.site_web)), None)


@dataclass(frozen=True)
class SharedNumber:
    """A number to call: whose it is, and for which other places it answers."""

    place: Place
    others: tuple[Place, ...]


def whom_to_call(catalogue: Catalogue, places: Iterable[Place]) -> tuple[list[SharedNumber], list[Place]]:
    """Each number once, in the order of the places; then those for which nobody's number is known."""
    found: dict[str, tuple[Place, list[Place]]] = {}
    silent: list[Place] = []
    for place in places:
        if one := catalogue.answering(place):
            found.setdefault(one.telephone or "", (one, []))[1].append(place)
        else:
            silent.append(place)
    return [SharedNumber(one, tuple(place for place in asked if place is not one)) for one, asked in found.values()], silent


def who_answers(record: Record) -> str:
    """The name of who answers: the record's title, or the commune's town hall."""
    return town_hall(record.nom) if isinstance(record, Commune) else record.title


def town_hall(commune: str) -> str:
    """« Mairie de Valbourg », « Mairie d’Aubrelune », « Mairie du Pin »."""
    return phrases.capital(phrases.town_hall(commune))


@dataclass(frozen=True)
class WhoAnswers:
    """A telephone number, and who answers when it is not the record itself."""

    telephone: str
    who: str = ""


def number_to_call(catalogue: Catalogue, record: Record) -> WhoAnswers | None:
    """The number to call, in this order: the record's, its structure's, that of who answers for it, the town hall (never in
    danger)."""
    if (own := contact(catalogue, record)) and own.telephone:
        return WhoAnswers(own.telephone, "" if isinstance(record, Place) else who_answers(record))
    if not isinstance(record, Place):
        return None
    if (number := catalogue.relay_of(record)) and not number.sms:
        return WhoAnswers(number.numero, number.titre)
    relay = catalogue.get(Structure, record.contact_relais)
    if relay and relay.telephone:
        return WhoAnswers(relay.telephone, relay.nom)
    commune = None if catalogue.urgences_of(record) else catalogue.commune_of(record)
    if commune and commune.mairie and commune.mairie.telephone:
        return WhoAnswers(commune.mairie.telephone, town_hall(commune.nom))
    return None


def caution(record: Record, today: dt.date) -> str:
    """The warning that a page shows above facts that are doubtful or old; "" when they are confirmed."""
    if record.doubtful:
        return "À vérifier : personne n’a encore confirmé ces informations. Appelez avant de vous déplacer."
    if record.verifie_le and is_stale(record, today):
        return f"À revérifier : la dernière vérification date {phrases.de_date(record.verifie_le)}."
    return ""


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


# --- what a place is, in a line ------------------------------------------------------------------

OUTSIDE = "hors du territoire"
LONG = 60
"""Beyond as many communes, a table scrolls in its own frame, and their list is by letter."""


def template_words(catalogue: Catalogue, _today: dt.date) -> TemplateWords:
    """What a place is in a line, for templates."""
    return TemplateWords({"commune_dite": commune_said}, {"LONG": LONG, "faits": partial(facts, catalogue)})


def commune_said(place: Place) -> str:
    """« Valbourg », or « Roquemaure, hors du territoire »; nothing for a service."""
    return f"{place.seat}, {OUTSIDE}" if place.beyond else place.seat or ""


def commune_named(catalogue: Catalogue, place: Place) -> str | None:
    """The commune where a place is; None for one that moves or is outside the territory."""
    where = None if catalogue.moves(place) else catalogue.commune_of(place)
    return where.nom if where else None


def structure_at(catalogue: Catalogue, record: Structure) -> str:
    """What a structure is, and where unless it moves: « crèche à Valbourg »."""
    where = "" if catalogue.moves(record) else f" {at_name(commune_said(record))}"
    return f"{catalogue.type_of(record).singulier}{where}"


def service_at(catalogue: Catalogue, record: Service) -> str:
    """What a service is about and for whom: « parentalité, à Valbourg et à Grandval »."""
    home = commune_named(catalogue, record)
    where = joined(map(at_name, record.zone)) or (at_name(home) if home else "pour tout le territoire")
    return f"{catalogue.themes_of(record)[0].titre.lower()}, {where}"


def facts(catalogue: Catalogue, place: Place) -> list[str]:
    """The facts shown below a place's name in a list: what it is, where, for what ages."""
    type_, going, at = catalogue.type_of(place), passing(catalogue, place), catalogue.commune_of(place)
    if type_ and place.seat:
        said = [capital(type_.said), going or commune_said(place)]
    else:
        where = joined(place.communes_named) or going or (at.nom if at else "Tout le territoire")
        said = [catalogue.themes_of(place)[0].titre, where]
    return [*said, age_range(place.ages)] if place.ages else said
