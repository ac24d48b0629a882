"""A row of a spreadsheet in the form of its record: what can be read is in its box, what was refused is told under it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ctg.editing.boxes.answers import Answers
from ctg.editing.boxes.controls import Note
from ctg.editing.boxes.meanwhile import over
from ctg.editing.opened import OpenedRecord, written_records
from ctg.editing.screens.file_gestures import file_name, new_form
from ctg.editing.screens.pages import Pages, Reply
from ctg.editing.screens.record_form import STATE, NotesByName, RecordForm, Shown
from ctg.kinds import Record
from ctg.kinds.fields.record import EtatFiche
from ctg.spreadsheet.cells import EMPTY, CellError, lookup, read, same, written
from ctg.spreadsheet.columns import ID, Column, Shape, columns_of
from ctg.spreadsheet.entries import Importer, RowError
from ctg.spreadsheet.repairs import clean
from ctg.spreadsheet.rows import Remark, Row


def row_form(pages: Pages, kind: type[Record], row: Row, remarks: Sequence[Remark]) -> Reply:
    """The form of the row's record, or of a new one. Raises :class:`CannotOpenError` when its file cannot be read."""
    root = pages.workshop.root
    try:
        id = Importer(root, kind).target(row)
    except RowError:
        id = ""
    notes, general, about_name = _notes(kind, remarks)
    record = written_records(root)[0].get(f"{kind.folder}/{id}")
    if record:
        opened = OpenedRecord.read(root, record)
        answers = _filled(opened, row)
        return RecordForm(pages, opened, row=str(row.number)).show(
            answers, Shown(notes, (*general, *about_name), wrong=bool(remarks))
        )
    title = next((str(raw) for column, raw in row.cells.items() if column.name in {"nom", "titre"}), "")
    form = replace(new_form(pages, kind, id or row.id or file_name(title), title, *about_name), row=str(row.number))
    answers = {STATE: [EtatFiche.BROUILLON.value], **{name: texts for name, texts in _filled(form.opened, row).items() if texts}}
    return form.show(answers, Shown(notes, general, wrong=bool(remarks)))


def _filled(opened: OpenedRecord, row: Row) -> Answers:
    """What the form holds with the cells of a row in its boxes; a text that cannot be read is in its box as it is."""
    values: dict[str, Any] = copy.deepcopy(opened.values)
    spoilt: Answers = {}
    for column, raw in row.cells.items():
        if column == ID or column in row.faults:
            continue
        old = written(column, lookup(opened.values, column.path))
        try:
            text = clean(raw, column, old)[0]
            if text and not same(column, old, text):
                _put(values, column, None if text.casefold() == EMPTY else read(column, text))
        except CellError:
            if column.shape in {Shape.TEXT, Shape.SPANS}:
                spoilt[column.name] = [str(raw)]
    answers = over(opened, values)
    for name, texts in spoilt.items():
        if (above := name.rpartition(".")[0]) and above not in answers:
            answers[above] = ["+"]
        answers[name] = texts
    return answers


def _put(values: dict[str, Any], column: Column, value: Any) -> None:
    *above, name = column.path
    for group in above:
        inner = values.get(group)
        values[group] = values = dict(inner) if isinstance(inner, Mapping) else {}
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value


def _notes(kind: type[Record], remarks: Sequence[Remark]) -> tuple[NotesByName, tuple[Note, ...], tuple[Note, ...]]:
    """What was refused: under the boxes, above the form, and about the name of the file."""
    columns = columns_of(kind)
    notes: NotesByName = {}
    general, about_name = [], []
    for one in remarks:
        column = next((c for c in columns if c.label == one.label or c.label.startswith(f"{one.label} : ")), None)
        remedy = one.remedy.replace("cette colonne", "cette case")
        if not one.label or column is None:
            general.append(Note(one.message, remedy))
        elif column == ID:
            about_name.append(Note(one.message, remedy))
        else:
            name = column.name if column.label == one.label else column.path[0]
            said = (
                f"« {one.excerpt} » : {one.message}"
                if column.shape in {Shape.GROUP, Shape.GROUPS} and one.excerpt
                else one.message
            )
            notes.setdefault(name, []).append(Note(said, remedy))
    return notes, tuple(general), tuple(about_name)
