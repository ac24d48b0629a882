"""Rows + the project's records → what would be added, modified or refused, without writing; then :func:`apply` writes it.

Every new text is ready in memory before the first file is replaced, and each file is replaced whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg import api
from ctg_tableurs.entries import Importer, Match, RecordToWrite, RowError
from ctg_tableurs.ordinary import NoPlace
from ctg_tableurs.rows import Row


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
                api.write_atomically(api.inside(root, entry.file), entry.after)
            except OSError as error:
                failure = f"{entry.file} ne peut pas être écrit ({api.why(error)})."
        if failure:
            return Outcome(files[:n], files[n:], failure)
    return Outcome(files)


def _obstacle(path: Path, entry: RecordToWrite) -> str:
    """Why a file should not be written, in French; nothing when it may be."""
    try:
        now = api.read_plain(path) if path.exists() else None
    except OSError:
        return f"{entry.file} ne peut pas être lu."
    if now != entry.before:
        return f"{entry.file} a changé pendant l'import."
    folder = next(parent for parent in path.parents if parent.exists())
    if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
        return f"{entry.file} est en lecture seule."
    return ""


@dataclass(frozen=True)
class FromList:
    """What the report says of a list from elsewhere, besides its drafts."""

    known: tuple[Match, ...]
    """The rows that have their record: it is not touched."""
    outside: int
    """The rows that are not of the territory."""
    communes: str
    """Where those are, in words."""
    placeless: tuple[int, ...]
    """The rows that do not say their commune."""
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of each draft, the digest of what the list says of each field."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of an ordinary list: title → what it was taken for, "" for a note."""
    left_out: tuple[NoPlace, ...] = ()
    """The rows that are no place."""


@dataclass(frozen=True)
class ImportPlan:
    """The outcome of a trial run."""

    added: tuple[RecordToWrite, ...] = ()
    modified: tuple[RecordToWrite, ...] = ()
    unchanged: int = 0
    refused: tuple[api.Remark, ...] = ()
    elsewhere: tuple[api.Problem, ...] = ()
    """Errors that the import would cause in other files: nothing can then be written."""
    warnings: tuple[api.Remark, ...] = ()
    absent: tuple[str, ...] = ()
    """The files of the records that no row is for: they stay."""
    of_list: FromList | None = None
    """Where the table is a list from elsewhere."""

    @property
    def entries(self) -> tuple[RecordToWrite, ...]:
        """All that would be written."""
        return (*self.added, *self.modified)


def make_plan(root: Path, kind: type[api.Record], rows: Sequence[Row], source: str = "") -> ImportPlan:
    """What importing ``rows`` would do to the records of ``kind``, checked as ``ctg verifier`` does; new ones are drafts that
    give ``source``, the name of the file.
    """
    importer = Importer(root, kind, source=source)
    entries, unchanged = [], 0
    refused = list(importer.repeated(rows))
    repeated = {refusal.row for refusal in refused}
    for row in rows:
        if row.number in repeated:
            continue
        try:
            entry = importer.entry(row)
        except RowError as error:
            refused += error.refusals
            continue
        unchanged += entry is None
        entries += [entry] if entry else []
    plan = checked(root, importer.columns, entries)
    places = {column.label: place for place, column in enumerate(importer.columns)}
    ordered = tuple(sorted((*refused, *plan.refused), key=lambda one: (one.row, places.get(one.label, -1))))
    state = next((column.label for column in importer.columns if column.name == "etat_fiche"), "")
    new = {entry.row for entry in plan.added}  # that they are drafts is no news
    warnings = tuple(one for one in plan.warnings if one.label != state or one.row not in new)
    return replace(plan, unchanged=unchanged, refused=ordered, warnings=warnings, absent=tuple(importer.absent(rows)))


def checked(root: Path, columns: Sequence[api.Column], entries: list[RecordToWrite]) -> ImportPlan:
    """A plan of the entries that pass the checks; the others are refused, and the rest is checked again without them."""
    refused: list[api.Remark] = []
    while True:
        by_file = {entry.file: entry for entry in entries}
        problems = api.new_problems(root, {e.file: e.after for e in entries}, {e.file: e.expected for e in entries})
        faults = [problem for problem in problems if problem.level == api.ERROR]
        own = [problem for problem in faults if problem.file in by_file]
        refused += [_remark(problem, by_file[problem.file], columns) for problem in own]
        if not own:
            break
        entries = [entry for entry in entries if entry.file not in {problem.file for problem in own}]
    return ImportPlan(
        added=tuple(entry for entry in entries if entry.before is None),
        modified=tuple(entry for entry in entries if entry.before is not None),
        refused=tuple(refused),
        elsewhere=tuple(faults),
        warnings=tuple(_remark(p, by_file[p.file], columns) for p in problems if p.level != api.ERROR and p.file in by_file),
    )


def _remark(problem: api.Problem, entry: RecordToWrite, columns: Sequence[api.Column]) -> api.Remark:
    """A problem of the record, in the words of the table: its row and its column."""
    column = next((c for c in columns if problem.field == c.name or problem.field.startswith(f"{c.name}.")), None)
    inside = next((c for c in columns if problem.field and c.name.startswith(f"{problem.field}.")), None)
    label = column.label if column else inside.label.split(" : ")[0] if inside else ""
    change = next((change for change in entry.changes if change.column == column), None)
    # « Ajoutez une ligne » is said of a file; in a table it would mean a new record.
    remedy = f"Remplissez la colonne « {label} »." if problem.remedy.startswith("Ajoutez une ligne") else problem.remedy
    if column:
        remedy = re.sub(rf"« {re.escape(column.path[-1])}: ([^»]*) »", r"« \1 »", remedy)
    return api.Remark(entry.row, label, change.new if change else "", problem.message, remedy)
