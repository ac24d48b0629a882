"""Indicators of several territories: compared when they count the same thing, for sure, and never otherwise.

No indicator bears an identifier that all share. Two count the same thing when they say the same, word for word (capitals,
accents and punctuation aside), of what they count (``definition``), how (``calcul``), in which unit and at which scale. One
that does not say what it counts is compared with nothing, be its name the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ctg.analysis.project.needs.series import measured
from ctg.ground.problems import fold
from ctg.kinds import Indicateur
from ctg.kinds.project.indicateur import Valeur
from ctg.portal.comparison.sides import Side


class Meaning(NamedTuple):
    """What makes two indicators the same."""

    definition: str
    calculation: str
    unit: str
    scale: str


@dataclass(frozen=True)
class IndicatorOfSite:
    """The indicator of a territory."""

    side: Side
    record: Indicateur


@dataclass(frozen=True)
class ValueOfSite(IndicatorOfSite):
    """Its value, in a comparison."""

    value: Valeur | None
    """None when its site publishes none of the whole territory."""
    newer: Valeur | None = None
    """Its last value, when that is of a later year than the one that all have."""


@dataclass(frozen=True)
class Comparable:
    """Indicators of several territories that count the same thing; the territories in the order of their names."""

    readings: tuple[ValueOfSite, ...]
    year: int | None
    """The last year that all have; None when there is none: each value is then the last one of its territory."""

    @property
    def record(self) -> Indicateur:
        """The first of them, for what all say."""
        return self.readings[0].record

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the values, each once, in order."""
        return tuple(sorted({one.value.year for one in self.readings if one.value}))

    @property
    def names(self) -> tuple[str, ...]:
        """What the territories call it, each name once, that of most of them first: no site renames it for all."""
        counts = Counter(fold(one.record.nom) for one in self.readings)
        shown = {fold(one.record.nom): one.record.nom for one in reversed(self.readings)}
        return tuple(shown[name] for name, _ in counts.most_common())


@dataclass(frozen=True)
class Namesakes:
    """Indicators that have one name and do not say that they count the same thing."""

    name: str
    those: tuple[IndicatorOfSite, ...]


@dataclass(frozen=True)
class Indicators:
    """What compares, what only looks so, and how many others there are."""

    comparable: tuple[Comparable, ...]
    namesakes: tuple[Namesakes, ...]
    undefined: int
    """How many say nothing of what they count."""
    alone: int
    """How many say it, as no other territory does."""
    unvalued: int = 0
    """How many comparisons have no value at all."""


def indicators(sides: Iterable[Side]) -> Indicators:
    """The indicators of these territories."""
    every = [IndicatorOfSite(one, record) for one in sides for record in one.catalogue.all(Indicateur)]
    groups: dict[Meaning, list[IndicatorOfSite]] = defaultdict(list)
    for own in every:
        if meaning := meaning_of(own.record):
            groups[meaning].append(own)
    shared = [group for group in map(_one_each, groups.values()) if len(group) > 1]
    same = [group for group in shared if any(own.record.derniere for own in group)]
    compared = {id(own) for group in shared for own in group}
    left = [own for own in every if id(own) not in compared]
    undefined = sum(meaning_of(own.record) is None for own in left)
    found = sorted(map(_comparable, same), key=lambda one: (-len(one.readings), fold(one.names[0])))
    return Indicators(tuple(found), tuple(_namesakes(every)), undefined, len(left) - undefined, len(shared) - len(same))


def meaning_of(record: Indicateur) -> Meaning | None:
    """What an indicator counts; None when it does not say it."""
    definition = fold(record.definition or "")
    if not definition:
        return None
    return Meaning(definition, fold(record.calcul or ""), _unit(record.unite), fold(record.echelle))


def _unit(text: str) -> str:
    """« % » is a unit, and no letter."""
    return " ".join(text.casefold().split())


def _one_each(group: list[IndicatorOfSite]) -> list[IndicatorOfSite]:
    """One a territory: a site that says the same thing twice is compared once."""
    return list({own.side.member.siren: own for own in reversed(group)}.values())


def _comparable(group: list[IndicatorOfSite]) -> Comparable:
    ordered = sorted(group, key=lambda own: (fold(own.side.member.name), own.side.member.siren))
    known = [{value.year for value in measured(own.record)} for own in ordered if measured(own.record)]
    common = set.intersection(*known) if known else set()
    year = max(common, default=None)
    return Comparable(tuple(_reading(own, year) for own in ordered), year)


def _reading(own: IndicatorOfSite, year: int | None) -> ValueOfSite:
    values = measured(own.record)
    last = values[-1] if values else own.record.derniere
    that = next((value for value in reversed(values) if value.year == year), None)
    return ValueOfSite(own.side, own.record, that or last, last if that and last is not that else None)


def _namesakes(every: Iterable[IndicatorOfSite]) -> Iterable[Namesakes]:
    """Those that have one name in several territories and are not all the same."""
    groups: dict[str, list[IndicatorOfSite]] = defaultdict(list)
    for own in every:
        groups[fold(own.record.nom)].append(own)
    for key in sorted(groups):
        meanings = {meaning_of(own.record) for own in groups[key]}
        if len({own.side.member.siren for own in groups[key]}) > 1 and (None in meanings or len(meanings) > 1):
            yield Namesakes(groups[key][0].record.nom, tuple(groups[key]))
