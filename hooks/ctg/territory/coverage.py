"""Coverage: what families find near each commune, by kind of offer; what the page of the
territory says of it.

It counts what the site knows, not what exists: a commune without anything known lacks an offer only where the territory says
that this offer is known in full (``couverture.recenses``). A place is the offer that its type is, or its theme for a service;
most are none. It counts for a commune when it is there, or when one of its points is within ``couverture.distance_km`` of
the commune's centre, as the crow flies. What serves the whole territory, or only answers the telephone, counts nowhere.
``places.contacts`` says where a place is."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ctg.common.phrases import number
from ctg.common.problems import plural
from ctg.model import Commune, Diagnostic, Indicateur, Offre, Place
from ctg.pages import Renderer, section_page
from ctg.places.contacts import Spot, spots
from ctg.places.lists import counted_as, partly_shown
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import distance_km
from ctg.territory.by_commune import ABSENT, LegendLine


@dataclass(frozen=True)
class Nearest:
    """The place nearest to a commune's centre: in which commune (its name), and how far in km."""

    place: Place
    commune: str
    km: float


@dataclass(frozen=True)
class Near:
    """What a commune has of an offer: how many places, and the nearest, be it too far; None when there is none."""

    count: int = 0
    nearest: Nearest | None = None
    drafts: int = 0
    """How many records that nobody published yet may be one."""


class State(Enum):
    """What may be said of an offer near a commune."""

    KNOWN = "connu"
    TO_CHECK = "a-verifier"
    """Nothing published, but a draft may be one."""
    LACKING = "rien"
    """Nothing, and the offer is known in full."""
    UNKNOWN = "inconnu"
    """Nothing that we know."""


@dataclass(frozen=True)
class Coverage:
    """The answer for every commune, in the order of the catalogue."""

    communes: tuple[Commune, ...]
    distance_km: float
    offres: tuple[str, ...]
    """Identifiers of what is looked for, in the order of the vocabulary."""
    complete: frozenset[str]
    """The offers that are known in full."""
    found: Mapping[tuple[str, str], Near]
    """By (commune's id, offer)."""
    places: tuple[Place, ...]
    """What is counted: an offer, somewhere."""
    elsewhere: tuple[Place, ...]
    """What is an offer nowhere in particular, and so not counted."""

    def near(self, commune: Commune, offre: str) -> Near:
        """What a commune has of an offer."""
        return self.found[commune.id, offre]

    def state(self, commune: Commune, offre: str) -> State:
        """What may be said of an offer near a commune. A draft makes doubtful even what is known in full."""
        near = self.near(commune, offre)
        if near.count:
            return State.KNOWN
        if near.drafts:
            return State.TO_CHECK
        return State.LACKING if offre in self.complete else State.UNKNOWN

    def blanks(self, offre: str) -> tuple[Commune, ...]:
        """The communes near which nothing is known of an offer, whether it lacks or not."""
        return tuple(commune for commune in self.communes if not self.near(commune, offre).count)

    def white_zones(self, offre: str) -> tuple[Commune, ...]:
        """The communes that lack an offer, for sure."""
        return tuple(commune for commune in self.communes if self.state(commune, offre) is State.LACKING)


def coverage(catalogue: Catalogue) -> Coverage:
    """The coverage of the territory, by offer."""
    communes, limit = catalogue.all(Commune), float(catalogue.territoire.couverture.distance_km)
    offres = tuple(catalogue.vocabulary.offres)
    counted = [(place, offre) for place in catalogue.places if place.published and (offre := catalogue.offre_of(place))]
    located = [(place, offre, spots(catalogue, place)) for place, offre in counted]
    by_offre: dict[tuple[str, str], Near] = {}
    for offre in offres:
        own = [(place, spot) for place, one, found in located if one == offre for spot in found]
        for commune in communes:
            by_offre[commune.id, offre] = _near(own, commune, limit, _drafts(catalogue, commune, offre, limit))
    return Coverage(
        communes,
        limit,
        offres,
        frozenset(known_in_full(catalogue)),
        by_offre,
        tuple(place for place, _, found in located if found),
        tuple(place for place, _, found in located if not found),
    )


def known_in_full(catalogue: Catalogue) -> dict[str, Any]:
    """Offer → what says that all of it has its record, unless a service says that some are missing."""
    short = {catalogue.vocabulary.types[type_].offre for type_ in partly_shown(catalogue)}
    return {one.offre: one for one in catalogue.territoire.couverture.recenses if one.offre not in short}


def _drafts(catalogue: Catalogue, commune: Commune, offre: str, limit: float) -> int:
    """How many drafts may be an offer near a commune; of a draft, only its commune is known."""
    return sum(
        distance_km(commune.centre, catalogue.commune(draft.commune).centre) <= limit
        for draft in catalogue.pending
        if draft.offre == offre
    )


def _near(own: Iterable[tuple[Place, Spot]], commune: Commune, limit: float, drafts: int) -> Near:
    """What a commune has of the places of an offer, each with the spots where it is; one that is only for the inhabitants of a
    commune is near no other."""
    here: dict[str, Place] = {}
    reserved: Place | None = None
    nearest: Nearest | None = None
    for place, spot in own:
        km = distance_km(commune.centre, spot.point) if spot.point else math.inf
        if km <= limit or spot.commune == commune.nom:
            here[place.key] = place
            reserved = reserved or (None if spot.point else place)
        if spot.point and (not nearest or km < nearest.km):
            nearest = Nearest(place, spot.commune, km)
    return Near(len(here), Nearest(reserved, commune.nom, 0.0) if reserved else nearest, drafts)


