"""The figures of one territory, worked out from its own catalogue alone, by the code that its own site uses.

They are all worked out before any page is made: a territory whose figures cannot be worked out is left out, with a message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ctg import api

MONTHS = 12
"""« Dans l'année »: from the day of the page."""
FOLLOWED = ("retard", "trajectoire", "fin")
"""The groups of alerts that are set side by side, in reading order."""


@dataclass(frozen=True)
class Convention:
    """The convention of a territory, that of the day."""

    cadre: api.Cadre
    next: api.Cadre | None
    """The one that begins after it, when it is published."""
    end: Literal["inconnue", "passee", "bientot", "plus-tard"]
    axes: tuple[api.Axe, ...]
    states: Mapping[api.Etat | None, int]
    """How many actions are in each state; None: not stated."""
    actions: int
    decided: int
    priced: int
    """How many of the decided actions say something of money."""
    money: api.Sums
    """Money is what actions say: one that says nothing of its money makes the sum no whole budget."""
    years: tuple[tuple[int, api.Sums], ...]

    @property
    def supposed(self) -> bool:
        """Whether its end is only supposed."""
        return bool(self.cadre.end and self.cadre.end.approx)


@dataclass(frozen=True)
class Facts:
    """All of it. ``convention`` is None when the site publishes none."""

    convention: Convention | None
    coverage: api.Coverage
    rate: api.Rate
    """Places for 100 children under 3."""
    alerts: tuple[api.AlertGroup, ...]
    actions: int
    committee: api.Rencontre | None
    """The next one of its convention; None when no date of one is published."""


def facts(catalogue: api.Catalogue, today: dt.date) -> Facts:
    """The figures of a territory on a day. Raises :class:`ArithmeticError` and :class:`ValueError` for figures and dates
    that no one can believe."""
    groups = {group.id: group for group in api.alerts(catalogue, today)}
    return Facts(
        None if catalogue.untold else _convention(catalogue, today),
        api.coverage(catalogue, None, today),
        api.territory_rate(catalogue),
        tuple(groups[id] for id in FOLLOWED),
        len(catalogue.of_the_convention(api.Action)),
        next(
            (one for one in api.meetings_coming(catalogue.all(api.Rencontre), today) if api.framework(catalogue, one).is_ctg),
            None,
        ),
    )


def _convention(catalogue: api.Catalogue, today: dt.date) -> Convention:
    cadre = catalogue.convention
    actions = catalogue.of_the_convention(api.Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    return Convention(
        cadre,
        next((other for other in catalogue.conventions if other.begins > max(cadre.begins, today)), None),
        api.ending(cadre, today, MONTHS),
        catalogue.of_the_convention(api.Axe, cadre),
        api.counts(actions),
        len(actions),
        len(decided),
        sum(bool(api.parts_of([action])) for action in decided),
        api.sums_of(api.parts_of(decided)),
        api.sums_by_year(api.parts_of(decided)),
    )
