"""What differs between two states of a record, column by column, in the words that people read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from ctg.editing.opened import fields_of
from ctg.ground.escaping import contrast
from ctg.ground.phrases import date_fr
from ctg.help.description import Type, flat
from ctg.kinds import Record
from ctg.spreadsheet.cells import lookup, written
from ctg.spreadsheet.columns import Column, columns_of


class ChangedColumn(NamedTuple):
    """A column of a record, and its text on both sides; "" when there is none."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label} : {self.old or '(vide)'} → {self.new or '(vide)'}"


def differences(kind: type[Record], before: Mapping[str, Any], after: Mapping[str, Any], name: str = "") -> list[ChangedColumn]:
    """The columns that differ, those of the field ``name`` only when it is given."""
    found = []
    for column in columns_of(kind)[1:]:
        if name and column.path[0] != name:
            continue
        old, new = (written(column, lookup(dict(values), column.path)) for values in (before, after))
        if old != new:
            found.append(ChangedColumn(column.label, *read_by_people(kind, column, old, new)))
    return found


def read_by_people(kind: type[Record], column: Column, old: str, new: str) -> tuple[str, str]:
    """The texts of a column, shortened around what differs; « 14 septembre 2026 » and « à vérifier », not what is typed."""
    if column.type is Type.DATE:
        return _day(old), _day(new)
    if column.type is Type.CHOICE:
        field = next(one for one in flat(fields_of(kind)) if one.path == column.path)
        labels = dict(zip(field.values, field.labels or field.values, strict=True))
        return labels.get(old, old), labels.get(new, new)
    return contrast(old, new)


def _day(text: str) -> str:
    try:
        return date_fr(dt.date.fromisoformat(text))
    except ValueError:
        return text
