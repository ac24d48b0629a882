"""What the records say of a framework, for the person who evaluates it: its actions and indicators, counted; the meetings where
inhabitants were asked; what is not written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from ctg.api import (
    Action,
    Axe,
    Cadre,
    Catalogue,
    Decision,
    Diagnostic,
    Indicateur,
    Rencontre,
    Sums,
    framework,
    parts_of,
    past,
    sums_of,
)


@dataclass(frozen=True)
class Assessment:
    """A framework seen through its actions, their indicators, and the meetings where inhabitants were asked."""

    cadre: Cadre
    axes: tuple[Axe, ...]
    actions: tuple[Action, ...]
    figures: tuple[Indicateur, ...]
    """Those that its actions name."""
    consulted: tuple[Rencontre, ...]
    """Oldest first."""
    diagnoses: tuple[Diagnostic, ...]

    @property
    def money(self) -> Sums:
        return sums_of(parts_of(self.actions))

    @property
    def fates(self) -> dict[Decision, int]:
        """How many actions each decision was taken of, in the order of the list."""
        found = Counter(action.suite.decision for action in self.actions if action.suite)
        return {decision: found[decision] for decision in Decision if found[decision]}

    # What is lacking.

    @property
    def stateless(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if not action.etat)

    @property
    def moneyless(self) -> tuple[Action, ...]:
        """The actions that say nothing of their money, or only that somebody pays."""
        return tuple(action for action in self.actions if not sums_of(parts_of([action])))

    @property
    def unmeasured(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if not action.indicateurs)

    @property
    def fateless(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if not action.suite)

    @property
    def valueless(self) -> tuple[Indicateur, ...]:
        return tuple(figure for figure in self.figures if not figure.derniere)

    @property
    def aimless(self) -> tuple[Indicateur, ...]:
        return tuple(figure for figure in self.figures if not figure.cible)


def assess(catalogue: Catalogue, cadre: Cadre, today: dt.date) -> Assessment:
    """What the published records say of a framework on a day."""
    actions = catalogue.of_the_convention(Action, cadre)
    named = {id for action in actions for id in action.indicateurs}
    return Assessment(
        cadre,
        catalogue.of_the_convention(Axe, cadre),
        actions,
        tuple(figure for figure in catalogue.all(Indicateur) if figure.id in named),
        consulted(catalogue, cadre, actions, today),
        catalogue.all(Diagnostic),
    )


def consulted(catalogue: Catalogue, cadre: Cadre, actions: tuple[Action, ...], today: dt.date) -> tuple[Rencontre, ...]:
    """The consultations that are over: of a convention, those of its years; of any framework, those that led to its actions."""
    own = {action.id for action in actions}

    def belongs(meeting: Rencontre) -> bool:
        if own & set(meeting.naming("actions")):
            return True
        begun = cadre.begins <= meeting.date.first
        return cadre.is_ctg and framework(catalogue, meeting).is_ctg and begun and not _after(meeting, cadre)

    over = past((meeting for meeting in catalogue.all(Rencontre) if meeting.asks_inhabitants), today)
    return tuple(meeting for meeting in reversed(over) if belongs(meeting))


def _after(meeting: Rencontre, cadre: Cadre) -> bool:
    return bool(cadre.fin and meeting.date.first > cadre.fin.latest)
