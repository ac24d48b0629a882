"""The values of an indicator: which years compare, with what elsewhere, how far the target is, and whether it is on course.

Its course is the one that the record writes (``trajectoire``), else the straight line from the start to the target: an
assumption, which the words say."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby, pairwise

from ctg.common.phrases import counted, number
from ctg.model.figure import Comparaison, Indicateur, Mesure, Repere, Valeur

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
    if not others or not measured(record) or not record.is_rate:
        return []
    years = [other.year for other in others]
    here = max(measured(record), key=lambda v: (years.count(v.year), -min(abs(v.year - year) for year in years), v.year))
    near: dict[str, Comparaison] = {}
    for other in sorted(others, key=lambda other: abs(other.year - here.year)):
        if abs(other.year - here.year) <= NEAR_YEARS:
            near.setdefault(other.territoire, other)
    side = [(None, here), *near.items()]
    return side if near and min(measure.valeur for _, measure in side) >= 0 else []


@dataclass(frozen=True)
class Course:
    """Where the latest measure stands beside what it should be."""

    latest: Valeur
    needed: Decimal
    """What the way asks for that year, rounded as the measures are: the least, or the most, that is on course."""
    wanted: str
    """``hausse``: ``needed`` is a least; ``baisse``: a most."""

    @property
    def kept(self) -> bool:
        """Whether the measure is on course."""
        return self.latest.valeur >= self.needed if self.wanted == "hausse" else self.latest.valeur <= self.needed


def points(record: Indicateur) -> tuple[Repere, ...]:
    """The points of the course: the start, the years that are written, the target; none without a target."""
    if not record.cible:
        return ()
    ends = [record.depart] if record.depart else []
    return tuple(sorted((*ends, *record.trajectoire, record.cible), key=lambda point: point.annee))


def expected(record: Indicateur, year: int) -> Decimal | None:
    """The value that the course gives for a year: between two points, on the line that joins them; after the target, the target.

    None before its first point, or without a course.
    """
    known = points(record)
    if not known or year < known[0].annee:
        return None
    for a, b in pairwise(known):
        if a.annee <= year < b.annee:
            return a.valeur + (b.valeur - a.valeur) * (year - a.annee) / (b.annee - a.annee)
    return known[-1].valeur


def course(record: Indicateur) -> Course | None:
    """The latest measure of the whole territory against the way; None when the two do not compare.

    That is: no way, no measure after the start, another way of counting since, or nobody says which direction is good.
    """
    found, start = way(record), record.depart
    if not found or not found.wanted or (start and found.latest.year <= start.annee):
        return None
    asked, first = expected(record, found.latest.year), points(record)[0].annee
    if asked is None or not record.same_count(first, found.latest.year):
        return None
    needed = _rounded(record, asked, ROUND_CEILING if found.wanted == "hausse" else ROUND_FLOOR)
    return Course(found.latest, needed, found.wanted)


def _rounded(record: Indicateur, value: Decimal, direction: str) -> Decimal:
    """With as many decimals as the measures: « au moins 385 places », never 384,4."""
    places = max((-int(one.valeur.normalize().as_tuple().exponent) for one in measured(record)), default=0)
    return value.quantize(Decimal(1).scaleb(-max(places, 0)), direction)


def course_sentence(record: Indicateur) -> str:
    """« 371 places en 2025 : il en faudrait au moins 385 pour être sur la trajectoire vers 388 en 2026. »

    Empty without a course. The end says what the course is made of, when nobody wrote it.
    """
    found, goal = course(record), record.cible
    if not found or not goal:
        return ""
    doubt = " (à confirmer)" if found.latest.statut == "a_confirmer" else ""
    start = f"{counted(found.latest.valeur, record.unite)} en {found.latest.annee}{doubt}"
    aim = f"{number(goal.valeur)} en {goal.annee}"
    if found.kept:
        text = f"{start} : c’est sur la trajectoire vers {aim}, qui demande {needed(record, found)}."
    else:
        text = f"{start} : il {_wanting(record)} {needed(record, found)} pour être sur la trajectoire vers {aim}."
    return f"{text} {basis(record)}".rstrip()


def basis(record: Indicateur) -> str:
    """A sentence that says where the course comes from when nobody wrote it; else ""."""
    if record.trajectoire or not record.depart or not record.cible:
        return ""
    if record.depart.valeur == record.cible.valeur:
        return ""
    return "Aucune trajectoire n’est écrite : c’est la ligne droite du départ à la cible."


def needed(record: Indicateur, found: Course) -> str:
    """« au moins 385 », « au plus 12 % »."""
    least = "au moins" if found.wanted == "hausse" else "au plus"
    share = record.unite.startswith("%")
    amount = counted(found.needed, record.unite) if share else number(found.needed)
    return f"{least} {amount}"


def _wanting(record: Indicateur) -> str:
    return "faudrait" if record.unite.startswith("%") else "en faudrait"
