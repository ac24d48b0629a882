"""A record opened in the form: where it is written, its values, the text of its file once changed, the differences in words.

When the file changed while the form was open, :func:`merged` says what the boxes then hold, and what clashes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.typed import KEPT, Answers, FormReading, answers_of, day_said
from ctg_formulaire.wording import DOCUMENTS, FOLDER, NotWritten, fields_of, note_of


def text_of(content: bytes | None) -> str | None:
    """The text of a file; None when it is not there."""
    return None if content is None else content.decode("utf-8", "replace")


def read(text: str | None) -> Any:
    """What a text holds; None when it is not there, or cannot be read."""
    try:
        return api.parse(text) if text is not None else None
    except api.EditError:
        return None


def held(path: Path, root: Path) -> Any:
    """What a file holds; None when it is not there, or cannot be read as a plain file."""
    try:
        return read(text_of(api.read_plain(path, root)))
    except OSError:
        return None


def named(values: Any, otherwise: str = "") -> str:
    """What a sheet calls itself: its name, or its title."""
    found = values.get("nom") or values.get("titre") if isinstance(values, dict) else ""
    return str(found or otherwise)


def item_named(values: Any) -> str:
    """What an item of a list calls itself: the same, or its number."""
    return named(values, str(values.get("numero") or "") if isinstance(values, dict) else "")


@dataclass(frozen=True)
class OpenedRecord:
    """A record as its file had it when the form was opened; ``before`` is None for a new one."""

    kind: type[api.Record]
    key: str
    file: str
    before: bytes | None
    position: int | None = None

    @classmethod
    def read(cls, root: Path, written: api.WrittenRecord) -> "OpenedRecord":
        """The record as the disk has it now. Raises :class:`NotWritten`, with what ``ctg verifier`` says of its file."""
        if written.position is None and (problems := api.read_sheet(written.path, root)[1]):
            raise NotWritten(*map(note_of, problems))
        folder, file = written.key.partition("/")[0], written.path.relative_to(root).as_posix()
        return cls(api.KIND_OF[folder], written.key, file, api.read_plain(written.path, root), written.position)

    @classmethod
    def document(cls, root: Path, id: str) -> "OpenedRecord":
        """A file that stands alone, or an item of it (« urgences.0 »). Raises :class:`LookupError`, :class:`TypeError`,
        :class:`ValueError`, :class:`EditError`, :class:`OSError` when there is none."""
        name, _, rank = id.partition(".")
        file, kind = f"data/{name}.yml", DOCUMENTS[f"{name}.yml"]
        opened = cls(kind, f"{FOLDER}/{id}", file, api.read_plain(root / file, root), int(rank) if rank.isdecimal() else None)
        if not isinstance(opened.values, dict):
            raise KeyError(id)
        return opened

    def as_it_was(self, before: bytes) -> "OpenedRecord":
        """The same record in another text of its file. Raises :class:`EditError` when it is not there."""
        if self.position is None or self.key.startswith(f"{FOLDER}/"):
            return replace(self, before=before)
        found = api.parse(before.decode("utf-8"))
        for position, values in enumerate(found if isinstance(found, list) else ()):
            if isinstance(values, dict) and api.commune_key(values) == self.key:
                return OpenedRecord(self.kind, self.key, self.file, before, position)
        raise api.EditError("cette fiche n'y est pas")

    @cached_property
    def values(self) -> dict[str, Any]:
        """Its fields as the file has them: texts, lists and dicts."""
        if self.before is None:
            return {}
        found = _parsed(self.before)
        return found if self.position is None else found[self.position]

    @property
    def title(self) -> str:
        """What people call it; "" for a new one."""
        file = f"{self.key.partition('/')[2].partition('.')[0]}.yml"
        return named(self.values, str(api.FILES.get(file) or (self.key if self.before else "")))

    @property
    def fields(self) -> tuple[api.Field, ...]:
        """What may be filled, in the order in which sheets are written."""
        found = fields_of(self.kind)
        return with_terms(found, self.values) if self.key.startswith(f"{FOLDER}/") else found

    def reading(self, answers: Answers, names: api.Names | None = None, today: dt.date | None = None) -> tuple[FormReading, dict]:
        """What a form says of it, and its values once changed."""
        reading = FormReading(answers, names or {}, today)
        return reading, reading.read(self.fields, self.values)

    def changed(self, values: Mapping[str, Any]) -> str:
        """« téléphone, horaires »: the labels of what these values change."""
        if self.before is None:
            return "nouvelle fiche"
        labels = [one.label for one in self.fields if said(self.values.get(one.key)) != said(values.get(one.key))]
        return ", ".join(label[0].lower() + label[1:] for label in labels) or "mise en forme"

    def after(self, reading: FormReading, values: dict) -> bytes:
        """The bytes of its file once changed. Raises :class:`EditError` when nothing else can be promised to stay."""
        if self.before is None:
            return api.record_text(values).encode()
        if not reading.changes:
            return self.before
        text = self.before.decode("utf-8")
        order = [field.path for field in api.all_fields(self.fields)]
        return api.edit(text, reading.changes, order, self.position).encode()


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Any:
    """What a file holds; nobody changes it: the communes' is long."""
    return api.parse(text.decode("utf-8"))


