"""How a field is asked in a form, from what it may hold and what it holds now."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from ctg.help.description import Field, Type


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


def way_of(field: Field, value: Any = None) -> Asking:
    """The way of a field that holds ``value``, as its file has it; of a shape that nobody expected, :attr:`Asking.RAW`."""
    way = _usual(field)
    return way if value is None or _fits(way, value, field.word) else Asking.RAW


def _usual(field: Field) -> Asking:
    if field.type in {Type.TERMS, Type.OTHER}:
        return Asking.RAW
    if field.type is Type.GROUP:
        return Asking.ROWS if field.many else Asking.GROUP
    if field.type is Type.DAY:
        return Asking.SPANS
    if not field.many:
        return Asking.TEXT
    return Asking.WORDS if field.type in {Type.CHOICE, Type.NAME} else Asking.TEXTS


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


def offered(field: Field, depth: int) -> bool:
    """Whether a group that the record does not have is shown at once: those of the record, and the very small ones."""
    return depth == 0 or (len(field.fields) <= 4 and all(inner.type is not Type.GROUP for inner in field.fields))
