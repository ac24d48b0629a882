"""A plan of several levels, as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctg.analysis.project.plan.tree import Branch, tree
from ctg.catalogue import Catalogue
from ctg.kinds import Axe, Cadre

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
