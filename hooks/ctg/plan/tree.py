"""A plan as a tree: an axis, its orientations, their objectives, the actions, the parts of an action; each level optional."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ctg.common.problems import fold
from ctg.model.action import Action
from ctg.model.framework import Axe, Cadre, ObjectifOperationnel, Orientation
from ctg.reading.catalogue import Catalogue

Level = Orientation | ObjectifOperationnel


@dataclass(frozen=True)
class Branch:
    """A level of a plan, or an action, with what stands under it, in the order of the plan."""

    level: Axe | Level | None
    """None for an action."""
    action: Action | None
    """None for a level."""
    under: tuple[Branch, ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action in it, itself included, in the order of the plan."""
        own = (self.action,) if self.action else ()
        return (*own, *(action for branch in self.under for action in branch.actions))

    @property
    def deep(self) -> bool:
        """Whether an axis has more than its actions: a level between, or parts of an action."""
        return any(branch.under or branch.level for branch in self.under)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """(depth, branch) of itself, then of all that is under it."""
        yield depth, self
        for branch in self.under:
            yield from branch.walk(depth + 1)


def tree(catalogue: Catalogue, axe: Axe) -> Branch:
    """The tree of an axis: what hangs right under a level comes before the levels below.

    A part of an action that is not published stands under the axis.
    """
    parts: dict[str, list[Action]] = defaultdict(list)
    placed: dict[str, list[Action]] = defaultdict(list)
    for action in catalogue.referenced_by(axe, Action):
        parent = catalogue.get(Action, action.sous_action_de)
        group, where = (parts, parent.id) if parent else (placed, fold(action.dans or ""))
        group[where].append(action)

    def whole(action: Action) -> Branch:
        return Branch(None, action, tuple(map(whole, parts[action.id])))

    def level(one: Level, objectives: tuple[ObjectifOperationnel, ...] = ()) -> Branch:
        return Branch(one, None, (*map(whole, placed[fold(one.numero)]), *map(level, objectives)))

    orientations = (level(one, one.objectifs) for one in axe.orientations)
    return Branch(axe, None, (*map(whole, placed[""]), *orientations))


def levels_of(catalogue: Catalogue, action: Action) -> tuple[Level, ...]:
    """The orientation and the objective above an action, or above the action that it is a part of; empty when there are none."""
    axe, top = catalogue.get(Axe, action.axe), action
    while parent := catalogue.get(Action, top.sous_action_de):
        top = parent
    if not axe or not top.dans:
        return ()
    number = fold(top.dans)
    for orientation in axe.orientations:
        if fold(orientation.numero) == number:
            return (orientation,)
        for one in orientation.objectifs:
            if fold(one.numero) == number:
                return orientation, one
    return ()


SHORT = 40
"""Levels and actions that are read at once: a longer plan opens on its orientations, folded."""


def trees(catalogue: Catalogue, cadre: Cadre) -> tuple[Branch, ...]:
    """The trees of the axes of a framework; none when it has nothing between its axes and its actions."""
    found = tuple(tree(catalogue, axe) for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre)
    return found if any(one.deep for one in found) else ()


def is_short(plan: Sequence[Branch]) -> bool:
    """Whether a plan may be shown unfolded."""
    return sum(1 for one in plan for _ in one.walk()) <= SHORT


def links(catalogue: Catalogue, cadre: Cadre) -> Iterator[tuple[str, str]]:
    """(words, path) of what the page of a framework shows beside its axes."""
    if trees(catalogue, cadre):
        yield "Le plan en entier", f"{cadre.key}/#plan"


def of_framework(catalogue: Catalogue, cadre: Cadre) -> tuple[list[Axe], list[tuple[Action, ...]]]:
    """The axes of a framework, and the actions of each."""
    axes = [axe for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre]
    return axes, [catalogue.referenced_by(axe, Action) for axe in axes]
