"""JSON Schemas: of the files of ``data/``, for editors (draft-07), and of a published record, for programs (draft 2020-12).

Those of ``data/`` give completion, help on hover and mistakes underlined. Each sees one file: it accepts all that the check
accepts there, and catches most slips, not all. ``errorMessage`` and ``enumDescriptions`` are read by VS Code, ignored elsewhere.

An editor's YAML 1.2 parser guesses types: ``99100`` is a number, ``2026-09-01`` and ``oui`` are texts, ``0466000000`` is a
number that lost its zero. So scalars have no « type », which would also make editors propose ``true`` or ``null``: they say
what they refuse (``not``), and constraints that concern texts only (``pattern``) or numbers only (``minimum``).

An editor's YAML 1.2 parser guesses types: ``99100`` is a number, ``2026-09-01`` and ``oui`` are texts,
``0466000000`` is a number that lost its zero. So scalars have no « type », which would also make editors
propose ``true`` or ``null``: they say what they refuse (``not``), and constraints that concern texts only
(``pattern``) or numbers only (``minimum``).

What another site must publish of a record, in JSON Schema (draft 2020-12), which pydantic writes from the fields.

Not the schemas of ``ctg schemas``: those describe what people type in YAML, this one what programs read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ctg.common.problems import SENTENCES
from ctg.model import KIND_OF, KINDS, LONE_FILES
from ctg.model.commune import Commune
from ctg.model.fields import Age, PartialDate
from ctg.model.opening_hours import Span
from ctg.model.periods import JOURS, DayOfYear, Fermeture, NthWeekday
from ctg.model.record import Record
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Urgence, Vocabulary
from ctg.open_data.values import model_of
from ctg.reading.describe import Field, Names, Type, fields_of
from ctg.reading.yaml_text import parse

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

FOLDER = "schemas"


def schemas(names: Names) -> dict[str, Schema]:
    """Name of the schema → schema: one a kind, ``communes`` (the list), and one for each of the other files."""

    def whole(title: str, model: type[BaseModel], form: Callable[[Schema], Schema] = dict) -> Schema:
        return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title} | form(_group(fields_of(model), names))

    return {
        **{kind.kind: whole(kind.singular, kind) for kind in KINDS if kind is not Commune},
        "communes": whole("communes du territoire", Commune, _listed),
        "territoire": whole("territoire", Territoire),
        **{one.kind: whole(one.singular, one.model) for one in LONE_FILES},
        # The territory's words complete the tool's: nothing is compulsory in that file.
        "vocabulaire": whole("vocabulaire du territoire", Vocabulary, _optional),
        "urgences": whole("numéros d'urgence du territoire", Urgence, lambda one: _listed(_optional(one))),  # nor in that one
    }


def _listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _group(fields: Iterable[Field], names: Names) -> Schema:
    fields = list(fields)
    waived = {field.unless: field for field in fields if field.unless}
    schema = {
        "type": "object",
        "properties": {field.key: _field(replace(field, type=Type.LINE) if field.unless else field, names) for field in fields},
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }
    return schema | ({"allOf": [_unless(key, field, names) for key, field in waived.items()]} if waived else {})


def _unless(key: str, field: Field, names: Names) -> Schema:
    """One of the names, unless the other field says « oui »."""
    said = {"properties": {key: {"enum": ["oui", True]}}, "required": [key]}
    return {"if": said, "then": {}, "else": {"properties": {field.key: _value(field, names)}}}


def _field(field: Field, names: Names) -> Schema:
    about: Schema = {"title": field.label, "description": _help(field)}
    if field.example and field.type not in {Type.GROUP, Type.NAME}:
        about["examples"] = [parse(field.example) if field.many or field.example.startswith("[") else field.example]
    return about | _value(field, names)


def _value(field: Field, names: Names) -> Schema:
    if field.many:
        items = _one(field, names, blank=False)
        return {"type": "array" if field.required else ["array", "null"], "items": items, "minItems": field.min_items}
    return _one(field, names, blank=not field.required)


def _one(field: Field, names: Names, blank: bool) -> Schema:
    """One value of the field, or one item of its list. A ``blank`` one is ignored by the check, so allowed here."""
    if field.type in {Type.GROUP, Type.TERMS}:
        group = _group(field.fields, names)
        group = group if field.type is Type.GROUP else _terms(group, names.get(field.target))
        group = group | {"type": ["object", "null"]} if blank else group
        return {"anyOf": [group, WORDS[field.word]]} if field.word else group
    if field.type is Type.NAME and field.target not in names:  # of an extension that was removed: nothing checks it
        field = replace(field, type=Type.LINE)
    if field.type in {Type.CHOICE, Type.NAME}:
        words = dict.fromkeys(field.values, "")
        if field.type is Type.NAME:
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


def _help(field: Field) -> str:
    hints = [
        field.help,
        f"Exemple : {field.example}" if field.example and field.type is not Type.NAME else "",
        "Obligatoire." if field.required else "",
    ]
    return "\n\n".join(hint for hint in hints if hint)


def _optional(schema: Any) -> Any:
    """The same schema, where nothing is required."""
    if not isinstance(schema, dict):
        return schema
    return {key: _optional(value) for key, value in schema.items() if not (key == "required" and isinstance(value, list))}


_TEXT = {"type": "string"}
PATTERNS: dict[type, str] = {
    PartialDate: r"^(vers )?\d{4}(-\d{2}(-\d{2})?)?$",
    Age: r"^\d{1,3} (jours?|semaines?|mois|ans?)$",
    DayOfYear: r"^\d{2}-\d{2}$",
    NthWeekday: r"^(premier|deuxieme|troisieme|quatrieme|dernier) [a-z]+ du mois$",
    Span: r"^(\d{2}:\d{2}-\d{2}:\d{2}|matin|apres-midi|journee|ouvert)$",
}
"""Type → what ``public.plain`` writes of its values."""
PUBLICATION: Schema = {
    "type": "object",
    "properties": dict.fromkeys(("licence", "licence_url", "source"), _TEXT) | {"mise_a_jour": _TEXT | {"format": "date"}},
    "required": ["licence", "licence_url", "source"],
}
"""The licence, and the source to cite. ``mise_a_jour`` is that of the most recent record of a list; each record has its own."""


class RecordSchema(GenerateJsonSchema):
    """Unknown names are not refused: more may be added one day. What is not said is absent, and so is what is internal."""

    def nullable_schema(self, schema: Any) -> Schema:
        return self.generate_inner(schema["schema"])

    default_schema = nullable_schema

    def decimal_schema(self, schema: Any) -> Schema:
        return self.float_schema(schema)

    def dataclass_schema(self, schema: Any) -> Schema:
        return _TEXT | {"pattern": PATTERNS[schema["cls"]]}

    def model_schema(self, schema: Any) -> Schema:
        known = super().model_schema(schema)["properties"]
        fields = [field for field in fields_of(schema["cls"]) if not field.traits.interne]
        group = {
            "type": "object",
            "properties": {one.key: known[one.key] | ({} if one.many else limits(one)) for one in fields},
            "required": [one.key for one in fields if always_there(one)],
        }
        return {"anyOf": [group, {"const": "jours feries"}]} if schema["cls"] is Fermeture else group


def record_schema(kind: type[Record]) -> Schema:
    """One record."""
    models: tuple[type[BaseModel], ...] = (kind, model_of(kind))
    named, whole = models_json_schema([(model, "serialization") for model in models], schema_generator=RecordSchema)
    own, computed = (whole["$defs"][named[model, "serialization"]["$ref"].rpartition("/")[2]] for model in models)
    properties = {"id": _TEXT, "genre": {"const": kind.kind}} | own["properties"]
    properties |= {"calcule": computed, "publication": PUBLICATION}
    required = ["id", "genre", *own["required"], "calcule"]
    return {"type": "object", "properties": properties, "required": required, "$defs": whole["$defs"]}


def always_there(field: Field) -> bool:
    """Whether a value is never absent: compulsory, and no link, which goes with the draft that it would lead to."""
    return field.required and (field.type is not Type.NAME or field.target not in KIND_OF or field.target == "communes")
