"""The boxes of a form, ready for its template: labels, help, choices, current texts, problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.typed import Answers, Asking, offered, ranks, way_of

FEW = 60
"""Choices that fit in a drop-down list, or in boxes to tick; beyond, a box that completes what is typed."""
LONG = 70
"""Characters beyond which a text has several lines to be written on."""
POSITION = "position"
"""The point of a place that has an address."""
INPUTS = {
    api.Type.PHONE: "tel",
    api.Type.EMAIL: "email",
    api.Type.URL: "url",
    api.Type.INTEGER: "numeric",
    api.Type.YEAR: "numeric",
}
"""The keyboard that a telephone shows."""


class Note(NamedTuple):
    """A message about a box: a mistake, or a warning."""

    message: str
    remedy: str = ""
    level: str = api.ERROR

    @property
    def wrong(self) -> bool:
        """Whether it forbids to save."""
        return self.level == api.ERROR


OLD_FORM = Note("Le formulaire a été relancé depuis.", "Recommencez.")
"""What is said of a form that was made before the start."""
Notes = Mapping[str, Sequence[Note]]


def of_others(problems: Iterable[api.Problem]) -> tuple[Note, ...]:
    """What would be wrong outside of a record, each sentence once with the files, or the addresses, that it is said of."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in problems:
        where = one.excerpt if one.file == api.ADDRESSES_FILE else one.file
        places.setdefault((one.message, one.remedy), []).append(where)
    return tuple(Note(f"{', '.join(where)} : {message}", remedy) for (message, remedy), where in places.items())


class ListedWord(NamedTuple):
    """A word that may be chosen, and what people read."""

    word: str
    label: str


@dataclass(frozen=True)
class Control:
    """One question of a form, and what it holds."""

    name: str
    way: Asking
    label: str
    help: str = ""
    required: bool = False
    keyboard: str = "text"
    texts: tuple[str, ...] = ()
    choices: tuple[ListedWord, ...] = ()
    suggestions: str = ""
    """The names that complete what is typed: a folder of ``data/``, ``communes``…"""
    inside: tuple[Control, ...] = ()
    """The fields of a group, the rows of a list."""
    absent: bool = False
    """A group that may be added, or a row that is not in the file."""
    kept: int = 0
    """How many rows the file has."""
    notes: tuple[Note, ...] = ()
    recipient: str = ""
    """To whom the address that the form holds may be sent, to ask for its point: « à la Base Adresse Nationale »; "" for other
    boxes."""

    @property
    def id(self) -> str:
        """Its identifier in the page."""
        return f"champ-{self.name.replace('.', '-')}"

    @property
    def filled(self) -> bool:
        """Whether anything is written in it, or is about to be: a row that was just added."""
        if self.way is Asking.ROWS:
            return bool(self.inside)
        return any(one.filled for one in self.inside) if self.way is Asking.GROUP else any(self.texts)

    @property
    def has_notes(self) -> bool:
        """Does the group, or a box inside it, have a message?"""
        return bool(self.notes) or any(one.has_notes for one in self.inside)

    @property
    def long(self) -> bool:
        """Whether what it holds needs several lines."""
        return self.keyboard == "lines" or any(len(text) > LONG or "\n" in text for text in self.texts)


