"""The same place on two sites: shown once, with both sources; what only looks the same is shown twice, and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import Enum

from ctg.analysis.upkeep.freshness import proven_on
from ctg.ground.problems import fold
from ctg.kinds import Structure
from ctg.portal.members import Member, ToldRecord


class Likeness(Enum):
    """Why two records are thought to be of one place; the value follows « parce qu'ils ont »."""

    SIRET = "le même SIRET, dans la même commune"
    NAME = "le même nom, dans la même commune"


class Doubt(Enum):
    """Why two records that look the same are both shown."""

    ELSEWHERE = "le même SIRET, dans deux communes"
    SEVERAL = "plusieurs fiches d'un même site se ressemblent : nous ne savons pas laquelle est laquelle"


@dataclass(frozen=True)
class Sighting:
    """A place as one of the sites tells it. ``commune``: the INSEE code of where it is."""

    member: Member
    told: ToldRecord[Structure]
    commune: str
    at_home: bool
    """Whether its commune is of that territory, as the portal believes: nobody else takes its place."""

    @property
    def structure(self) -> Structure:
        """The record."""
        return self.told.record

    @property
    def id(self) -> str:
        """Its identifier in the portal."""
        return f"{self.member.siren}-{self.structure.id}"


@dataclass(frozen=True)
class Duplicate:
    """One place, told by several sites: the first one is shown."""

    sightings: tuple[Sighting, ...]
    why: Likeness

    @property
    def exposed(self) -> tuple[Sighting, ...]:
        """Those that tell where it is, when another says that nobody may learn it: the portal says nothing of them."""
        told = tuple(one for one in self.sightings if not one.structure.confidential)
        return told if len(told) < len(self.sightings) else ()


@dataclass(frozen=True)
class Lookalikes:
    """Records that look the same, and are all shown."""

    sightings: tuple[Sighting, ...]
    why: Doubt


def compared(seen: Iterable[Sighting]) -> tuple[list[Duplicate], list[Lookalikes]]:
    """The places that several sites tell, and those that only look so. A place is in one group at most, by its SIRET first."""
    seen = list(seen)
    same: list[Duplicate] = []
    alike: list[Lookalikes] = []
    done: set[str] = set()
    for group in _grouped(seen, lambda one: one.structure.siret):
        if len({one.commune for one in group}) > 1:
            alike.append(Lookalikes(group, Doubt.ELSEWHERE))
        else:
            _decide(group, Likeness.SIRET, same, alike, done)
    rest = [one for one in seen if one.id not in done]
    for group in _grouped(rest, lambda one: (fold(one.structure.nom), one.commune)):
        if len({one.structure.siret for one in group if one.structure.siret}) < 2:  # else two establishments of one name
            _decide(group, Likeness.NAME, same, alike, done)
    return same, alike


def _grouped(seen: Iterable[Sighting], by: Callable[[Sighting], Hashable]) -> list[tuple[Sighting, ...]]:
    """The groups that have the same value, of several sites; nothing is alike when there is no value."""
    found: dict[Hashable, list[Sighting]] = defaultdict(list)
    for one in seen:
        if (value := by(one)) and one.commune:
            found[value].append(one)
    return [tuple(group) for group in found.values() if len({one.member.siren for one in group}) > 1]


def _decide(group: tuple[Sighting, ...], why: Likeness, same: list[Duplicate], alike: list[Lookalikes], done: set[str]) -> None:
    done |= {one.id for one in group}
    if len({one.member.siren for one in group}) < len(group):
        alike.append(Lookalikes(group, Doubt.SEVERAL))
    else:
        same.append(Duplicate(tuple(sorted(group, key=_rank)), why))


def _rank(one: Sighting) -> tuple[bool, bool, int, str]:
    """Who says that its address is confidential goes before all; then the territory of its commune, then who proved it last."""
    return not one.structure.confidential, not one.at_home, -(day.toordinal() if (day := proven_on(one.structure)) else 0), one.id
