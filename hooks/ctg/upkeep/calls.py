"""Whom to call today, and what to ask: the one list of ``ctg bilan``, of ``ctg verifier`` and of the form.

All that somebody else must say is in it (a place that lacks facts or that nobody confirmed, a figure without a measure, an action
of which nothing is told) and is asked of who answers for it: one call for all that one number answers for. The first calls are
those that would serve most families. What needs nobody's answer is in :func:`ctg.upkeep.alerts.review`.

A place is worth ``communes × (1 + paths + danger) × what the sheet lacks, of 100``. Communes: those that it serves, else those
for which it is the nearest of its sort that we know. Paths: 1 for each guided path that names it; a search of a path is shared
by all the places that it finds. Danger: 1 for a place to which one comes in danger (it shows emergency numbers). A call is worth
all its places; what is not a place is worth nothing by itself, and comes after."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ctg.common.escaping import plain
from ctg.common.phrases import capital, date_fr, joined, phone, town_hall
from ctg.common.problems import as_identifier, plural
from ctg.hours.events import round_of
from ctg.model import CONFIRMED, Action, Commune, Indicateur, Mairie, Parcours, Place, Record, Structure
from ctg.model.freshness import THRESHOLD, is_stale, never_confirmed, quality
from ctg.model.references import links
from ctg.places.contacts import WhoAnswers, answers
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import distance_km, position_of
from ctg.upkeep.alerts import FINISHED, alerts

MOST = 10
"""How many calls are listed: those of one day."""
QUESTIONS = 3
"""How many things one asks aloud."""
SOON = dt.timedelta(days=90)
"""Before its end, one asks what comes after an action."""
LONG_SHUT, STILL_SHUT = dt.timedelta(days=183), "date de réouverture"
"""After it, one asks whether what has no known end is still closed; the word for that."""
UNSORTED = "autre"
"""The type of places that are of no sort: none is the nearest of its sort."""
ALOUD = {
    "téléphone ou courriel": "À quel numéro les familles peuvent-elles appeler ?",
    "téléphone, courriel ou structure": "À quel numéro les familles peuvent-elles appeler ?",
    STILL_SHUT: "Est-ce toujours fermé ? Rouvre-t-on, et quand ?",
    "horaires": "Quels jours, quelles heures ?",
    "horaires ou modes d'accueil": "Quels jours, quelles heures ?",
    "adresse": "À quelle adresse ?",
    "âges ou publics": "Pour quels âges ?",
    "âges, publics ou conditions": "Pour qui ?",
    "inscription": "Comment demande-t-on une place ?",
    "accès ou démarches": "Comment le demande-t-on ?",
    "tarif": "Combien ça coûte ?",
    "prix": "Combien ça coûte ?",
    "accueil du handicap": "Et pour un enfant handicapé ?",
    "description": "Qu’y fait-on, en une phrase ?",
    "téléphone de la mairie": "Quel est le numéro de la mairie ?",
    "horaires de la mairie": "Quand la mairie est-elle ouverte ?",
}  # fmt: skip
"""What a sheet lacks → the question said aloud."""
HERE = {"sources", CONFIRMED}
"""What no question asks: the call itself is the source, and the confirmation."""
OUR_OWN = "Vous"
"""Whom to ask what is nobody else's."""


@dataclass(frozen=True)
class ToAsk:
    """One record, and what somebody must say of it."""

    record: Record
    missing: tuple[str, ...]
    """What to ask, in French, the heaviest first."""
    gain: int = 0
    reach: str = ""
    """« 44 communes, 2 parcours, danger »; "" for what is not a place."""

    @property
    def is_place(self) -> bool:
        """Whether families look for it."""
        return isinstance(self.record, Place)


