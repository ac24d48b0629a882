"""JSON Schemas (draft-07) of the files of ``data/``, for editors.

They give completion, help on hover and mistakes underlined. Each sees one file: it accepts all that the check
accepts there, and catches most slips, not all. ``errorMessage`` and ``enumDescriptions`` are read by VS Code, ignored elsewhere.

An editor's YAML 1.2 parser guesses types: ``99100`` is a number, ``2026-09-01`` and ``oui`` are texts, ``0466000000`` is a
number that lost its zero. So scalars have no « type », which would also make editors propose ``true`` or ``null``: they say
what they refuse (``not``), and constraints that concern texts only (``pattern``) or numbers only (``minimum``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ctg import api

Schema = dict[str, Any]


def refusing(*types: str) -> Schema:
    """Any value but one of these JSON types."""
    return {"not": {"type": list(types)}} if types else {}


def limits(field: api.Field) -> Schema:
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
_NTH = rf"({_RANKS})\s+({_any_case('|'.join(api.JOURS))})\s+({_any_case('du|de chaque')})\s+{_any_case('mois')}"
_SPACED = r"[\s().\-\u2010\u2011]*\d"
_PHONE = rf"\(?(0({_SPACED}){{9}}|[1-9]({_SPACED}){{8}}|(\+|00)({_SPACED}){{8,15}}|\d({_SPACED}){{1,5}})"
_DIGITS = r"[\d\s\u00a0\u202f]"
_NUMBER = rf"(?=.*\d)[+-]?{_DIGITS}*([.,]{_DIGITS}*)?"

TYPED: dict[api.Type, tuple[Schema, tuple[str, ...]]] = {
    api.Type.LINE: ({"pattern": r"\S", "maxLength": 300}, ("array", "object")),
    api.Type.TEXT: ({"pattern": r"\S", "maxLength": 20_000}, ("array", "object")),
    api.Type.YES_NO: (_text(_any_case("oui|non"), "Écrivez oui ou non.", examples=["oui", "non"]), _ONLY_TEXT),
    api.Type.NUMBER: (_text(_NUMBER, "Écrivez un nombre en chiffres : 470 ou 46,9."), _GROUPS),
    api.Type.INTEGER: (_text(r"[+-]?\d+(\.0+)?", api.SENTENCES["int_parsing"][1], **_WHOLE), _GROUPS),
    api.Type.DEGREES: (_text(r"[+-]?\d+(\.\d*)?", api.SENTENCES["float_parsing"][1]), _GROUPS),
    api.Type.YEAR: (_text(r"(19|20)\d\d|2100", "Écrivez une année : 2026.", minimum=1900, maximum=2100, **_WHOLE), _GROUPS),
    api.Type.DATE: (_text(rf"\d{{4}}-{_MONTH}-{_DAY}", api.SENTENCES["date_parsing"][1]), _ONLY_TEXT),
    api.Type.KNOWN_DATE: (
        _text(
            rf"(vers )?\d{{4}}(-{_MONTH}(-{_DAY})?)?",
            "Écrivez 2026, 2026-09, 2026-09-01, ou « vers 2026 » si vous n'êtes pas sûr.",
            minimum=1000,
            maximum=9999,
            **_WHOLE,
        ),
        _GROUPS,
    ),
    api.Type.BOUND: (_text(rf"(\d{{4}}-)?{_MONTH}-{_DAY}", "Écrivez 2026-12-24, ou 12-24 pour chaque année."), _ONLY_TEXT),
    api.Type.WHEN: (_text(rf"{_NTH}|\d{{4}}-{_MONTH}-{_DAY}", "Écrivez « premier mardi du mois », ou 2026-12-05."), _ONLY_TEXT),
    api.Type.AGE: (_text(_AGE, "Écrivez par exemple « 10 semaines », « 18 mois » ou « 3 ans »."), _ONLY_TEXT),
    api.Type.PHONE: (_text(_PHONE, "Dix chiffres, et rien d'autre : 04 65 71 00 00.", minimum=1, **_WHOLE), _GROUPS),
    api.Type.EMAIL: (_text(r"[^@\s]+@[^@\s]+\.[^@\s]+", "Écrivez par exemple accueil@exemple.fr."), _ONLY_TEXT),
    api.Type.URL: (
        _text(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", "Elle commence par https:// : https://www.exemple.fr."),
        _ONLY_TEXT,
    ),
    api.Type.POSTCODE: (_text(r"\d{5}", "Cinq chiffres : 99100.", minimum=1000, maximum=99_999, **_WHOLE), _GROUPS),
    api.Type.DAY: (
        _text(
            rf"{_OPENING}|{_any_case('ferm(e|é)|oui|non')}", _SPANS, items=_text(_OPENING, _SPANS) | refusing(*_ONLY_TEXT, "null")
        ),
        ("object", "boolean", "number"),
    ),
    api.Type.OTHER: ({}, ()),
}
"""api.Type → (its schema, the JSON types that it refuses besides a blank)."""

WORDS: dict[str, Schema] = {
    "jours feries": {"pattern": rf"^\s*{_any_case('jours? f(e|é)ri(e|é)s?')}\s*$", "examples": ["jours feries"]}
    | refusing(*_ONLY_TEXT),
}
"""Texts that may stand for a group, by ``api.Field.word``."""

FOLDER = "schemas"


def schemas(names: api.Names) -> dict[str, Schema]:
    """Name of the schema → schema: one a kind, ``communes`` (the list), and one for each of the other files."""

    def whole(title: str, model: type[BaseModel], form: Callable[[Schema], Schema] = dict) -> Schema:
        return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title} | form(_group(api.fields_of(model), names))

    return {
        **{kind.kind: whole(kind.singular, kind) for kind in api.KINDS if kind is not api.Commune},
        "communes": whole("communes du territoire", api.Commune, _listed),
        "territoire": whole("territoire", api.Territoire),
        **{one.kind: whole(one.singular, one.model) for one in api.LONE_FILES},
        # The territory's words complete the tool's: nothing is compulsory in that file.
        "vocabulaire": whole("vocabulaire du territoire", api.Vocabulary, _optional),
        "urgences": whole("numéros d'urgence du territoire", api.Urgence, lambda one: _listed(_optional(one))),  # nor in that one
    }


def _listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _group(fields: Iterable[api.Field], names: api.Names) -> Schema:
    fields = list(fields)
    waived = {field.unless: field for field in fields if field.unless}
    schema = {
        "type": "object",
        "properties": {
            field.key: _field(replace(field, type=api.Type.LINE) if field.unless else field, names) for field in fields
        },
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }
    return schema | ({"allOf": [_unless(key, field, names) for key, field in waived.items()]} if waived else {})


def _unless(key: str, field: api.Field, names: api.Names) -> Schema:
    """One of the names, unless the other field says « oui »."""
    said = {"properties": {key: {"enum": ["oui", True]}}, "required": [key]}
    return {"if": said, "then": {}, "else": {"properties": {field.key: _value(field, names)}}}


def _field(field: api.Field, names: api.Names) -> Schema:
    about: Schema = {"title": field.label, "description": _help(field)}
    if field.example and field.type not in {api.Type.GROUP, api.Type.NAME}:
        about["examples"] = [api.parse(field.example) if field.many or field.example.startswith("[") else field.example]
    return about | _value(field, names)


def _value(field: api.Field, names: api.Names) -> Schema:
    if field.many:
        items = _one(field, names, blank=False)
        return {"type": "array" if field.required else ["array", "null"], "items": items, "minItems": field.min_items}
    return _one(field, names, blank=not field.required)


def _one(field: api.Field, names: api.Names, blank: bool) -> Schema:
    """One value of the field, or one item of its list. A ``blank`` one is ignored by the check, so allowed here."""
    if field.type in {api.Type.GROUP, api.Type.TERMS}:
        group = _group(field.fields, names)
        group = group if field.type is api.Type.GROUP else _terms(group, names.get(field.target))
        group = group | {"type": ["object", "null"]} if blank else group
        return {"anyOf": [group, WORDS[field.word]]} if field.word else group
    if field.type is api.Type.NAME and field.target not in names:  # of an extension that was removed: nothing checks it
        field = replace(field, type=api.Type.LINE)
    if field.type in {api.Type.CHOICE, api.Type.NAME}:
        words = dict.fromkeys(field.values, "")
        if field.type is api.Type.NAME:
            words |= names.get(field.target, {})
        return {"anyOf": [_among(words), BLANK]} if blank else _among(words)
    schema, refused = TYPED[field.type]
    return schema | limits(field) | refusing(*refused, *(() if blank else ("null",)))


def _terms(group: Schema, words: dict[str, str] | None) -> Schema:
    """The same group under each name. With ``words``, only those names, and what each means on hover."""
    if words is None:
        return {"type": "object", "additionalProperties": group}
    known = {word: {"description": read} for word, read in words.items()}
    return {"type": "object", "propertyNames": {"enum": list(words)}, "properties": known, "patternProperties": {"": group}}


def _among(words: dict[str, str]) -> Schema:
    """One of these words. An identifier made of digits is read as a number when it is typed without quotes."""
    typed = [*words, *(int(word) for word in words if word.isascii() and word.isdigit())]
    schema: Schema = {"enum": typed, "errorMessage": "Ce mot n'est pas dans la liste."}
    if any(words.values()):
        schema["enumDescriptions"] = [words.get(str(word), "") for word in typed]
    return schema


def _help(field: api.Field) -> str:
    hints = [
        field.help,
        f"Exemple : {field.example}" if field.example and field.type is not api.Type.NAME else "",
        "Obligatoire." if field.required else "",
    ]
    return "\n\n".join(hint for hint in hints if hint)


def _optional(schema: Any) -> Any:
    """The same schema, where nothing is required."""
    if not isinstance(schema, dict):
        return schema
    return {key: _optional(value) for key, value in schema.items() if not (key == "required" and isinstance(value, list))}
