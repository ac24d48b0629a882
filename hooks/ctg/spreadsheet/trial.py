"""Checks files before they are written: on a copy of ``data/``, by the very checks of ``ctg verifier``."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctg.loading import load
from ctg.problems import DataError, Problem
from ctg.source import read_sheet
from ctg.spreadsheet.guard import TableError


def new_problems(root: Path, files: Mapping[str, bytes], expected: Mapping[str, dict]) -> list[Problem]:
    """The problems that writing ``files`` would cause; those that ``data/`` has already are left out.

    ``expected`` are the values that each file must then hold. Raises :class:`TableError` when ``data/``
    cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="ctg-") as folder:
        copy = Path(folder)
        try:
            # Without modes: a record that is read-only in the project may be written in its copy.
            shutil.copytree(root / "data", copy / "data", symlinks=True, copy_function=shutil.copyfile)
        except (OSError, shutil.Error):
            raise TableError("Le dossier data/ ne peut pas être lu en entier.", "Vérifiez vos droits de lecture.") from None
        before = Counter(map(_key, problems_of(copy)))
        for name, content in files.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
        found = []
        for problem in problems_of(copy):
            if before[_key(problem)]:
                before[_key(problem)] -= 1
            else:
                found.append(problem)
        damaged = {problem.file for problem in found}
        return found + [
            Problem(name, 1, "", "", "Ce fichier ne peut pas être modifié sans risque.", "Changez-le à la main.")
            for name, values in expected.items()
            if name not in damaged and _stripped(_values(copy / name, copy)) != _stripped(values)
        ]


def problems_of(root: Path) -> tuple[Problem, ...]:
    """All that ``ctg verifier`` would say of a project."""
    try:
        return load(root, drafts=True).warnings
    except DataError as error:
        return error.problems


def _key(problem: Problem) -> tuple:
    return problem.file, problem.field, problem.message, problem.level  # lines move


def _values(path: Path, root: Path) -> dict | None:
    sheet, _ = read_sheet(path, root)
    return sheet.values if sheet else None


def _stripped(value: Any) -> Any:
    """Values without the blanks around texts, which no field keeps, and without empty groups."""
    if isinstance(value, dict):
        return {name: _stripped(inner) for name, inner in value.items() if inner != {}}
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return value.strip() if isinstance(value, str) else value
