"""The columns of a kind's sheet: its fields, with groups flattened once (``places.total``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ctg.help.description import Field, Type, describe
from ctg.kinds import KINDS, Commune, Record
from ctg.kinds.fields.base import Part
from ctg.kinds.fields.record import SHARED

GENRES: dict[str, type[Record]] = {kind.kind: kind for kind in KINDS if kind is not Commune}
"""The kinds that a sheet can hold: one file a record. (The communes share one file.)"""


class TableError(Exception):
    """The file as a whole cannot be used: a sentence and its remedy, for the coordinator."""

    def __init__(self, message: str, remedy: str = ""):
        super().__init__(message)
        self.message, self.remedy = message, remedy

    def __str__(self) -> str:
        return f"{self.message}\n    → {self.remedy}" if self.remedy else self.message


class Shape(Enum):
    """How a value is laid out in one cell; see ``cells``."""

    TEXT = auto()
    LIST = auto()
    """Texts, one a line."""
    GROUP = auto()
    """A group of fields inside another, on one line."""
    GROUPS = auto()
    """Groups of fields, one a line."""
    SPANS = auto()
    """Opening hours of a day."""
    ANY = auto()
    """Anything else, as YAML on one line."""


NUMBERS = {Type.NUMBER, Type.INTEGER, Type.DEGREES, Type.YEAR}
DATES = {Type.DATE, Type.KNOWN_DATE}
CLOSED = {Type.YES_NO, Type.CHOICE, Type.NAME}
"""Types whose words are all known: the column has a drop-down list."""


@dataclass(frozen=True)
class Column:
    """One column. ``choices`` are the admitted words of a closed list, for the drop-down."""

    path: tuple[str, ...]
    label: str
    help: str = ""
    shape: Shape = Shape.TEXT
    type: Type = Type.LINE
    choices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """``places.total``, as messages of ``ctg verifier`` name the field."""
        return ".".join(self.path)

    @property
    def closed(self) -> bool:
        return self.type in CLOSED


COMPUTED = "calcule"
"""First part of the name of a column that the site works out (« calcule.latitude »): published, never read back."""
ID = Column(("identifiant",), "Identifiant", "Le nom du fichier sans « .yml ». Vide : une nouvelle fiche.")


def columns_of(kind: type[Part], names: Mapping[str, Iterable[str]] | None = None, internal: bool = True) -> tuple[Column, ...]:
    """The identifier, then compulsory fields, then the kind's other fields, then those of all records.

    ``names`` gives the names that exist by target (communes, themes, structures…) for the drop-down lists;
    ``internal`` keeps the internal notes.
    """
    fields = [one for one in describe(kind) if internal or not one.traits.interne]
    fields.sort(key=lambda one: (one.key in SHARED, not one.required))
    return (ID, *(column for one in fields for column in _columns(one, "", names or {})))


def _columns(one: Field, prefix: str, names: Mapping[str, Iterable[str]]) -> Iterator[Column]:
    label = prefix + one.label
    shape = _shape(one)
    if shape is Shape.GROUP and not prefix:
        for inner in one.fields:
            yield from _columns(inner, f"{label} : ", names)
        return
    words = ("oui", "non") if one.type is Type.YES_NO else one.values or (*one.words, *sorted(names.get(one.target, ())))
    yield Column(one.path, label, _help(one, shape), shape, one.type, tuple(words))


def _shape(one: Field) -> Shape:
    if one.type is Type.DAY:
        return Shape.SPANS
    if one.type is Type.GROUP:
        return Shape.GROUPS if one.many else Shape.GROUP
    if one.type in {Type.TERMS, Type.OTHER}:
        return Shape.ANY
    return Shape.LIST if one.many else Shape.TEXT


def _help(one: Field, shape: Shape) -> str:
    """What to write in the cell, in one or two sentences."""
    form = {Shape.LIST: "Un élément par ligne (Alt+Entrée).", Shape.GROUPS: "Un groupe par ligne."}.get(shape, "")
    example = one.example.strip("[]{}")
    if one.fields and not example:
        example = ", ".join(f"{inner.key}: {inner.example or '…'}" for inner in one.fields)
    required = "Obligatoire." if one.required else ""
    return " ".join(part for part in (required, one.help, form, example and f"Exemple : {example}") if part)
