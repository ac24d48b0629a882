"""Checks files before they are written: in a copy of ``data/``, by the very checks of ``ctg verifier``."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ctg.common.problems import DataError, Problem
from ctg.loading import load
from ctg.open_data.cells import TableError
from ctg.reading.sheet import read_sheet


def new_problems(root: Path, files: Mapping[str, bytes], expected: Mapping[str, dict]) -> list[Problem]:
    """The problems that writing ``files`` would cause; those that ``data/`` has already are left out.

    ``expected`` are the values that each file must then hold. Raises :class:`TableError` when ``data/``
    cannot be read.
    """
    with copied_data(root) as copy:
        before = problems_of(copy)
        write_in_copy(copy, files)
        found = new_since(problems_of(copy), before)
        damaged = {problem.file for problem in found}
        return found + [
            Problem(name, 1, "", "", "Ce fichier ne peut pas être modifié sans risque.", "Changez-le à la main.")
            for name, values in expected.items()
            if name not in damaged and _stripped(_values(copy / name, copy)) != _stripped(values)
        ]


@contextmanager
def copied_data(root: Path) -> Iterator[Path]:
    """The folder of a project with a copy of ``data/``, deleted on leaving. Raises :class:`TableError` if it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="ctg-") as folder:
        copy = Path(folder)
        try:
            # Without modes: a record that is read-only in the project may be written in its copy.
            shutil.copytree(root / "data", copy / "data", symlinks=True, copy_function=shutil.copyfile)
        except (OSError, shutil.Error):
            raise TableError("Le dossier data/ ne peut pas être lu en entier.", "Vérifiez vos droits de lecture.") from None
        yield copy


def write_in_copy(copy: Path, files: Mapping[str, bytes | None]) -> None:
    """Write these files (name from the project → content) in a copy of a project; None deletes one."""
    for name, content in files.items():
        path = copy / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def new_since(after: Iterable[Problem], before: Iterable[Problem]) -> list[Problem]:
    """The problems of ``after`` that ``before`` does not have, wherever their line is now."""
    known, found = Counter(map(_key, before)), []
    for problem in after:
        if known[_key(problem)]:
            known[_key(problem)] -= 1
        else:
            found.append(problem)
    return found


def problems_of(root: Path) -> tuple[Problem, ...]:
    """All that ``ctg verifier`` would say of the records of a project."""
    try:
        return load(root, drafts=True, beside=False).warnings
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
