"""The boxes of a form, ready for its template: labels, help, choices, current texts, problems."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ctg import api
from ctg_formulaire.questions import CHOSEN, CLOSED, JOINED, KNOWN, MONEY, MOST, QUESTIONS, WAYS, AskedAloud
from ctg_formulaire.typed import Answers, Asking, offered, ranks, way_of
from ctg_formulaire.workshop import Note

FEW = 60
"""Choices that fit in a drop-down list, or in boxes to tick; beyond, a box that completes what is typed."""
LONG = 70
"""Characters beyond which a text has several lines to be written on."""
POSITION = "position"
"""The point of a place that has an address."""
LATITUDE, LONGITUDE = f"{POSITION}.lat", f"{POSITION}.lon"
INPUTS = {
    api.Type.PHONE: "tel",
    api.Type.EMAIL: "email",
    api.Type.URL: "url",
    api.Type.INTEGER: "numeric",
    api.Type.YEAR: "numeric",
    api.Type.TEXT: "lines",
}
"""The keyboard that a telephone shows; « lines »: a text of several."""


Notes = Mapping[str, Sequence[Note]]


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
    choices: tuple[tuple[str, str], ...] = ()
    """The words that may be chosen, and what people read."""
    suggestions: str = ""
    """The names that complete what is typed: a folder of ``data/``, ``communes``…"""
    inside: "tuple[Control, ...]" = ()
    """The fields of a group, the rows of a list."""
    absent: bool = False
    """A group that may be added, or a row that is not in the file."""
    kept: int = 0
    """How many rows the file has."""
    notes: tuple[Note, ...] = ()
    hint: str = ""
    """What one could answer, shown in the empty box."""
    half: bool = False
    """Whether it shares its line with the next one."""
    focused: bool = False
    """Whether one writes in it next."""
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
    def told(self) -> list[Note]:
        """The messages of the box, and of those inside it."""
        return [*self.notes, *(note for one in self.inside for note in one.told)]

    @property
    def size(self) -> int:
        """How many boxes it has."""
        return sum(one.size for one in self.inside) if self.inside else max(1, len(self.texts) if not self.choices else 1)

    @property
    def rows(self) -> int:
        """The lines of a box that has several."""
        longest = max((len(text) // LONG + text.count("\n") for text in self.texts), default=0)
        return min((1 if self.hint else 2) + longest, 12)

    @property
    def long(self) -> bool:
        """Whether what it holds needs several lines."""
        return self.keyboard == "lines" or any(len(text) > LONG or "\n" in text for text in self.texts)


@dataclass(frozen=True)
class FormSection:
    """Some questions under a title."""

    title: str
    controls: tuple[Control, ...]

    @property
    def open(self) -> bool:
        """Whether something is wrong, or asked, in it: to a mere remark, the link above the form leads."""
        return any(one.focused or any(note.wrong for note in one.told) for one in self.controls)


@dataclass(frozen=True)
class FormPages:
    """The first page of a sheet, then all the rest: by subject, the filled ones first; where it comes from."""

    first: tuple[Control, ...]
    rest: tuple[FormSection, ...]
    origin: FormSection
    there: tuple[str, ...]
    """The groups whose boxes are all on the first page: they are in the form all the same."""

    @property
    def every(self) -> tuple[Control, ...]:
        """All the boxes, in their order."""
        return (*self.first, *(one for section in self.rest for one in section.controls), *self.origin.controls)


AWAY = ("hors_territoire", "code_insee", "position")
"""What a place of another commune says, which is asked of a new one once that is known."""
SUBJECTS: dict[str, list[str]] = KNOWN["sujets"]
OTHERS, ORIGIN = "Le reste", "D’où viennent ces informations"


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

    def pages(self, kind: type[api.Record], fields: Sequence[api.Field], values: Mapping[str, Any], new: bool) -> FormPages:
        """The boxes of a sheet. ``new``: those without which it would be refused, and one way to reach it."""
        made = [self.control(one, values.get(one.key), one.key) for one in fields]
        if new:
            several = {one.name for one in made if one.suggestions or len(one.choices) > 1}
            chosen = several & {CHOSEN.get(kind.folder)}
            away = {"commune"} & self.notes.keys() or self.answers.get(AWAY[0]) == ["oui"]
            chosen |= set(AWAY) if away and issubclass(kind, api.Structure) else set()
            reach = [self._aloud(JOINED, None)] if issubclass(kind, api.Place) else []
            told = {one.name for one in made if one.told} - {*(WAYS if reach else ())}
            needed = [one for one in made if one.required or one.name in chosen | told]
            return FormPages((*needed, *reach), (), FormSection(ORIGIN, ()), ())
        asked = QUESTIONS.get(kind.folder)
        first = [self._aloud(one, _taken(made, one.name)) for one in asked or ()] if asked else _most_read(kind, fields, made)
        taken = {one.name for one in first}
        left = [one for control in made if (one := _without(control, taken)) and one.name not in taken]
        there = tuple(one.name for one in made if one.inside and one not in first and one.name not in {two.name for two in left})
        shared = tuple(one for one in left if one.name in api.SHARED and one.name not in NAMES)
        own = [one for one in left if one not in shared]
        named = {title: [one for one in own if one.name in keys] for title, keys in SUBJECTS.items()}
        named[OTHERS] = [one for one in own if not any(one in some for some in named.values())]
        rest = (FormSection(title, tuple(sorted(some, key=lambda one: not one.filled))) for title, some in named.items() if some)
        return FormPages(tuple(first), tuple(rest), FormSection(ORIGIN, shared), there)

    def _aloud(self, one: AskedAloud, control: Control | None) -> Control:
        """The box of a question: that of its field, else one of ours."""
        names = (one.name, *WAYS) if one is JOINED else (one.name,)
        texts, notes = tuple(self.answers.get(one.name, ())), tuple(note for name in names for note in self.notes.get(name, ()))
        keyboard = "lines" if one.name in {CLOSED, MONEY} else "text"
        made = control or Control(one.name, Asking.TEXT, one.question, keyboard=keyboard, texts=texts, notes=notes)
        return replace(made, label=one.question, help="", required=False, hint=one.hint, half=bool(one.half))

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
            "focused": f"{self.focus}.".startswith(f"{name}."),
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
        chosen = self._choices(one, texts, depth)
        if way is Asking.WORDS and "suggestions" in chosen:
            common["way"] = way = Asking.TEXTS
        return Control(**common, texts=_boxes(way, texts), **chosen, keyboard=INPUTS.get(one.type, "text"))

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
        if one.type is api.Type.NAME and (len(known) > FEW or (not one.many and (one.unless or depth > 0))):
            return {"suggestions": one.target}
        words = [*known.items(), *((text, text) for text in texts if text and text not in known)]
        return {"choices": tuple(words)}


NAMES = {"autres_noms", "anciens_noms"}
"""Of what all records have, what says what it is."""


def _taken(made: Iterable[Control], name: str) -> Control | None:
    """The box of a field, at any depth; None for a text of ours, and for what the file has in a shape of its own."""
    every = (inner for one in made for inner in (one, *one.inside))
    return next((one for one in every if one.name == name and one.way is not Asking.RAW), None)


def _without(control: Control, taken: Container[str]) -> Control | None:
    """A group without its boxes that stand elsewhere; None when nothing is left of it."""
    inside = tuple(one for one in control.inside if one.name not in taken)
    if len(inside) == len(control.inside):
        return control
    return replace(control, inside=inside) if inside or control.told else None


def _most_read(kind: type[api.Record], fields: Sequence[api.Field], made: Sequence[Control]) -> list[Control]:
    """What the readers of a kind look for, as long as it makes a first page."""
    awaited = {path.split(".")[0] for one in kind.expected for path in one.fields}
    first: list[Control] = []
    for one, control in zip(fields, made, strict=True):
        wanted = one.key not in api.SHARED and (one.required or one.key in awaited)
        if wanted and sum(box.size * (1 + 2 * bool(box.inside)) for box in (*first, control)) <= MOST:  # rows are tall
            first.append(control)
    return first


def _boxes(way: Asking, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a field, with an empty box to add one: a second opening of the day, one more line of a list."""
    if way is Asking.SPANS:
        return (*texts, *[""] * (2 - len(texts)))
    if way is Asking.TEXTS:
        return texts if "" in texts else (*texts, "")
    return texts


def _help(one: api.Field, way: Asking) -> str:
    """What to write, in one or two sentences."""
    if way is Asking.RAW:
        return f"{one.help} Écrit comme dans son fichier, sur une ligne.".strip()
    example = "" if one.fields or way in {Asking.WORDS, Asking.SPANS} else one.example.strip('[]"')
    if one.type in {api.Type.CHOICE, api.Type.NAME, api.Type.YES_NO}:  # the words are there to be chosen
        return one.help
    return " ".join(part for part in (one.help, example and f"Exemple : {example}") if part)
