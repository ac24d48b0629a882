"""Writes what a plan prepared: everything is ready in memory, each file is replaced whole, and told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ctg.ground.files import inside, read_plain, why, write_atomically
from ctg.spreadsheet.entries import RecordToWrite


@dataclass(frozen=True)
class Outcome:
    """The end of an import: which files were written, which were not, and why the writing stopped (nothing when it did not)."""

    written: tuple[str, ...]
    left: tuple[str, ...] = ()
    failure: str = ""


def apply(root: Path, entries: Sequence[RecordToWrite]) -> Outcome:
    """Write each entry, in order; stops at the first that cannot be, and writes none if that can be foreseen."""
    files = tuple(entry.file for entry in entries)
    for entry in entries:
        if failure := _obstacle(root / entry.file, entry):
            return Outcome((), files, failure)
    for n, entry in enumerate(entries):
        failure = _obstacle(root / entry.file, entry)
        if not failure:
            try:
                write_atomically(inside(root, entry.file), entry.after)
            except OSError as error:
                failure = f"{entry.file} ne peut pas être écrit ({why(error)})."
        if failure:
            return Outcome(files[:n], files[n:], failure)
    return Outcome(files)


def _obstacle(path: Path, entry: RecordToWrite) -> str:
    """Why a file should not be written, in French; nothing when it may be."""
    try:
        now = read_plain(path) if path.exists() else None
    except OSError:
        return f"{entry.file} ne peut pas être lu."
    if now != entry.before:
        return f"{entry.file} a changé pendant l'import."
    folder = next(parent for parent in path.parents if parent.exists())
    if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
        return f"{entry.file} est en lecture seule."
    return ""
