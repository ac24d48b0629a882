"""The communes through time: those of a day, what a former one became, and which values of the territory do not compare.

A commune leaves (``jusqu_au``), joins (``depuis``), merges or is divided (``devenue``); one that only gives a part away has
``devenue`` and stays. A year's perimeter is that of its first of January, as INSEE counts."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from ctg.common.phrases import joined
from ctg.common.problems import fold, plural
from ctg.model import Commune, Indicateur, Rupture, Structure, Valeur
from ctg.model.references import DIVIDED, LEFT, PAST, READ_AS

LARGER = re.compile(r"\b(?:departement|region|france|national)")
"""The scale of a figure that counts more than the territory, folded."""


@dataclass(frozen=True)
class Perimeter:
    """Every commune of the file, seen from a day."""

    communes: tuple[Commune, ...] = ()
    day: dt.date = dt.date.max

    @property
    def former(self) -> tuple[Commune, ...]:
        """Those that are no more of the territory."""
        return tuple(one for one in self.communes if one.gone(self.day))

    def became(self, nom: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The names under which the ground of a commune is known in the end: its own, when it became none other."""
        one = next((one for one in self.communes if one.nom == nom), None)
        if one is None or not one.devenue or nom in seen:
            return frozenset({nom})
        after = frozenset[str]().union(*(self.became(name, seen | {nom}) for name in one.devenue))
        return after if one.jusqu_au else after | {nom}

    def successor(self, one: Commune) -> str:
        """The only commune that a former one became; empty when it left, or was divided."""
        names = self.became(one.nom) - {one.nom}
        return next(iter(names)) if len(names) == 1 else ""

    @property
    def divided(self) -> dict[str, list[str]]:
        """Name of each former commune that became several → theirs: a list that names it means all; one place says which."""
        after = {one.nom: sorted(self.became(one.nom) - {one.nom}) for one in self.former}
        return {nom: names for nom, names in after.items() if len(names) > 1}

    def left(self) -> dict[str, str]:
        """Name → INSEE code of the former communes that became no other: what names them still names them."""
        return {one.nom: one.code_insee for one in self.former if not one.devenue}

    def today(self) -> tuple[Commune, ...]:
        """The communes of the day, each also called by the names of those that became it: people still look for them."""
        here = [one for one in self.communes if one.present(self.day)]
        old = {one.nom: [gone.nom for gone in self.former if one.nom in self.became(gone.nom)] for one in here}
        return tuple(
            one.model_copy(update={"autres_noms": (*one.autres_noms, *old[one.nom])}) if old[one.nom] else one for one in here
        )

    def names(self, every: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """What records may name that day, for their validation; ``every``: name → what people call it, of all of the file."""
        left, gone = self.left(), {one.nom: self.became(one.nom) for one in self.former}
        divided = self.divided
        kept = left.keys() | divided.keys()
        absent = {one.nom for one in self.communes if not one.present(self.day)}
        own = {nom: (*calls, *(old for old, after in gone.items() if nom in after)) for nom, calls in every.items()}
        renamed = {name: one.nom for one in self.communes for name in one.anciens_noms if name not in every}
        return {
            Commune.folder: {nom: calls for nom, calls in own.items() if nom not in absent - kept},
            PAST: {nom: calls for nom, calls in every.items() if nom not in absent - gone.keys()},
            READ_AS: {
                Commune.folder: renamed | {one.nom: to for one in self.former if (to := self.successor(one))},
                PAST: renamed,
            },
            LEFT: left,
            DIVIDED: divided,
        }

    def outlines(self, contours: dict) -> dict:
        """A FeatureCollection of the outlines of the day's communes: that of a former one goes to the one that it became; that of
        a divided one stays until those that it became have theirs."""
        here = {one.nom: one.code_insee for one in self.communes if one.present(self.day)}
        other = {one.code_insee: here.get(self.successor(one)) for one in self.communes if one.nom not in here}
        drawn = {feature["properties"]["code_insee"] for feature in contours["features"]}
        waiting = {nom for nom, names in self.divided.items() if not drawn & {here.get(name) for name in names}}
        other |= {one.code_insee: one.code_insee for one in self.former if one.nom in waiting}
        found: dict[str, list[dict]] = {}
        for feature in contours["features"]:
            code = feature["properties"]["code_insee"]
            if to := code if code in here.values() else other.get(code, code):
                found.setdefault(to, []).append(feature)
        return {**contours, "features": [_together(code, features) for code, features in found.items()]}

    # --- years -----------------------------------------------------------------------------------

    def of(self, year: int) -> tuple[Commune, ...]:
        """The communes of a year."""
        return tuple(one for one in self.communes if one.present(dt.date(year, 1, 1)))

    def same(self, year: int, other: int) -> bool:
        """Whether two years are of the same ground: a merge or a division moves no border of the territory."""
        here, there = (frozenset[str]().union(*(self.became(one.nom) for one in self.of(y))) for y in (year, other))
        return here == there

    def words(self, year: int) -> str:
        """« périmètre de 2026 : 44 communes »."""
        return f"périmètre de {year} : {plural(len(self.of(year)), 'commune')}"

    def told(self, record: Indicateur) -> Indicateur:
        """The indicator with a break where the perimeter changed between two of its years, each value saying of which it is."""
        if not any(one.depuis or one.jusqu_au or one.devenue for one in self.communes) or LARGER.search(fold(record.echelle)):
            return record
        breaks = tuple(self._breaks(record))
        values = tuple(self._said(value, bool(breaks)) for value in record.valeurs)
        return record.model_copy(update={"valeurs": values, "ruptures": (*record.ruptures, *breaks)})

    def _breaks(self, record: Indicateur) -> Iterator[Rupture]:
        years = {value.annee: value.counted_in for value in record.valeurs if value.annee and value.whole}
        if record.depart:
            years.setdefault(record.depart.annee, record.depart.annee)
        for (before, old), (after, new) in pairwise(sorted(years.items())):
            if not self.same(old, new) and record.same_count(before, after):
                yield Rupture(annee=after, raison=f"P{self.words(old)[1:]} ; {self.words(new)}.")

    def _said(self, value: Valeur, several: bool) -> Valeur:
        """Of several perimeters, the value's own; of a commune, which of those that it unites today it was without."""
        nom, day = value.commune, dt.date(value.counted_in, 1, 1)
        joining = [one.nom for one in self.former if nom in one.devenue and one.present(day)]
        told = f"Sans {joined(joining)}, qu’elle réunit depuis." if joining and value.annee else ""
        if several and value.whole and value.annee:
            told = f"P{self.words(value.counted_in)[1:]}."
        return value.model_copy(update={"note": f"{value.note or ''} {told}".strip()}) if told else value


def _together(code: str, features: list[dict]) -> dict:
    if len(features) == 1 and features[0]["properties"]["code_insee"] == code:
        return features[0]
    whole = shapely.union_all([shapely.make_valid(shape(one["geometry"])) for one in features])
    return {"type": "Feature", "properties": {"code_insee": code}, "geometry": mapping(whole)}


def outside_since(place: Structure, left: Mapping[str, str]) -> Structure:
    """A structure whose commune left the territory is outside of it, never counted; ``left``: see :meth:`Perimeter.left`."""
    if place.beyond or place.commune not in left:
        return place
    return place.model_copy(update={"hors_territoire": True, "code_insee": place.code_insee or left[place.commune]})
