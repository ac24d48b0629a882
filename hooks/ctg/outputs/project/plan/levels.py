"""A plan of several levels, as a tree and as a table; and which commune gets what, for any plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ctg.analysis.project.needs.classes import classify
from ctg.analysis.project.plan.tree import Branch, tree
from ctg.catalogue import Catalogue
from ctg.ground.phrases import lasting
from ctg.ground.problems import plural
from ctg.kinds import Action, Axe, Cadre, Commune
from ctg.outputs.project.needs.by_commune import LegendLine, explained, legend

SHORT = 40
"""Levels and actions that are read at once: a longer plan opens on its orientations, folded."""


def trees(catalogue: Catalogue, cadre: Cadre) -> tuple[Branch, ...]:
    """The trees of the axes of a framework; none when it has nothing between its axes and its actions."""
    found = tuple(tree(catalogue, axe) for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre)
    return found if any(one.deep for one in found) else ()


def is_short(plan: Sequence[Branch]) -> bool:
    """Whether a plan may be shown unfolded."""
    return sum(1 for one in plan for _ in one.walk()) <= SHORT


@dataclass(frozen=True)
class PlanRow:
    """An action in the table of a plan, with the years that it lasts; ``whole``: the action that it is a part of."""

    action: Action
    years: str
    whole: Action | None = None


def table(plan: Sequence[Branch]) -> list[tuple[str, list[PlanRow]]]:
    """(« Axe 1, orientation 1.2. Intitulé », the actions right under it) of each level that has some."""
    return [group for one in plan for group in _groups(one, "")]


def _groups(branch: Branch, above: str) -> Iterator[tuple[str, list[PlanRow]]]:
    level = branch.level
    if not level:
        return
    name = f"{above}, {level.word} {level.numero}" if above else f"{level.word.capitalize()} {level.numero}"
    if rows := [row for one in branch.under for row in _rows(one, None)]:
        yield f"{name}. {level.titre}", rows
    for one in branch.under:
        yield from _groups(one, name)


def _rows(branch: Branch, whole: Action | None) -> Iterator[PlanRow]:
    if branch.action:
        yield PlanRow(branch.action, _years(branch.action), whole)
        for one in branch.under:
            yield from _rows(one, branch.action)


def _years(action: Action) -> str:
    """« de 2024 à 2026 »; empty when nothing says."""
    planned = action.calendrier
    if not planned:
        return ""
    start, end = (date and replace(date, month=None, day=None) for date in (planned.debut, planned.fin))
    return str(start.year) if start and start == end and not start.approx else lasting(start, end)


@dataclass(frozen=True)
class ServedCommune:
    """A commune in the table and on the map, with the actions that name it."""

    commune: Commune
    classe: str
    bulle: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Served:
    """Which commune gets what; ``everywhere``: the actions that name none, for the whole territory."""

    rows: tuple[ServedCommune, ...]
    legend: tuple[LegendLine, ...]
    explained: str
    everywhere: tuple[Action, ...]


def served(catalogue: Catalogue, cadre: Cadre) -> Served | None:
    """The communes with the actions of a framework that name them; None when no action names any."""
    actions = catalogue.of_the_convention(Action, cadre)
    if not any(action.communes for action in actions):
        return None
    own = {one: tuple(action for action in actions if one.nom in action.communes) for one in catalogue.all(Commune)}
    classes = classify({one.nom: len(found) for one, found in own.items()})
    rows = (
        ServedCommune(one, str(classes.of[one.nom]), f"{one.nom} : {plural(len(found), 'action')}", found)
        for one, found in own.items()
    )
    everywhere = tuple(action for action in actions if not action.communes)
    return Served(tuple(rows), legend(classes, "actions"), explained(classes), everywhere)


def links(catalogue: Catalogue, cadre: Cadre) -> Iterator[tuple[str, str]]:
    """(words, path) of what the page of a framework shows beside its axes."""
    if trees(catalogue, cadre):
        yield "Le plan en entier, en arbre et en tableau", f"{cadre.key}/#plan"
    if served(catalogue, cadre):
        yield "Quelle action pour quelle commune", f"{cadre.key}/#communes"
