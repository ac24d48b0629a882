"""Checks files before they are written: in a copy of ``data/``, by the very checks of ``ctg verifier``."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ctg.common.problems import DataError, Problem
from ctg.loading import load
from ctg.open_data.cells import TableError


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
