"""What each type of field looks like as typed, for JSON Schema.

An editor's YAML 1.2 parser guesses types: ``99100`` is a number, ``2026-09-01`` and ``oui`` are texts,
``0466000000`` is a number that lost its zero. So scalars have no « type », which would also make editors
propose ``true`` or ``null``: they say what they refuse (``not``), and constraints that concern texts only
(``pattern``) or numbers only (``minimum``).
"""

from __future__ import annotations

import re
from typing import Any

from ctg.ground.problems import SENTENCES
from ctg.help.description import Field, Type
from ctg.kinds.fields.periodes import JOURS

Schema = dict[str, Any]


def refusing(*types: str) -> Schema:
    """Any value but one of these JSON types."""
    return {"not": {"type": list(types)}} if types else {}


def limits(field: Field) -> Schema:
    """The constraints of a field, those that it has."""
    limits = {"minimum": field.minimum, "maximum": field.maximum, "pattern": field.pattern, "maxLength": field.max_length}
    return {name: value for name, value in limits.items() if value is not None}


BLANK = refusing("string", "number", "boolean", "array", "object")
"""Nothing after the field's name."""


def _text(pattern: str, message: str, **more: Any) -> Schema:
    """A text like ``pattern``, spaces around it aside. ``message`` is shown for whatever does not fit."""
    return {"pattern": rf"^\s*({pattern})\s*$", "errorMessage": message, **more}


def _any_case(pattern: str) -> str:
    """``oui`` → ``[oO][uU][iI]``: JSON Schema has no flag for that."""
    return re.sub(r"[a-zéè]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", pattern)


_WHOLE = {"multipleOf": 1}
_GROUPS = ("array", "object", "boolean")
"""What is never a scalar of ours. (``true`` is English.)"""
_ONLY_TEXT = (*_GROUPS, "number")

_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_AGE = rf"\d{{1,3}}\s*({_any_case('jours?|semaines?|mois|ans?')})"
_CLOCK = r"\d{1,2}\s*([hH]|:)\s*(\d{2})?"
_SPAN = rf"{_CLOCK}\s*[-–]\s*{_CLOCK}"
_OPENING = rf"{_SPAN}|{_any_case('matin|apr(e|è)s( |-)midi|journ(e|é)e')}"
_SPANS = "Écrivez 9h-17h30, [9h-12h, 14h-18h] pour deux ouvertures, ou « oui » si les heures ne sont pas connues."
_RANKS = _any_case("premier|1er|deuxi(e|è)me|2e|second|troisi(e|è)me|3e|quatri(e|è)me|4e|dernier")
_NTH = rf"({_RANKS})\s+({_any_case('|'.join(JOURS))})\s+({_any_case('du|de chaque')})\s+{_any_case('mois')}"
_SPACED = r"[\s().\-\u2010\u2011]*\d"
_PHONE = rf"\(?(0({_SPACED}){{9}}|[1-9]({_SPACED}){{8}}|(\+|00)({_SPACED}){{8,15}}|\d({_SPACED}){{1,5}})"
_DIGITS = r"[\d\s\u00a0\u202f]"

TYPED: dict[Type, tuple[Schema, tuple[str, ...]]] = {
    Type.LINE: ({"pattern": r"\S", "maxLength": 300}, ("array", "object")),
    Type.TEXT: ({"pattern": r"\S", "maxLength": 20_000}, ("array", "object")),
    Type.YES_NO: (_text(_any_case("oui|non"), "Écrivez oui ou non.", examples=["oui", "non"]), _ONLY_TEXT),
    Type.NUMBER: (_text(rf"(?=.*\d)[+-]?{_DIGITS}*([.,]{_DIGITS}*)?", "Écrivez un nombre en chiffres : 470 ou 46,9."), _GROUPS),
    Type.INTEGER: (_text(r"[+-]?\d+(\.0+)?", SENTENCES["int_parsing"][1], **_WHOLE), _GROUPS),
    Type.DEGREES: (_text(r"[+-]?\d+(\.\d*)?", SENTENCES["float_parsing"][1]), _GROUPS),
    Type.YEAR: (_text(r"(19|20)\d\d|2100", "Écrivez une année : 2026.", minimum=1900, maximum=2100, **_WHOLE), _GROUPS),
    Type.DATE: (_text(rf"\d{{4}}-{_MONTH}-{_DAY}", SENTENCES["date_parsing"][1]), _ONLY_TEXT),
    Type.KNOWN_DATE: (
        _text(
            rf"(vers )?\d{{4}}(-{_MONTH}(-{_DAY})?)?",
            "Écrivez 2026, 2026-09, 2026-09-01, ou « vers 2026 » si vous n'êtes pas sûr.",
            minimum=1000,
            maximum=9999,
            **_WHOLE,
        ),
        _GROUPS,
    ),
    Type.BOUND: (_text(rf"(\d{{4}}-)?{_MONTH}-{_DAY}", "Écrivez 2026-12-24, ou 12-24 pour chaque année."), _ONLY_TEXT),
    Type.WHEN: (_text(rf"{_NTH}|\d{{4}}-{_MONTH}-{_DAY}", "Écrivez « premier mardi du mois », ou 2026-12-05."), _ONLY_TEXT),
    Type.AGE: (_text(_AGE, "Écrivez par exemple « 10 semaines », « 18 mois » ou « 3 ans »."), _ONLY_TEXT),
    Type.PHONE: (_text(_PHONE, "Dix chiffres, et rien d'autre : 04 65 71 00 00.", minimum=1, **_WHOLE), _GROUPS),
    Type.EMAIL: (_text(r"[^@\s]+@[^@\s]+\.[^@\s]+", "Écrivez par exemple accueil@exemple.fr."), _ONLY_TEXT),
    Type.URL: (
        _text(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", "Elle commence par https:// : https://www.exemple.fr."),
        _ONLY_TEXT,
    ),
    Type.POSTCODE: (_text(r"\d{5}", "Cinq chiffres : 99100.", minimum=1000, maximum=99_999, **_WHOLE), _GROUPS),
    Type.DAY: (
        _text(
            rf"{_OPENING}|{_any_case('ferm(e|é)|oui|non')}", _SPANS, items=_text(_OPENING, _SPANS) | refusing(*_ONLY_TEXT, "null")
        ),
        ("object", "boolean", "number"),
    ),
    Type.OTHER: ({}, ()),
}
"""Type → (its schema, the JSON types that it refuses besides a blank)."""

WORDS: dict[str, Schema] = {
    "jours feries": {"pattern": rf"^\s*{_any_case('jours? f(e|é)ri(e|é)s?')}\s*$", "examples": ["jours feries"]}
    | refusing(*_ONLY_TEXT),
}
"""Texts that may stand for a group, by ``Field.word``."""
