"""JSON Schemas (draft-07) of the files of ``data/``, for editors: completion, help on hover, mistakes underlined.

A schema sees one file: it accepts all that the check accepts there, and catches most slips, not all.
``errorMessage`` and ``enumDescriptions`` are read by VS Code, and ignored elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ctg.help.description import Field, Type, describe
from ctg.help.names import Names
from ctg.kinds import KINDS, Commune
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.kinds.territory.urgences import Urgence
from ctg.kinds.territory.vocabulary import Vocabulary
from ctg.outputs.base.formats.schema_types import BLANK, TYPED, WORDS, Schema, limits, refusing
from ctg.sheets.edit.places import parse

FOLDER = "schemas"


def schemas(names: Names) -> dict[str, Schema]:
    """Name of the schema → schema: one a kind, ``communes`` (the list), and one for each of the other files."""

    def whole(title: str, model: type[BaseModel], form: Callable[[Schema], Schema] = dict) -> Schema:
        return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title} | form(_group(describe(model), names))

    return {
        **{kind.kind: whole(kind.singular, kind) for kind in KINDS if kind is not Commune},
        "communes": whole("communes du territoire", Commune, _listed),
        "territoire": whole("territoire", Territoire),
        "accessibilite": whole("accessibilité du site", Accessibilite),
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
    if field.type in {Type.CHOICE, Type.NAME}:
        words = dict.fromkeys(field.words or field.values, "")
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