@dataclass(frozen=True)
class CallToMake:
    """One call: who answers, and all that is to be asked there."""

    name: str
    """Who answers: « Communauté d'agglomération de … », « Mairie de Valbourg »."""
    number: str = ""
    """In E.164; "" when nobody's is known."""
    ask: str = ""
    """Whom to ask for: the number is a switchboard."""
    look: str = ""
    """Where to look for the number, when it is not known: the address of a page."""
    subjects: tuple[ToAsk, ...] = field(default=(), repr=False)
    """The most useful first."""

    @property
    def id(self) -> str:
        """Its name in an address, the same as long as who answers is."""
        return as_identifier(self.number or self.name)[:60] or "appel"

    @property
    def ring(self) -> str:
        """« 04 65 71 00 00 », or what to do when no number is known."""
        return phone(self.number) if self.number else "Numéro à chercher"

    @property
    def gain(self) -> int:
        """What it would bring to families."""
        return sum(one.gain for one in self.subjects)

    @property
    def places(self) -> tuple[ToAsk, ...]:
        """The places among its subjects."""
        return tuple(one for one in self.subjects if one.is_place)

    @property
    def extent(self) -> str:
        """« 25 lieux », « un lieu, la mairie et 3 fiches du projet »."""
        places, halls = len(self.places), sum(isinstance(one.record, Commune) for one in self.subjects)
        others = len(self.subjects) - places - halls
        hall = "la mairie" if halls == 1 else plural(halls, "mairie") * bool(halls)
        return joined(
            filter(None, (places_said(places) * bool(places), hall, f"{plural(others, 'fiche')} du projet" * bool(others)))
        )

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask, aloud, of most of them first."""
        said = Counter(ALOUD[word] for one in self.subjects for word in one.missing if word in ALOUD)
        return tuple(question for question, _ in said.most_common(QUESTIONS))


def calls_to_make(catalogue: Catalogue, today: dt.date) -> tuple[CallToMake, ...]:
    """Every call, the most useful first, then the one that settles most, then by name. ``catalogue``: with or without drafts."""
    found: dict[str, tuple[CallToMake, list[ToAsk]]] = {}
    for one in to_ask(catalogue, today):
        call = _whom(catalogue, one.record)
        found.setdefault(call.number or call.name, (call, []))[1].append(one)
    made = [
        replace(call, subjects=tuple(sorted(asked, key=lambda one: (-one.gain, one.record.key))))
        for call, asked in found.values()
    ]
    return tuple(sorted(made, key=lambda call: (-call.gain, not call.number, -len(call.subjects), call.name)))


def summary(calls: tuple[CallToMake, ...]) -> str:
    """« 3 appels couvrent 48 lieux sur 58. »: the fewest that cover four of five, at most those of a day; "" if no place."""
    sizes, every = [len(call.places) for call in calls if call.places], sum(len(call.places) for call in calls)
    if not sizes:
        return ""
    count = next(n for n in range(1, len(sizes) + 1) if sum(sizes[:n]) * 5 >= every * 4 or n == MOST)
    covered = sum(sizes[:count])
    of_all = f" sur {every}" if covered < every else ""
    return f"{capital(plural(count, 'appel'))} couvre{'nt' if count > 1 else ''} {places_said(covered)}{of_all}."


def places_said(count: int) -> str:
    """« un lieu », « 25 lieux »."""
    return f"{count} lieux" if count > 1 else "un lieu"


# --- what is to be asked -------------------------------------------------------------------------


def to_ask(catalogue: Catalogue, today: dt.date) -> Iterator[ToAsk]:
    """All that somebody must say, a record once: places, then the rest."""
    near, led = _nearest(catalogue), _led(catalogue)
    for place in catalogue.places:
        if place.published and (missing := _lacks(place, today)):
            yield _place(catalogue, place, missing, len(_communes(catalogue, place, near)), led[place.key])
    told: dict[str, list[str]] = defaultdict(list)
    records: dict[str, Record] = {}
    for group in alerts(catalogue, today):
        for alert in group.alerts:
            records[alert.record.key] = alert.record
            told[alert.record.key].append(plain(f"{alert.reason} → {alert.closes}"))
    silent = {one.key for one in catalogue.all(Indicateur) if not one.valeurs}
    for record in (*catalogue.all(Commune), *catalogue.all(Action), *catalogue.all(Indicateur)):
        lacking = quality(record)
        thin = lacking.score < THRESHOLD or record.key in silent or record.doubtful
        if record.published and thin and record.key not in told:
            records[record.key] = record
            asked = [word for word in lacking.missing if word not in HERE]
            told[record.key] += asked or [CONFIRMED if record.doubtful else "une mesure"]
    for action, question in _ends(catalogue, today):
        records[action.key] = action
        told[action.key].append(question)
    for key, words in told.items():
        yield ToAsk(records[key], tuple(words))


def _ends(catalogue: Catalogue, today: dt.date) -> Iterator[tuple[Action, str]]:
    """The actions that end soon, and those of an ended convention of which nobody said what they become."""
    for ended in catalogue.conventions:
        if ended.fin and ended.fin.latest < today:
            silent = (one for one in catalogue.of_the_convention(Action, ended) if one.published and not one.suite)
            yield from ((one, f"La convention est finie ({date_fr(ended.fin)}) : que devient cette action ?") for one in silent)
    for action in catalogue.all(Action):
        fin = action.calendrier.fin if action.published and action.calendrier else None
        if fin and action.etat not in FINISHED and today <= fin.latest <= today + SOON:
            yield action, f"Elle finit bientôt ({date_fr(fin)}) : et ensuite ?"


def _lacks(place: Place, today: dt.date) -> tuple[str, ...]:
    """What a place does not say, and that nobody vouches for what it says."""
    old = any(max(one.endless, place.verifie_le or one.endless) < today - LONG_SHUT for one in place.fermetures if one.endless)
    missing = (*quality(place).missing, *([STILL_SHUT] if old else []))
    doubt = never_confirmed(place) or is_stale(place, today)
    return (*missing, CONFIRMED) if doubt and CONFIRMED not in missing else missing


def _place(catalogue: Catalogue, place: Place, missing: tuple[str, ...], communes: int, led: list[float]) -> ToAsk:
    danger = bool(catalogue.urgences_of(place))
    gain = round(communes * (1 + sum(led) + danger) * (100 - quality(place).score))
    reach = [plural(communes, "commune"), f"{len(led)} parcours" * bool(led), "danger" * danger]
    return ToAsk(place, missing, gain, ", ".join(filter(None, reach)))


# --- of whom -------------------------------------------------------------------------------------


def _whom(catalogue: Catalogue, record: Record) -> CallToMake:
    """Who answers about a record: by the number of a place, else by the institution that the project names."""
    if isinstance(record, Place):
        one = next((one for one in answers(catalogue, record) if not one.number), None)
        return _by_number(one, record) if one else _town_hall(catalogue, record)
    if isinstance(record, Commune):
        desk = record.mairie or Mairie()
        return CallToMake(capital(town_hall(record.nom)), desk.telephone or "", look=str(desk.site_web or ""))
    return _institution(catalogue, next(iter(record.pilots), ""))


def _by_number(one: WhoAnswers, place: Place) -> CallToMake:
    return CallToMake(capital(one.who or place.title), one.telephone, one.ask if one.ask != place.title else "")


def _town_hall(catalogue: Catalogue, place: Place) -> CallToMake:
    """The town hall of a place of which no number is known, were it in danger: families are not sent there, the coordinator may
    ask; else nobody's number is known."""
    where = catalogue.commune_of(place)
    if where and where.mairie and where.mairie.telephone:
        return CallToMake(capital(town_hall(where.nom)), where.mairie.telephone)
    if place.gestionnaire:
        return _institution(catalogue, place.gestionnaire)
    sources = [str(source.url) for source in place.sources if source.url]
    return CallToMake(place.title, look=str(place.site_web or next(iter(sources), "")))