def said(value: Any) -> Any:
    """The values without what means nothing: blanks around texts, which no field keeps, and empty values."""
    if isinstance(value, dict):
        return {name: said(inner) for name, inner in value.items() if inner not in ({}, [], "")}
    if isinstance(value, list):
        return [said(item) for item in value]
    return value.strip() if isinstance(value, str) else value


class ChangedColumn(NamedTuple):
    """A column of a record, and its text on both sides; "" when there is none."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label} : {self.old or '(vide)'} → {self.new or '(vide)'}"


def differences(
    kind: type[api.Record], before: Mapping[str, Any], after: Mapping[str, Any], names: api.Names | None = None
) -> list[ChangedColumn]:
    """The columns that differ."""
    found = []
    for column in api.columns_of(kind)[1:]:
        both = (api.lookup(dict(values), column.path) for values in (before, after))
        old, new = (in_french(value, field_at(kind, column.path), names) for value in both)
        if old != new:
            found.append(ChangedColumn(column.label, *api.shortened_difference(old, new)))
    return found


@lru_cache(maxsize=1000)
def field_at(kind: type[api.Record] | None, path: api.FieldPath) -> api.Field | None:
    """The field of a place in a record, were it in a list; None when there is none."""
    steps = tuple(step for step in path if isinstance(step, str))
    return next((one for one in api.all_fields(fields_of(kind)) if one.path == steps), None) if kind else None


DATES = {api.Type.DATE, api.Type.KNOWN_DATE, api.Type.BOUND, api.Type.WHEN}
WORDS = {
    api.Type.YES_NO: {"true": "oui", "false": "non"},
    api.Type.DAY: {"ferme": "fermé", "oui": "ouvert"},
    api.Type.GROUP: {"jours feries": "jours fériés"},
}
"""What is typed → what is said, for the words that have accents or another name in a sheet."""


def in_french(value: Any, one: api.Field | None = None, names: api.Names | None = None) -> str:
    """What a sheet holds, as one says it: « du 2 août, au 20 août, motif : congés », « 14 septembre 2026 », « à vérifier »; ""
    for nothing. ``names``: those of what fields cite."""
    if isinstance(value, list):
        return (", " if one and one.type is api.Type.DAY else " ; ").join(in_french(item, one, names) for item in value)
    if isinstance(value, dict):
        terms = replace(one, type=api.Type.GROUP) if one and one.type is api.Type.TERMS else None
        known = {field.key: field for field in one.fields} if one and not terms else {}
        parts = ((known.get(key), key, in_french(item, known.get(key, terms), names)) for key, item in value.items())
        return ", ".join(_part(*part) for part in parts)
    text = "" if value is None else str(value).strip()
    if one is None or one.type in DATES:
        return day_said(text) if one else text
    if one.type in {api.Type.NUMBER, api.Type.DEGREES}:
        return text.replace(".", ",")
    kind = api.Type.DAY if "ferme" in one.values else one.type
    words = WORDS.get(kind) or (names or {}).get(one.target) or dict(zip(one.values, one.labels, strict=False))
    return words.get(text, text)


def _part(one: api.Field | None, key: str, text: str) -> str:
    """« du 2 août 2027 », « motif : congés »."""
    if text.startswith("jusqu") and key == "au":
        return text
    label = one.label if one else key
    return f"{label[:1].lower()}{label[1:]}{' ' if one and one.type in DATES else ' : '}{text}"


class Clash(NamedTuple):
    """The file changed while it was open: what both changed, here and there; what only the disk did, before and now."""

    both: list[ChangedColumn]
    theirs: list[ChangedColumn]


def merged(opened: OpenedRecord, was: dict, mine: dict) -> tuple[dict, Clash]:
    """The disk's record with what was changed here over it. ``was``: as the form was opened; ``mine``: as it comes back."""
    theirs, labels = opened.values, {one.key: one.label for one in opened.fields}
    ours = {name for name in mine.keys() | was.keys() if mine.get(name) != was.get(name)}
    other = {name for name in theirs.keys() | was.keys() if theirs.get(name) != was.get(name)}

    def rows(name: str, left: dict, right: dict) -> list[ChangedColumn]:
        told = differences(opened.kind, {name: left.get(name)}, {name: right.get(name)})
        return told or [ChangedColumn(labels.get(name, name), *(in_french(one.get(name)) for one in (left, right)))]

    values = {name: mine.get(name) if name in ours else theirs.get(name) for name in {**theirs, **mine}}
    both = [row for name in sorted(ours & other) if mine.get(name) != theirs.get(name) for row in rows(name, mine, theirs)]
    return values, Clash(both, [row for name in sorted(other - ours) for row in rows(name, was, theirs)])


