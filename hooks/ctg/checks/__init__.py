"""Rules that a field's type cannot see: dates against today, a place against its commune, records against each other.

:data:`FOLDERS` look at the files of a project before anything is read; those of :data:`SUBJECTS`, each in the module of its
subject, at parts that are right by themselves. An error stops the build; a warning is published all the same, and someone
should look at it. What waits to be read again is told by :mod:`rereading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ctg.checks.accessibility import ACCESSIBILITY_RULES
from ctg.checks.base import Checked, Rules, World
from ctg.checks.confidential import SECRET_RULES
from ctg.checks.dates import DATE_RULES
from ctg.checks.files import folders, own, prose, svg
from ctg.checks.links import LINK_RULES
from ctg.checks.places import PLACE_RULES
from ctg.checks.project.figures import FIGURE_RULES
from ctg.checks.project.frameworks import PLAN_RULES
from ctg.checks.territory import TERRITORY_RULES
from ctg.checks.words import WORD_RULES
from ctg.ground.extensions import extended
from ctg.ground.problems import Problem
from ctg.kinds import Record
from ctg.kinds.fields.base import Part
from ctg.sheets.source import Sheet

FOLDERS: tuple[Callable[[Path], Iterator[Problem]], ...] = (
    folders.check_folders, own.what_is_not_worn, own.what_is_not_called, prose.check_prose,
    svg.check_drawings,
)  # fmt: skip
_FROM_ELSEWHERE: tuple[Any, ...] = extended("rules", ())
SUBJECTS: tuple[Rules, ...] = (
    WORD_RULES, DATE_RULES, LINK_RULES, SECRET_RULES, PLACE_RULES, TERRITORY_RULES, PLAN_RULES, FIGURE_RULES,
    ACCESSIBILITY_RULES,
    *(one if isinstance(one, Rules) else Rules({Record: (one,)}) for one in _FROM_ELSEWHERE),
)  # fmt: skip
"""Of a package that is installed: its ``Rules``, or a rule on every record."""


def check_files(root: Path) -> Iterator[Problem]:
    """Every problem of the folders and the pages of the project at ``root``."""
    for rule in FOLDERS:
        yield from rule(root)


def check_all(parts: Iterable[tuple[Part, Sheet]], world: World) -> Iterator[Problem]:
    """Every problem of every record and of every file that stands alone, then those between them."""
    checked = [Checked(part, sheet, world) for part, sheet in parts]
    for one in checked:
        yield from _alone(one)
    for subject in SUBJECTS:
        for kind, rules in subject.between.items():
            of_kind = [one for one in checked if isinstance(one.record, kind)]
            for compare in rules:
                yield from compare(of_kind)


def _alone(one: Checked[Any]) -> Iterator[Problem]:
    """What the rules say that look at one part."""
    for kind in type(one.record).__mro__:
        for subject in SUBJECTS:
            for rule in subject.alone.get(kind, ()):
                yield from rule(one)
