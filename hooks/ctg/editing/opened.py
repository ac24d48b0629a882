"""Where a record is written, what it holds, and the text of its file once changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ctg.editing.boxes.answers import Answers, FormReading
from ctg.ground.files import read_plain
from ctg.ground.problems import Problem
from ctg.help.description import Field, describe, flat
from ctg.help.names import Names
from ctg.kinds import KINDS, Commune, Record
from ctg.kinds.fields.identifiers import as_identifier
from ctg.kinds.fields.record import SHARED
from ctg.sheets.edit.editing import edit
from ctg.sheets.edit.places import EditError, parse
from ctg.sheets.edit.text import record
from ctg.sheets.source import read_list, read_sheet, record_files

BY_FOLDER: dict[str, type[Record]] = {kind.folder: kind for kind in KINDS}
ONE_FILE = {kind.folder for kind in KINDS if kind is not Commune}
"""The folders of the kinds that have one file a record: those that can be made, renamed and deleted one by one."""


@dataclass(frozen=True)
class WrittenRecord:
    """Where a record is written: a file, and the position in it when it is a list."""

    key: str
    path: Path
    position: int | None = None


def written_records(root: Path) -> tuple[dict[str, WrittenRecord], list[Problem]]:
    """Every record of ``data/`` by key, read or not; and why the list of communes cannot be read."""
    data = root / "data"
    found = [
        WrittenRecord(f"{folder}/{path.stem}", path)
        for folder in BY_FOLDER
        if folder in ONE_FILE
        for path in record_files(data / folder)
    ]
    sheets, problems = read_list(data / "communes.yml", root)
    for position, sheet in enumerate(sheets):
        found.append(WrittenRecord(_key(sheet.values), data / "communes.yml", position))
    return {one.key: one for one in found}, problems


def _key(values: dict) -> str:
    return f"{Commune.folder}/{as_identifier(str(values.get('nom', '')))}"


class CannotOpenError(Exception):
    """A record whose file cannot be read as one: what ``ctg verifier`` says of it."""

    def __init__(self, problems: Iterable[Problem]):
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True)
class OpenedRecord:
    """A record as its file had it when the form was opened; ``before`` is None for a new one."""

    kind: type[Record]
    key: str
    file: str
    before: bytes | None
    position: int | None = None

    @classmethod
    def read(cls, root: Path, written: WrittenRecord) -> OpenedRecord:
        """The record as the disk has it now. Raises :class:`CannotOpenError`."""
        if written.position is None and (problems := read_sheet(written.path, root)[1]):
            raise CannotOpenError(problems)
        folder, file = written.key.partition("/")[0], written.path.relative_to(root).as_posix()
        return cls(BY_FOLDER[folder], written.key, file, read_plain(written.path, root), written.position)

    def as_it_was(self, before: bytes) -> OpenedRecord:
        """The same record in another text of its file. Raises :class:`EditError` when it is not there."""
        if self.position is None:
            return OpenedRecord(self.kind, self.key, self.file, before)
        found = parse(before.decode("utf-8"))
        for position, values in enumerate(found if isinstance(found, list) else ()):
            if isinstance(values, dict) and _key(values) == self.key:
                return OpenedRecord(self.kind, self.key, self.file, before, position)
        raise EditError("cette fiche n'y est pas")

    @cached_property
    def values(self) -> dict[str, Any]:
        """Its fields as the file has them: texts, lists and dicts."""
        if self.before is None:
            return {}
        found = _parsed(self.before)
        return found if self.position is None else found[self.position]

    def values_in(self, text: bytes) -> dict[str, Any]:
        """Its fields in another text of its file, where it has the same place."""
        found = parse(text.decode("utf-8"))
        return found if self.position is None else found[self.position]

    @property
    def fields(self) -> tuple[Field, ...]:
        """What may be filled, in the order in which sheets are written."""
        return fields_of(self.kind)

    def reading(self, answers: Answers, names: Names | None = None) -> tuple[FormReading, dict]:
        """What a form says of it, and its values once changed."""
        reading = FormReading(answers, names or {})
        return reading, reading.group(self.fields, self.values)

    def changed(self, values: Mapping[str, Any]) -> str:
        """« téléphone, horaires »: the labels of what these values change."""
        if self.before is None:
            return "nouvelle fiche"
        labels = [one.label for one in self.fields if said(self.values.get(one.key)) != said(values.get(one.key))]
        return ", ".join(label[0].lower() + label[1:] for label in labels) or "mise en forme"

    def after(self, reading: FormReading, values: dict) -> bytes:
        """The bytes of its file once changed. Raises :class:`EditError` when nothing else can be promised to stay."""
        if self.before is None:
            return record(values).encode()
        if not reading.changes:
            return self.before
        text = self.before.decode("utf-8")
        order = [field.path for field in flat(self.fields)]
        new = edit(text, reading.changes, order, self.position)
        expected = parse(text)
        if self.position is None:
            expected = values
        else:
            expected[self.position] = values
        if said(parse(new)) != said(expected):
            raise EditError("mise en forme")
        return new.encode()


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Any:
    """What a file holds; nobody changes it: the communes' is long."""
    return parse(text.decode("utf-8"))


def fields_of(kind: type[Record]) -> tuple[Field, ...]:
    """The fields of a kind: compulsory ones, its own, those of all records."""
    return tuple(sorted(describe(kind), key=lambda one: (one.key in SHARED, not one.required)))


@lru_cache
def labels_of(kind: type[Record]) -> dict[str, str]:
    """What each field of a kind is called in its form, by its path and by its own key, the least deep first."""
    labels: dict[str, str] = {}
    for one in sorted(flat(fields_of(kind)), key=lambda one: len(one.path)):
        for name in (".".join(one.path), one.key):
            labels.setdefault(name, one.label)
    return labels


def in_words(text: str, labels: Mapping[str, str]) -> str:
    """A sentence without the names of a file: « structures.2 » is « Structures, n° 2 »."""

    def named(found: re.Match[str]) -> str:
        steps = found[1].split(".")
        label = labels.get(".".join(step for step in steps if not step.isdigit()))
        ranks = ", ".join(f"n° {step}" for step in steps if step.isdigit())
        return f"« {', '.join(part for part in (label, ranks) if part)} »" if label else found[0]

    return re.sub(r"« ([a-z][a-z0-9_.]*) »", named, text)


def said(value: Any) -> Any:
    """What values say: without the blanks around texts, which no field keeps, nor what is empty."""
    if isinstance(value, dict):
        return {name: said(inner) for name, inner in value.items() if inner not in ({}, [], "")}
    if isinstance(value, list):
        return [said(item) for item in value]
    return value.strip() if isinstance(value, str) else value
