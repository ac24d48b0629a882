"""Conventions side by side: what each site publishes of its own, and nothing added up across territories.

Money is what actions say: an action that says nothing of its money makes the sum no whole budget.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dateutil.relativedelta import relativedelta

from ctg.analysis.project.plan.money import Sums, add, parts_of
from ctg.analysis.project.plan.posts import Staff, on_day
from ctg.analysis.project.plan.progress import counts
from ctg.analysis.project.plan.timeline import ending
from ctg.ground.problems import fold
from ctg.kinds import Action, Axe, Cadre
from ctg.kinds.fields.base import PartialDate
from ctg.kinds.project.action import Etat
from ctg.portal.comparison.sides import Side

MONTHS = 12
"""« Dans l'année »: from the day of the page."""
End = Literal["inconnue", "passee", "bientot", "plus-tard"]


@dataclass(frozen=True)
class ConventionOfSite:
    """The convention of a territory, that of the day."""

    side: Side
    cadre: Cadre
    next: Cadre | None
    """The one that begins after it, when it is published."""
    end: End
    axes: tuple[Axe, ...]
    actions: tuple[Action, ...]
    money: Sums
    priced: int
    """How many of its decided actions say something of money."""
    decided: int
    staff: Staff
    staffed: bool
    """Whether one of its actions tells of a post, of that day or not."""

    @property
    def states(self) -> dict[Etat | None, int]:
        """How many actions are in each state; None: not stated."""
        return counts(self.actions)

    @property
    def proven(self) -> dt.date | PartialDate | None:
        """The date of the proof of its own facts: period, signature."""
        return self.side.proven(self.cadre)

    @property
    def soon(self) -> bool:
        """Whether it ends within the year, for sure: an end that is only supposed is not counted."""
        return self.end == "bientot" and not self.supposed

    @property
    def supposed(self) -> bool:
        """Whether its end is only supposed."""
        return bool(self.cadre.fin and self.cadre.fin.approx)


@dataclass(frozen=True)
class Conventions:
    """All of them, the first to end first; those whose end is not known come last. ``without``: the territories that publish
    none."""

    lines: tuple[ConventionOfSite, ...]
    without: tuple[Side, ...]
    until: dt.date
    """The last day of « dans l'année »."""

    @property
    def soon(self) -> tuple[ConventionOfSite, ...]:
        """Those that end within the year."""
        return tuple(line for line in self.lines if line.soon)

    @property
    def perhaps(self) -> tuple[ConventionOfSite, ...]:
        """Those whose end, only supposed, may be within the year."""
        return tuple(line for line in self.lines if line.end == "bientot" and line.supposed)

    @property
    def over(self) -> tuple[ConventionOfSite, ...]:
        """Those that are over, and that no other one follows yet."""
        return tuple(line for line in self.lines if line.end == "passee")

    @property
    def endless(self) -> tuple[ConventionOfSite, ...]:
        """Those whose end is not known."""
        return tuple(line for line in self.lines if line.end == "inconnue")


def conventions(sides: Iterable[Side], today: dt.date) -> Conventions:
    """The conventions of these territories on a day."""
    lines, without = [], []
    for one in sides:
        if one.catalogue.untold:
            without.append(one)
        else:
            lines.append(_line(one, today))
    lines.sort(key=lambda line: (line.cadre.fin.latest if line.cadre.fin else dt.date.max, fold(line.side.member.name)))
    return Conventions(tuple(lines), tuple(without), today + relativedelta(months=MONTHS))


def _line(one: Side, today: dt.date) -> ConventionOfSite:
    catalogue = one.catalogue
    cadre = catalogue.convention
    actions = catalogue.of_the_convention(Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    posts = [post for action in decided if action.moyens for post in action.moyens.postes]
    return ConventionOfSite(
        one,
        cadre,
        next((other for other in catalogue.conventions if other.begins > max(cadre.begins, today)), None),
        ending(cadre, today, MONTHS),
        catalogue.of_the_convention(Axe, cadre),
        actions,
        add(parts_of(decided)),
        sum(bool(parts_of([action])) for action in decided),
        len(decided),
        on_day(posts, today),
        bool(posts),
    )
