"""The texts of a form ⇄ the values of a record, and the way each field is asked.

Texts are flat, by name, as browsers send them. The name of a field is its path: ``places.total``, ``sources.1.date``. Rows are
numbered as the file has them, new ones come after: removing one in the middle renames none. A hidden field of their own name says
that a group, or the rows of a list, are in the form. Texts are what is compared: a record sent back untouched changes nothing.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

from ctg import api


class Asking(StrEnum):
    """One sort of question; the value is the name of its macro in the template."""

    TEXT = "texte"
    """One text."""
    SPANS = "ouvertures"
    """The openings of a day, one a box."""
    WORDS = "mots"
    """Words of a closed list, to tick."""
    TEXTS = "textes"
    """Texts, one a line."""
    GROUP = "groupe"
    """Fields of its own."""
    ROWS = "lignes"
    """Groups, one a row."""
    RAW = "yaml"
    """What the others cannot show, as YAML on one line."""


def way_of(field: api.Field, value: Any = None) -> Asking:
    """The way of a field that holds ``value``, as its file has it; of a shape that nobody expected, :attr:`Asking.RAW`."""
    way = _usual(field)
    return way if value is None or _fits(way, value, field.word) else Asking.RAW


def _usual(field: api.Field) -> Asking:
    if field.type in {api.Type.TERMS, api.Type.OTHER}:
        return Asking.RAW
    if field.type is api.Type.GROUP:
        return Asking.ROWS if field.many else Asking.GROUP
    if field.type is api.Type.DAY:
        return Asking.SPANS
    if not field.many:
        return Asking.TEXT
    return Asking.WORDS if field.type in {api.Type.CHOICE, api.Type.NAME} else Asking.TEXTS


def _fits(way: Asking, value: Any, word: str) -> bool:
    if way is Asking.TEXT:
        return isinstance(value, str)
    if way is Asking.GROUP:
        return isinstance(value, dict)
    if way is Asking.ROWS:
        return isinstance(value, list) and all(isinstance(one, dict) or (word and isinstance(one, str)) for one in value)
    if way is Asking.SPANS and isinstance(value, str):
        return True
    return way is not Asking.RAW and isinstance(value, list) and all(isinstance(one, str) for one in value)


def offered(field: api.Field, depth: int) -> bool:
    """Whether a group that the record does not have is shown at once: those of the record, and the very small ones."""
    return depth == 0 or (len(field.fields) <= 4 and all(inner.type is not api.Type.GROUP for inner in field.fields))


Answers = dict[str, list[str]]
THERE = "+"
"""What the hidden field of a group says: it is in the form."""
BESIDE = "faits_a_savoir"
"""The field of what is said besides a value: « Bon à savoir »."""
KEPT = "="
"""How the hidden field of a list begins: then comes how many rows the file has."""
MOST_ROWS = 1_000


# --- out -----------------------------------------------------------------------------------------


def answers_of(fields: Iterable[api.Field], values: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Answers:
    """What the form of a record holds when it is opened."""
    found: Answers = {}
    for one in fields:
        found |= _answers(one, prefix + one.key, values.get(one.key), depth)
    return found


def _answers(one: api.Field, name: str, value: Any, depth: int) -> Answers:
    way = way_of(one, value)
    if way is Asking.GROUP:
        if value is None and not offered(one, depth):
            return {}
        return {name: [THERE], **answers_of(one.fields, value or {}, f"{name}.", depth + 1)}
    if way is Asking.ROWS:
        rows = value or []
        found: Answers = {name: [f"{KEPT}{len(rows)}", *map(str, range(len(rows)))]}
        for rank, row in enumerate(rows):
            here = f"{name}.{rank}"
            found |= {here: [row]} if isinstance(row, str) else answers_of(one.fields, row, f"{here}.", depth + 1)
        return found
    if way is Asking.RAW:
        return {name: [api.flow(value) if value is not None else ""]}
    if isinstance(value, list):
        return {name: [api.tidy(text) for text in value]}
    return {name: [api.tidy(value)] if value else []}


def day_said(text: str) -> str:
    """« 2026-09-14 » → « 14 septembre 2026 », « 2026-09 » → « septembre 2026 », « 08-02 » → « 2 août »; another text as it is."""
    if not (found := re.fullmatch(r"(?:(\d{4})-)?(\d\d)(?:-(\d\d))?", text)):
        return text
    year, month, day = found.groups()
    said = "1er" if day == "01" else day and str(int(day))
    return " ".join(filter(None, [said, api.MONTHS[(int(month) - 1) % 12], year]))


def ranks(answers: Answers, name: str) -> list[int]:
    """The rows of a list that the form has, in its order."""
    said = [int(text) for text in answers.get(name, ()) if re.fullmatch(r"\d{1,4}", text)]
    return list(dict.fromkeys(said))[:MOST_ROWS]


def with_row(answers: Answers, name: str) -> tuple[Answers, str]:
    """The answers with one more row, or with a group that was not there, and its name."""
    said = answers.get(name, [])
    kept = next((int(text[1:]) for text in said if re.fullmatch(f"{KEPT}\\d{{1,4}}", text)), None)
    if kept is None:
        return {**answers, name: [THERE]}, name
    rank = max([kept - 1, *ranks(answers, name)]) + 1
    return {**answers, name: [*said, str(rank)]}, f"{name}.{rank}"


def without(answers: Answers, name: str) -> Answers:
    """The answers without a row (``sources.1``) or a group."""
    above, _, rank = name.rpartition(".")
    left = {key: texts for key, texts in answers.items() if key != name and not key.startswith(f"{name}.")}
    return {**left, above: [text for text in left[above] if text != rank]} if rank.isdigit() and above in left else left


# --- in ------------------------------------------------------------------------------------------


@dataclass
class FormReading:
    """What a form says of a record."""

    answers: Answers
    names: api.Names = field(default_factory=dict)
    """What references may name: someone may write « Les Lutins » for ``les-lutins``."""
    today: dt.date | None = None
    """The day from which « demain » is read."""
    beside: list[str] = field(default_factory=list)
    """What boxes say besides their values, in sentences that go to « Bon à savoir »."""
    told: list[str] = field(default_factory=list)
    """What was understood otherwise than it is typed."""
    changes: dict[api.FieldPath, api.Value] = field(default_factory=dict)
    """For ``api.edit``: what becomes of each place of the file that changes."""
    places: dict[str, str] = field(default_factory=dict)
    """The field of a problem, in the record once written (``sources.2.titre``) → the name of its box in the form."""
    faults: dict[str, api.CellError] = field(default_factory=dict)
    """Texts that cannot be written, by name."""
    kept: dict[api.Location, list[int | None]] = field(default_factory=dict)
    """Where a list of rows will be → the rank that each has in the file; None for a new one."""

    def read(self, fields: Sequence[api.Field], old: dict) -> dict:
        """The values of a record once changed; :attr:`changes` then says how."""
        new = self._group(fields, old, (), "")
        if beside := [one for one in self.beside if one not in new.get(BESIDE, ())]:
            new[BESIDE] = [*new.get(BESIDE, ()), *beside]
        self.changes = dict(self._changes(old, new, (), ()))
        return new

    def _group(self, fields: Sequence[api.Field], old: dict, at: api.Location, prefix: str) -> dict:
        """``at``: where the group will be in the record; ``prefix``: how the names of its boxes begin."""
        found = {one.key: self._value(one, old.get(one.key), (*at, one.key), prefix + one.key) for one in fields}
        return {name: value for name, value in {**old, **found}.items() if value is not None}

    def _value(self, one: api.Field, old: Any, at: api.Location, name: str) -> Any:
        self.places[api.field_path(at)] = name
        way = way_of(one, old)
        if way not in {Asking.GROUP, Asking.ROWS}:
            return self._leaf(one, way, old, name)
        if way is Asking.ROWS:
            return self._rows(one, old or [], at, name) if name in self.answers else old
        return self._group(one.fields, old or {}, at, f"{name}.") or None if name in self.answers else None

    def _rows(self, one: api.Field, old: list, at: api.Location, name: str) -> list | None:
        new: list = []
        kept = self.kept[at] = []
        for rank in ranks(self.answers, name):
            before = old[rank] if rank < len(old) else None
            here, there = f"{name}.{rank}", (*at, len(new))
            self.places[api.field_path(there)] = here
            if isinstance(before, str) or (one.word and before is None and here in self.answers):
                row = self._clean(one, before, self.answers.get(here, [before or ""]), here)
            else:
                row = self._group(one.fields, before or {}, there, f"{here}.")
            if row:
                new.append(row)
                kept.append(None if before is None else rank)
        return new or None

    def _changes(self, old: Any, new: Any, at: api.Location, path: api.FieldPath) -> Iterator[tuple[api.FieldPath, Any]]:
        """Each place of the file that changes, and its value. ``at``: where a value will be; ``path``: where it is."""
        if old == new:
            return
        if isinstance(old, dict) and isinstance(new, dict) and old and new:
            for name in {**old, **new}:
                yield from self._changes(old.get(name), new.get(name), (*at, name), (*path, name))
        elif old and new and at in self.kept:
            yield from (((*path, rank), None) for rank in range(len(old)) if rank not in self.kept[at])
            added = count(len(old))
            for n, (rank, row) in enumerate(zip(self.kept[at], new, strict=True)):
                before = None if rank is None else old[rank]
                yield from self._changes(before, row, (*at, n), (*path, next(added) if rank is None else rank))
        else:
            yield path, new

    # --- leaves ----------------------------------------------------------------------------------

    def _leaf(self, one: api.Field, way: Asking, old: Any, name: str) -> Any:
        texts = self.answers.get(name)
        if texts is None:
            return old
        if way in {Asking.TEXT, Asking.RAW}:
            return self._clean(one, old, texts, name)
        before = [old] if isinstance(old, str) else old or []
        after = [text for text in map(api.tidy, texts) if text]
        if after == [api.tidy(text) for text in before if api.tidy(text)]:
            return old
        if way is Asking.SPANS:  # all the openings of the day, whatever the box
            after = re.split(
                r", |[,;\n]|\bet\b", api.restored(", ".join(after), api.Column(one.path, one.label, type=one.type)).value
            )
            after = [part for part in map(str.strip, after) if part]
        if way is Asking.WORDS:  # the order in which boxes are ticked says nothing: the file's stays
            after = [*(word for word in before if api.tidy(word) in after), *_new(after, before)]
            if after == before:
                return old
        texts = [self._clean(one, None, [text], name) for text in after]
        return texts[0] if way is Asking.SPANS and len(texts) == 1 else texts or None

    def _clean(self, one: api.Field, old: Any, texts: Sequence[str], name: str) -> Any:
        """The value of a text, repaired as a cell of a spreadsheet is; ``old`` when it says the same."""
        text = api.tidy(texts[0]) if texts else ""
        raw = old is not None and not isinstance(old, str)
        if text == (api.flow(old) if raw else api.tidy(old or "")):
            return old
        column = api.Column(
            one.path, one.label, shape=api.Shape.ANY if way_of(one, old) is Asking.RAW else api.Shape.TEXT, type=one.type
        )
        try:
            said = api.restored(text, column, today=self.today)
            if (left := api.unnamed(said.rest)) != said.rest:
                remedy = f"Écrivez « {one.key}: {said.value} »"
                remedy += f", et par exemple « - {one.label} : {left} » dans « {BESIDE} »" * bool(left)
                raise api.CellError(f"« {api.shown(said.rest)} » semble nommer une personne.", f"{remedy}.")
            if said.rest and BESIDE in self.answers:
                self.beside.append(f"{one.label} : {said.rest.rstrip('.')}.")
            elif said.rest:
                said = said._replace(value=text)  # nothing would keep the rest: the check says what is wrong
            text = self._named(one, said.value)
            return api.read(column, text) if text else None
        except api.CellError as error:
            self.faults[name] = error
            return old

    def _named(self, one: api.Field, text: str) -> str:
        """The identifier of what a text names, when it is one's name as people say it."""
        known = self.names.get(one.target, {})
        if one.type is not api.Type.NAME or text in known:
            return text
        if exact := next((id for id, label in known.items() if api.fold(label) == api.fold(text)), ""):
            return exact
        elsewhere = one.unless and self.answers.get(one.unless) == ["oui"]
        if one.target != "communes" or elsewhere or not (meant := api.commune_of(text, known)):
            return text
        self.told.append(f"« {text} » est compris : {meant}.")
        return meant


def _new(words: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = {api.tidy(word) for word in known}
    return (word for word in dict.fromkeys(words) if word not in there)
