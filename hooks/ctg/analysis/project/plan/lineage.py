"""What follows an action from one framework to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctg.catalogue import Catalogue
from ctg.kinds import Action, Axe
from ctg.kinds.project.devenir import OVER


def follow_ups(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that follow one, as its ``suite`` says."""
    return tuple(catalogue.those(Action, action.suite.vers if action.suite else ()))


def followed(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that one follows."""
    return catalogue.referenced_by(action, Action, "suite")


@dataclass(frozen=True)
class Crossing:
    """An axis of an old plan: how many of its actions go on in each axis of the new one, and what of the others."""

    axe: Axe
    total: int
    into: tuple[int, ...]
    """One number for each axis of the new plan, in its order. An action that goes on in two axes counts in both."""
    over: int
    """Stopped or achieved."""
    unsaid: int
    """Nothing says where they go."""


def crossings(
    catalogue: Catalogue, old: Sequence[tuple[Axe, Sequence[Action]]], new: Sequence[Axe]
) -> tuple[list[Axe], list[Crossing]]:
    """The axes of the new plan, with those elsewhere that an action goes on in; and where each old axis's actions go."""
    into = {action.id: {one.axe for one in follow_ups(catalogue, action)} for _, own in old for action in own}
    reached = {axe for axes in into.values() for axe in axes} - {axe.id for axe in new}
    columns = [*new, *(axe for axe in catalogue.all(Axe) if axe.id in reached)]
    return columns, [_crossing(axe, own, into, columns) for axe, own in old]


def _crossing(axe: Axe, own: Sequence[Action], into: dict[str, set[str]], columns: Sequence[Axe]) -> Crossing:
    over = sum(bool(action.suite and action.suite.decision in OVER) for action in own)
    going = sum(bool(into[action.id]) for action in own)
    counts = tuple(sum(column.id in into[action.id] for action in own) for column in columns)
    return Crossing(axe, len(own), counts, over, len(own) - over - going)