def _institution(catalogue: Catalogue, name: str) -> CallToMake:
    """Who answers for an institution; nobody named, or who keeps the site: nobody is to be called."""
    own = catalogue.territoire
    if not name or name in {own.nom_complet, own.editeur.nom}:
        return CallToMake(own.nom_complet or OUR_OWN, own.numero_info or own.editeur.telephone or "")
    partner = catalogue.partner(name)
    return CallToMake(name, (partner and partner.telephone) or "", look=str((partner and partner.site_web) or ""))


# --- how far a place serves ----------------------------------------------------------------------


def _led(catalogue: Catalogue) -> dict[str, list[float]]:
    """Key of a place → the share of it in each guided path that leads to it: 1, or less when a search finds others too."""
    shares: dict[str, list[float]] = defaultdict(list)
    words = catalogue.vocabulary
    for path in (path for path in catalogue.all(Parcours) if path.published):
        best = {named.key: 1.0 for named in map(catalogue.named, links(path)) if named}
        for step in path.etapes:
            asked = words.need(step.chercher.besoin) if step.chercher and step.chercher.besoin else None
            themes = [theme.id for theme in words.themes_of(asked)] if asked else []
            found = [place.key for place in catalogue.of_themes(themes) if place.published and not place.beyond]
            best |= {key: max(best.get(key, 0), 1 / len(found)) for key in found}
        for key, share in best.items():
            shares[key].append(share)
    return shares


def _communes(catalogue: Catalogue, place: Place, near: dict[str, set[str]]) -> set[str]:
    """The communes that a place serves; all for what names none and is nowhere, or whose round is not known whole."""
    going, home = round_of(catalogue, place), catalogue.home(place)
    if (going and not going.complete) or (not home and not place.communes_named):
        return {commune.nom for commune in catalogue.all(Commune)}
    return {*place.communes_named, *(near[home.key] if home and not place.reserved_to else ())}


def _nearest(catalogue: Catalogue) -> dict[str, set[str]]:
    """Key of a structure → the communes where it stands, or for which it is the nearest of its type."""
    found: dict[str, set[str]] = defaultdict(set)
    settled: dict[str, list[tuple[Structure, tuple]]] = defaultdict(list)
    for one in catalogue.all(Structure):
        if one.published and (where := position_of(catalogue, one)):
            settled[one.type].append((one, where))
            found[one.key].add(one.commune)
    for sort, places in settled.items():
        for commune in catalogue.all(Commune) if sort != UNSORTED else ():
            if not any(one.commune == commune.nom for one, _ in places):
                nearest = min(places, key=lambda pair: (distance_km(commune.centre, pair[1][0]), pair[0].id))
                found[nearest[0].key].add(commune.nom)
    return found
