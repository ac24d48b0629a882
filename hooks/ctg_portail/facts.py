"""The figures of one territory, worked out from its own catalogue alone, by the code that its own site uses.

They are all worked out before any page is made: a territory whose figures cannot be worked out is left out, with a message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ctg.api import (
    Action,
    AlertGroup,
    Axe,
    Cadre,
    Catalogue,
    Coverage,
    Etat,
    Rate,
    Rencontre,
    Sums,
    alerts,
    counts,
    coverage,
    ending,
    framework,
    parts_of,
    sums_by_year,
    sums_of,
    territory_rate,
)
from ctg.api import meetings_coming as coming

MONTHS = 12
"""« Dans l'année »: from the day of the page."""
FOLLOWED = ("retard", "trajectoire", "fin")
"""The groups of alerts that are set side by side, in reading order."""


@dataclass(frozen=True)
class Convention:
    """The convention of a territory, that of the day."""

    cadre: Cadre
    next: Cadre | None
    """The one that begins after it, when it is published."""
    end: Literal["inconnue", "passee", "bientot", "plus-tard"]
    axes: tuple[Axe, ...]
    states: Mapping[Etat | None, int]
    """How many actions are in each state; None: not stated."""
    actions: int
    decided: int
    priced: int
    """How many of the decided actions say something of money."""
    money: Sums
    """Money is what actions say: one that says nothing of its money makes the sum no whole budget."""
    years: tuple[tuple[int, Sums], ...]

    @property
    def supposed(self) -> bool:
        """Whether its end is only supposed."""
        return bool(self.cadre.fin and self.cadre.fin.approx)


@dataclass(frozen=True)
class Facts:
    """All of it. ``convention`` is None when the site publishes none."""

    convention: Convention | None
    coverage: Coverage
    rate: Rate
    """Places for 100 children under 3."""
    alerts: tuple[AlertGroup, ...]
    actions: int
    committee: Rencontre | None
    """The next one of its convention; None when no date of one is published."""


def facts(catalogue: Catalogue, today: dt.date) -> Facts:
    """The figures of a territory on a day. Raises :class:`ArithmeticError` and :class:`ValueError` for figures and dates
    that no one can believe."""
    groups = {group.id: group for group in alerts(catalogue, today)}
    return Facts(
        None if catalogue.untold else _convention(catalogue, today),
        coverage(catalogue, None, today),
        territory_rate(catalogue),
        tuple(groups[id] for id in FOLLOWED),
        len(catalogue.of_the_convention(Action)),
        next((one for one in coming(catalogue.all(Rencontre), today) if framework(catalogue, one).is_ctg), None),
    )


def _convention(catalogue: Catalogue, today: dt.date) -> Convention:
    cadre = catalogue.convention
    actions = catalogue.of_the_convention(Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    return Convention(
        cadre,
        next((other for other in catalogue.conventions if other.begins > max(cadre.begins, today)), None),
        ending(cadre, today, MONTHS),
        catalogue.of_the_convention(Axe, cadre),
        counts(actions),
        len(actions),
        len(decided),
        sum(bool(parts_of([action])) for action in decided),
        sums_of(parts_of(decided)),
        sums_by_year(parts_of(decided)),
    )
