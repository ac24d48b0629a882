"""What the records say of a framework, for the person who evaluates it: its actions and indicators, counted; the meetings where
inhabitants were asked; what is not written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from ctg import api


@dataclass(frozen=True)
class Assessment:
    """A framework seen through its actions, their indicators, and the meetings where inhabitants were asked."""

    cadre: api.Cadre
    axes: tuple[api.Axe, ...]
    actions: tuple[api.Action, ...]
    figures: tuple[api.Indicateur, ...]
    """Those that its actions name."""
    consulted: tuple[api.Rencontre, ...]
    """Oldest first."""
    diagnoses: tuple[api.Diagnostic, ...]

    @property
    def money(self) -> api.Sums:
        return api.sums_of(api.parts_of(self.actions))

    @property
    def fates(self) -> dict[api.Decision, int]:
        """How many actions each decision was taken of, in the order of the list."""
        found = Counter(action.suite.decision for action in self.actions if action.suite)
        return {decision: found[decision] for decision in api.Decision if found[decision]}

    # What is lacking.

    @property
    def stateless(self) -> tuple[api.Action, ...]:
        return tuple(action for action in self.actions if not action.etat)

    @property
    def moneyless(self) -> tuple[api.Action, ...]:
        """The actions that say nothing of their money, or only that somebody pays."""
        return tuple(action for action in self.actions if not api.sums_of(api.parts_of([action])))

    @property
    def unmeasured(self) -> tuple[api.Action, ...]:
        return tuple(action for action in self.actions if not action.indicateurs)

    @property
    def fateless(self) -> tuple[api.Action, ...]:
        return tuple(action for action in self.actions if not action.suite)

    @property
    def valueless(self) -> tuple[api.Indicateur, ...]:
        return tuple(figure for figure in self.figures if not figure.derniere)

    @property
    def aimless(self) -> tuple[api.Indicateur, ...]:
        return tuple(figure for figure in self.figures if not figure.cible)


def assess(catalogue: api.Catalogue, cadre: api.Cadre, today: dt.date) -> Assessment:
    """What the published records say of a framework on a day."""
    actions = catalogue.of_the_convention(api.Action, cadre)
    named = {id for action in actions for id in action.indicateurs}
    return Assessment(
        cadre,
        catalogue.of_the_convention(api.Axe, cadre),
        actions,
        tuple(figure for figure in catalogue.all(api.Indicateur) if figure.id in named),
        consulted(catalogue, cadre, actions, today),
        catalogue.all(api.Diagnostic),
    )


def consulted(
    catalogue: api.Catalogue, cadre: api.Cadre, actions: tuple[api.Action, ...], today: dt.date
) -> tuple[api.Rencontre, ...]:
    """The consultations that are over: of a convention, those of its years; of any framework, those that led to its actions."""
    own = {action.id for action in actions}

    def belongs(meeting: api.Rencontre) -> bool:
        if own & set(meeting.naming("actions")):
            return True
        begun = cadre.begins <= meeting.date.first
        return cadre.is_ctg and api.framework(catalogue, meeting).is_ctg and begun and not _after(meeting, cadre)

    over = api.past((meeting for meeting in catalogue.all(api.Rencontre) if meeting.asks_inhabitants), today)
    return tuple(meeting for meeting in reversed(over) if belongs(meeting))


def _after(meeting: api.Rencontre, cadre: api.Cadre) -> bool:
    return bool(cadre.end and meeting.date.first > cadre.end.latest)
