"""The calls that would serve most families: whose answer is missing on most pages, and whom to ring for it.

A call is worth ``communes × (1 + paths + danger) × what the sheet lacks, of 100``. Communes: those that the place serves, else
those for which it is the nearest of its sort that we know. Paths: 1 for each guided path that names it; a search of a path is
shared by all the places that it finds. Danger: 1 for a place to which one comes in danger (it shows emergency numbers).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ctg.analysis.distance import distance_km, position_of
from ctg.analysis.hours.rounds import round_of
from ctg.analysis.searches import finds
from ctg.analysis.upkeep.quality import quality
from ctg.catalogue import Catalogue
from ctg.ground.phrases import phone, town_hall
from ctg.ground.problems import plural
from ctg.kinds import Commune, Parcours, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.walking import links

ASKED = 3
"""How many things one call asks for."""
UNSORTED = "autre"
"""The type of places that are of no sort: none is the nearest of its sort."""


@dataclass(frozen=True)
class CallToMake:
    """One place of which families lack something."""

    place: Place
    communes: int
    paths: int
    danger: bool
    missing: tuple[str, ...]
    """What to ask, in French, the heaviest first."""
    gain: int
    ring: tuple[str, str] | None
    """(whose number, the number in E.164): the place's own, its structure's, that of who answers for it, of its town hall.
    None when nobody's is known."""

    @property
    def reason(self) -> str:
        """« 04 65 71 00 00 (mairie de Valbourg) : téléphone ou courriel, horaires. Pour 44 communes, 2 parcours »."""
        who = f"{phone(self.ring[1])} ({self.ring[0]})" if self.ring else "numéro à trouver"
        reach = [plural(self.communes, "commune"), f"{self.paths} parcours" * bool(self.paths), "danger" * self.danger]
        return f"{who} : {', '.join(self.missing[:ASKED])}. Pour {', '.join(filter(None, reach))}"


def calls(catalogue: Catalogue) -> tuple[CallToMake, ...]:
    """Every published place that lacks something, the largest gain first, then in the order of the keys."""
    near, led = _nearest(catalogue), _led(catalogue)
    places = [place for place in catalogue.places if place.published]
    found = (_call(catalogue, place, len(_communes(catalogue, place, near)), led[place.key]) for place in places)
    return tuple(sorted((call for call in found if call.missing), key=lambda call: (-call.gain, call.place.key)))


def _call(catalogue: Catalogue, place: Place, communes: int, led: list[float]) -> CallToMake:
    danger, state = bool(catalogue.urgences_of(place)), quality(place)
    gain = round(communes * (1 + sum(led) + danger) * (100 - state.score))
    return CallToMake(place, communes, len(led), danger, state.missing, gain, _ring(catalogue, place))


def _led(catalogue: Catalogue) -> dict[str, list[float]]:
    """Key of a place → the share of it in each guided path that leads to it: 1, or less when a search finds others too."""
    shares: dict[str, list[float]] = defaultdict(list)
    places = [place for place in catalogue.places if place.published]
    for path in (path for path in catalogue.all(Parcours) if path.published):
        best = {named.key: 1.0 for named in map(catalogue.named, links(path)) if named}
        for step in path.etapes:
            found = [place.key for place in places if step.chercher and finds(catalogue, step.chercher, place)]
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


def _ring(catalogue: Catalogue, place: Place) -> tuple[str, str] | None:
    one, where = catalogue.answering(place), catalogue.commune_of(place)
    if one and one.telephone:
        return one.nom, one.telephone
    hall = where and where.mairie
    return (town_hall(where.nom), hall.telephone) if where and hall and hall.telephone else None
