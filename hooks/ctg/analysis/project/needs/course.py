"""Whether an indicator is on course: what its latest measure should be, on the way from its start to its target.

The way is the one that the record writes (``trajectoire``), else the straight line from the start to the target: an
assumption, which the words say.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from ctg.analysis.project.needs.series import measured, way
from ctg.analysis.project.needs.units import counted
from ctg.ground.phrases import number
from ctg.kinds import Indicateur
from ctg.kinds.project.indicateur import Repere, Valeur


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
    """The way: the start, the years that are written, the target; nothing without a target."""
    if not record.cible:
        return ()
    ends = [record.depart] if record.depart else []
    return tuple(sorted((*ends, *record.trajectoire, record.cible), key=lambda point: point.annee))


def expected(record: Indicateur, year: int) -> Decimal | None:
    """What the way asks for a year: between two of its points, on the line that joins them; after the target, the target.

    None before its first point, or when nothing gives a way.
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


def said(record: Indicateur) -> str:
    """« 371 places en 2025 : il en faudrait au moins 385 pour être sur la trajectoire vers 388 en 2026. » Empty without a way.

    The end says what the way is made of, when nobody wrote it.
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
    """Where the way comes from, when it is only supposed."""
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