@dataclass(frozen=True)
class FormSection:
    """Some questions under a title; those that are rarely answered are folded below."""

    title: str
    controls: tuple[Control, ...]
    folded: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Drawer:
    """Makes the boxes of one form."""

    answers: Answers
    names: api.Names
    notes: Notes = field(default_factory=dict)
    focus: str = ""
    """The box where one writes next: it is not folded."""
    recipient: str = ""
    """To whom the address of a place may be sent; "" when there is nobody."""

    def sections(self, kind: type[api.Record], fields: Sequence[api.Field], values: Mapping[str, Any]) -> list[FormSection]:
        """The questions of a kind: what its readers look for, the rest, what all records have."""
        awaited = {path.split(".")[0] for one in kind.expected for path in one.fields}
        own = [one for one in fields if one.key not in api.SHARED]
        first = [one for one in own if one.required or one.key in awaited]
        rest = [one for one in own if one not in first]
        shared = [one for one in fields if one.key in api.SHARED]
        made = (("L’essentiel", first, 0), ("Le reste de la fiche", rest, 4), ("Sources et suivi", shared, 0))
        return [self._section(title, some, values, spare) for title, some, spare in made if some]

    def _section(self, title: str, fields: Iterable[api.Field], values: Mapping[str, Any], spare: int) -> FormSection:
        controls = [self.control(one, values.get(one.key), one.key) for one in fields]
        if not spare:
            return FormSection(title, tuple(controls))
        shown = [one for one in controls if one.filled or one.has_notes or f"{self.focus}.".startswith(f"{one.name}.")]
        folded = [one for one in controls if one not in shown]
        return FormSection(title, tuple(shown), tuple(folded)) if len(folded) >= spare else FormSection(title, tuple(controls))

    def control(self, one: api.Field, value: Any, name: str, depth: int = 0) -> Control:
        """The box of a field; ``value`` is what the file has."""
        way = way_of(one, value)
        common: dict[str, Any] = {
            "name": name,
            "way": way,
            "label": one.label,
            "help": _help(one, way),
            "required": one.required,
            "notes": tuple(self.notes.get(name, ())),
        }
        if way is Asking.GROUP:
            there = name in self.answers or (value is None and offered(one, depth))
            inside = self._inside(one, value or {}, name, depth + 1) if there else ()
            recipient = self.recipient if there and name == POSITION else ""
            return Control(**common, inside=inside, absent=not there, recipient=recipient)
        if way is Asking.ROWS:
            rows = value or []
            inside = tuple(self._row(one, rows, rank, name, depth + 1) for rank in ranks(self.answers, name))
            return Control(**common, inside=inside, kept=len(rows))
        texts = tuple(self.answers.get(name, ()))
        return Control(**common, texts=_boxes(way, texts), **self._choices(one, texts, depth), keyboard=_keyboard(one))

    def _inside(self, one: api.Field, values: Mapping[str, Any], name: str, depth: int) -> tuple[Control, ...]:
        return tuple(self.control(inner, values.get(inner.key), f"{name}.{inner.key}", depth) for inner in one.fields)

    def _row(self, one: api.Field, rows: Sequence[Any], rank: int, name: str, depth: int) -> Control:
        here, row = f"{name}.{rank}", rows[rank] if rank < len(rows) else {}
        notes = tuple(self.notes.get(here, ()))
        if isinstance(row, str):
            return Control(here, Asking.TEXT, one.label, texts=tuple(self.answers.get(here, (row,))), notes=notes)
        inside = self._inside(one, row, here, depth)
        return Control(here, Asking.GROUP, one.label, inside=inside, absent=rank >= len(rows), notes=notes)

    def _choices(self, one: api.Field, texts: Sequence[str], depth: int) -> dict[str, Any]:
        """The words to choose from, or the list that completes; a word that is no more of them stays in its place."""
        if one.type is api.Type.YES_NO:
            known = {"oui": "oui", "non": "non"}
        elif one.type is api.Type.CHOICE:
            guides = dict(one.guides)
            labels = dict(zip(one.values, one.labels or one.values, strict=True))
            known = {word: f"{label} : {guides[word]}" if word in guides else label for word, label in labels.items()}
        elif one.type is api.Type.NAME:
            known = self.names.get(one.target, {})
        else:
            return {}
        if one.type is api.Type.NAME and not one.many and (one.unless or len(known) > FEW or depth > 0):
            return {"suggestions": one.target}
        words = [*known.items(), *((text, text) for text in texts if text and text not in known)]
        return {"choices": tuple(ListedWord(word, label) for word, label in words)}


def _boxes(way: Asking, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a field, with an empty box to add one: a second opening of the day, one more line of a list."""
    if way is Asking.SPANS:
        return (*texts, *[""] * (2 - len(texts)))
    if way is Asking.TEXTS:
        return texts if "" in texts else (*texts, "")
    return texts


def _keyboard(one: api.Field) -> str:
    return "lines" if one.type is api.Type.TEXT else INPUTS.get(one.type, "text")


def _help(one: api.Field, way: Asking) -> str:
    """What to write, in one or two sentences."""
    if way is Asking.RAW:
        return f"{one.help} Écrit en YAML, sur une ligne.".strip()
    example = "" if one.fields or way in {Asking.WORDS, Asking.SPANS} else one.example.strip("[]")
    if one.type in {api.Type.CHOICE, api.Type.NAME, api.Type.YES_NO}:  # the words are there to be chosen
        return one.help
    return " ".join(part for part in (one.help, example and f"Exemple : {example}") if part)
