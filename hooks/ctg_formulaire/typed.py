"""The texts of a form ⇄ the values of a record, and the way each field is asked.

Texts are flat, by name, as browsers send them. The name of a field is its path: ``places.total``, ``sources.1.date``. Rows are
numbered as the file has them, new ones come after: removing one in the middle renames none. A hidden field of their own name says
that a group, or the rows of a list, are in the form. Texts are what is compared: a record sent back untouched changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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
    """What boxes say besides their values, in sentences to keep."""
    changes: dict[tuple[str | int, ...], api.Value] = field(default_factory=dict)
    """For ``sheets.edit``: what becomes of each place of the file that changes."""
    places: dict[str, str] = field(default_factory=dict)
    """The field of a problem, in the record once written (``sources.2.titre``) → the name of its box in the form."""
    faults: dict[str, api.CellError] = field(default_factory=dict)
    """Texts that cannot be written, by name."""

    def group(
        self, fields: Sequence[api.Field], old: dict, at: api.Location = (), path: api.Location | None = (), prefix: str = ""
    ) -> dict:
        """The values of a group once changed. ``at``: where it will be; ``path``: where it is, None when it is new."""
        new = dict(old)
        for one in fields:
            below = None if path is None else (*path, one.key)
            value = self._value(one, old.get(one.key), (*at, one.key), below, prefix + one.key)
            if value is None:
                new.pop(one.key, None)
            else:
                new[one.key] = value
        return new

    def _value(self, one: api.Field, old: Any, at: api.Location, path: api.Location | None, name: str) -> Any:
        self.places[api.field_path(at)] = name
        way = way_of(one, old)
        if way is Asking.ROWS:
            return self._rows(one, old or [], at, path, name)
        if way is not Asking.GROUP:
            new = self._leaf(one, way, old, name)
            if new != old:
                self._note(path, new)
            return new
        if name not in self.answers:
            new = None
        else:
            new = self.group(one.fields, old or {}, at, path if old else None, f"{name}.") or None
        if (new is None) != (old is None):
            self._note(path, new)
        return new

    def _note(self, path: api.Location | None, value: api.Value) -> None:
        """Note a change; it replaces those already noted inside it."""
        if path is not None:
            for below in [known for known in self.changes if known[: len(path)] == path]:
                del self.changes[below]
            self.changes[path] = value

    def _rows(self, one: api.Field, old: list, at: api.Location, path: api.Location | None, name: str) -> list | None:
        if name not in self.answers:  # another form: nothing is known of it
            return old or None
        new: list = []
        kept = set()
        for rank in ranks(self.answers, name):
            before = old[rank] if rank < len(old) else None
            here, below = f"{name}.{rank}", None if path is None or before is None else (*path, rank)
            self.places[api.field_path((*at, len(new)))] = here
            row = self._row(one, before, (*at, len(new)), below, here)
            if not row:
                continue
            if before is not None:
                kept.add(rank)
            elif old and path is not None:
                self.changes[(*path, len(old) + len(new) - len(kept))] = row
            new.append(row)
        if not new:
            if old:
                self._note(path, None)
            return None
        if not old:
            self._note(path, new)
        elif path is not None:
            for rank in set(range(len(old))) - kept:
                self._note((*path, rank), None)
        return new

    def _row(self, one: api.Field, before: Any, at: api.Location, path: api.Location | None, name: str) -> Any:
        if isinstance(before, str) or (one.word and before is None and name in self.answers):
            text = self._clean(one, before, self.answers.get(name, [before or ""]), name)
            if text != before:
                self._note(path, text)
            return text
        return self.group(one.fields, before or {}, at, path, f"{name}.")

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
        return next((id for id, label in known.items() if api.fold(label) == api.fold(text)), text)


def _new(words: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = {api.tidy(word) for word in known}
    return (word for word in dict.fromkeys(words) if word not in there)