TERRITORY = section_page(
    "Le territoire",
    "ctg/territoire/",
    20,
    "Les chiffres, les diagnostics, et ce qu’une famille trouve près de chez elle.",
    filled=lambda catalogue, _today: bool(catalogue.places or catalogue.all(Diagnostic) or catalogue.all(Indicateur)),
)
DARKEST = 4
"""Lacking four offers or five is one class: a colour has the same meaning in every territory, on every day."""
CELLS = {
    State.TO_CHECK: "à vérifier",
    State.LACKING: "0 : zone blanche",
    State.UNKNOWN: "rien de connu",
}
"""What a cell of the table says instead of a number."""
SENTENCES = {
    State.TO_CHECK: "À vérifier : une fiche attend d’être confirmée.",
    State.LACKING: "Rien : zone blanche.",
    State.UNKNOWN: "Rien que nous connaissions.",
}
"""The same, of a commune."""


@dataclass(frozen=True)
class CommuneCoverage:
    """A commune: what is known of each offer near it, and how the map shows it."""

    commune: Commune
    cells: tuple[tuple[State, str], ...]
    """(state, what the cell says) of each offer."""
    lacking: str
    """How many offers nothing is near of, at least; or that it is not known."""
    classe: str
    bulle: str


def told(render: Renderer) -> dict[str, Any]:
    """What the page of the territory says of coverage; nothing without a place."""
    if not render.catalogue.places:
        return {"coverage": None}
    limit = f"{number(float(render.catalogue.territoire.couverture.distance_km))} km"
    catalogue = render.catalogue
    found = coverage(catalogue)
    rows = [_row(found, commune) for commune in found.communes]
    terms = [catalogue.vocabulary.offres[id] for id in found.offres]
    return {
        "coverage": found,
        "limit": limit,
        "offres": terms,
        "counted": counted_as(catalogue.vocabulary),
        "censuses": known_in_full(catalogue),
        "sentences": SENTENCES,
        "headline": headline(found, terms, limit),
        "rows": rows,
        "legend": legend(rows),
    }


def headline(found: Coverage, offres: Iterable[Offre], limit: str) -> str:
    """What is sure, first: what lacks, of the offers of which all is known, else what there is; then what a blank means."""
    zones = {offre: len(found.white_zones(offre.id)) for offre in offres if offre.id in found.complete}
    worst = max(zones.values(), default=0)
    if not zones:
        full = sum(all(found.state(one, id) is State.KNOWN for id in found.offres) for one in found.communes)
        verb = "ont" if full > 1 else "a"
        some = f"{plural(full, 'commune')} sur {len(found.communes)} {verb} quelque chose de chaque offre à {limit}"
        unsure = "Aucune offre n’est encore recensée en entier : « rien de connu » ne veut pas dire « rien »."
        return f"{some} ou moins. {unsure}" if full else unsure
    if worst:
        what = ", et autant pour ".join(f"« {offre.titre} »" for offre, count in zones.items() if count == worst)
        verb = "n’a" if worst == 1 else "n’ont"
        sure = f"{plural(worst, 'commune')} sur {len(found.communes)} {verb} rien à {limit} ou moins pour {what}."
    else:
        sure = f"Aucune zone blanche à {limit} ou moins parmi les offres recensées en entier."
    left = len(found.offres) - len(zones)
    many = f"{left} offres ne sont pas recensées" if left > 1 else "Une offre n’est pas recensée"
    return f"{sure} {many} en entier." if left else sure


def _row(found: Coverage, commune: Commune) -> CommuneCoverage:
    states = [found.state(commune, offre) for offre in found.offres]
    cells = tuple(
        (state, CELLS.get(state) or str(found.near(commune, offre).count))
        for state, offre in zip(states, found.offres, strict=True)
    )
    lacking = states.count(State.LACKING)
    unsure = states.count(State.UNKNOWN) + states.count(State.TO_CHECK)
    classe = str(min(lacking, DARKEST) + 1) if lacking or not unsure else ABSENT
    said = "on ne sait pas" if classe == ABSENT else f"au moins {lacking}" if unsure else str(lacking)
    return CommuneCoverage(commune, cells, said, classe, f"{commune.nom} : {lacking_words(lacking, unsure)}")


def lacking_words(lacking: int, unsure: int) -> str:
    """« rien pour 2 offres ; rien que nous connaissions pour 1 offre »."""
    parts = [f"rien pour {plural(lacking, 'offre')}"] if lacking else []
    if unsure:
        parts.append(f"rien que nous connaissions pour {plural(unsure, 'offre')}")
    return " ; ".join(parts) or "quelque chose de chaque offre"


def legend(rows: Iterable[CommuneCoverage]) -> tuple[LegendLine, ...]:
    """A line for each class that a commune is in; what is not sure is hatched."""
    counts = Counter(row.classe for row in rows)
    words = {"1": "quelque chose de chaque offre", ABSENT: "hachuré, on ne sait pas tout, et rien n’est sûr de manquer"}
    words |= {str(n + 1): f"il manque {plural(n, 'offre')}" for n in range(1, DARKEST)}
    words[str(DARKEST + 1)] = f"il manque {DARKEST} offres ou plus"
    return tuple((classe, f"{words[classe]} : {plural(counts[classe], 'commune')}") for classe in sorted(counts))