def over(opened: OpenedRecord, values: Mapping[str, Any]) -> Answers:
    """What the form of a record holds once these values are in its boxes: rows are numbered after those of the file."""
    answers = answers_of(opened.fields, {name: value for name, value in values.items() if value is not None})
    kept = answers_of(opened.fields, opened.values)
    for name, texts in answers.items():
        if texts[:1] and texts[0].startswith(KEPT) and name in kept:
            answers[name] = [kept[name][0], *texts[1:]]
    return answers


# --- files that stand alone ----------------------------------------------------------------------


def documents_in(root: Path) -> Iterator[tuple[str, str, Any]]:
    """(address below :data:`FOLDER`, title, values) of what these files hold: one a file, or one an item of a list."""
    for name in DOCUMENTS:
        id, title = name.removesuffix(".yml"), api.FILES[name]
        values = held(root / "data" / name, root)
        if isinstance(values, list):
            yield from ((f"{id}.{rank}", f"{title} : {item_named(one)}", one) for rank, one in enumerate(values))
        elif values is not None:
            yield id, title, values


def with_terms(fields: tuple[api.Field, ...], values: Any) -> tuple[api.Field, ...]:
    """The fields of a file, where the words of a vocabulary are groups, one a word."""
    return tuple(_terms(one, values.get(one.key)) if one.type is api.Type.TERMS else one for one in fields)


def _terms(one: api.Field, words: Any) -> api.Field:
    if not isinstance(words, dict) or not all(isinstance(term, dict) for term in words.values()):
        return one
    labels = {key: str(term.get("titre") or term.get("singulier") or key) for key, term in words.items()}
    places = {key: _moved(one, (*one.path, key), len(one.path)) for key in words}
    groups = (replace(place, type=api.Type.GROUP, label=labels[key], help="") for key, place in places.items())
    return replace(one, type=api.Type.GROUP, fields=tuple(groups))


def _moved(one: api.Field, path: tuple[str, ...], depth: int) -> api.Field:
    """A field, and those inside it, below another path."""
    inside = tuple(_moved(inner, (*path, *inner.path[depth:]), len(inner.path)) for inner in one.fields)
    return replace(one, path=path, fields=inside)
