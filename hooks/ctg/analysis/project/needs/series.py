"""What may be said of an indicator's values: which years compare, with what elsewhere, how far the target is."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from ctg.kinds import Indicateur
from ctg.kinds.project.indicateur import Comparaison, Mesure, Valeur

NEAR_YEARS = 2
"""How far apart two territories' years may be for bars side by side."""


def measured(record: Indicateur) -> tuple[Valeur, ...]:
    """The whole territory's values whose year is known, oldest first: the only ones that a chart can place."""
    return tuple(sorted((v for v in record.valeurs if v.annee and v.whole), key=lambda v: v.year))


def runs(record: Indicateur) -> tuple[tuple[Valeur, ...], ...]:
    """The measured values, together when their years compare.

    A break whose year is not given may be anywhere: then every value stands alone.
    """
    values = measured(record)
    breaks = sorted(one.annee for one in record.ruptures if one.annee)
    if len(breaks) < len(record.ruptures):
        return tuple((value,) for value in values)
    return tuple(tuple(run) for _, run in groupby(values, key=lambda v: bisect_right(breaks, v.year)))


def is_rate(record: Indicateur) -> bool:
    """True for a share or a ratio (« % », « places pour 100 enfants »): counts of places of different sizes do not compare."""
    return record.unite.startswith("%") or bool({"pour", "par"} & set(record.unite.split()))


@dataclass(frozen=True)
class Way:
    """Where the latest measure stands between the start and the target."""

    latest: Valeur
    since: Decimal | None
    """Latest minus start; None without a start, without a measure after it, or when the counting changed between."""
    left: Decimal
    """Target minus latest."""
    wanted: str | None
    """``hausse`` or ``baisse``; None when nobody says whether the target is a ceiling or a floor."""


def way(record: Indicateur) -> Way | None:
    """How far along, for an indicator that has a target and a measure; None otherwise."""
    values = measured(record)
    if not record.cible or not values:
        return None
    latest, start = values[-1], record.depart
    since = None
    if start and latest.year > start.annee and record.same_count(start.annee, latest.year):
        since = latest.valeur - start.valeur
    # A target below the start may be a fall that is wished for, or a fall that is to be contained: only « sens » tells.
    wanted = record.sens or ("hausse" if start and record.cible.valeur > start.valeur else None)
    return Way(latest, since, record.cible.valeur - latest.valeur, wanted)


@dataclass(frozen=True)
class Elsewhere:
    """A line of the comparison; ``name`` is None for the territory itself, which comes first when bars are drawn."""

    name: str | None
    measure: Mesure
    here: Valeur | None
    """The territory's own measure of that year, or of the nearest; None when either year is unknown."""
    share: float | None = None
    """Length of its bar, from 0 to 1; None when no bar would be honest."""


def comparison(record: Indicateur) -> tuple[Elsewhere, ...]:
    """What bars may compare, the territory first; then the other lines, newest first."""
    side = _side_by_side(record)
    longest = max((measure.valeur for _, measure in side), default=0)
    whole = max(longest, 100) if record.unite.startswith("%") else longest  # a share of its whole, a ratio of the longest
    drawn = [Elsewhere(name, m, _nearest(record, m), float(m.valeur / whole) if whole else 0.0) for name, m in side]
    others = [other for other in record.comparaisons if all(other is not measure for _, measure in side)]
    others.sort(key=lambda other: other.year, reverse=True)
    return (*drawn, *(Elsewhere(other.territoire, other, _nearest(record, other)) for other in others))


def _nearest(record: Indicateur, measure: Mesure) -> Valeur | None:
    if not measure.annee:
        return None
    return min(reversed(measured(record)), key=lambda value: abs(value.year - measure.year), default=None)


def _side_by_side(record: Indicateur) -> list[tuple[str | None, Mesure]]:
    """The territory's value, then one a territory: rates, of years at most :data:`NEAR_YEARS` apart; empty if none compares.

    The year is the one that most of the others have, the newest of these: « the same year where possible ».
    """
    others = [other for other in record.comparaisons if other.annee]
    if not others or not measured(record) or not is_rate(record):
        return []
    years = [other.year for other in others]
    here = max(measured(record), key=lambda v: (years.count(v.year), -min(abs(v.year - year) for year in years), v.year))
    near: dict[str, Comparaison] = {}
    for other in sorted(others, key=lambda other: abs(other.year - here.year)):
        if abs(other.year - here.year) <= NEAR_YEARS:
            near.setdefault(other.territoire, other)
    side = [(None, here), *near.items()]
    return side if near and min(measure.valeur for _, measure in side) >= 0 else []
