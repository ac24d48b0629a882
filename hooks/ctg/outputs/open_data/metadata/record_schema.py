"""What another site must publish of a record, in JSON Schema (draft 2020-12), from the fields' own definitions.

Not the schemas of ``outputs/schemas``: those describe what people type in YAML, this one what programs read.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctg.help.description import Field, Type, describe
from ctg.kinds import KIND_OF, Record
from ctg.outputs.base.formats.schema_types import Schema, limits
from ctg.outputs.open_data.computed import model_of

_TEXT = {"type": "string"}
VALUES: dict[Type, Schema] = {
    Type.LINE: _TEXT,
    Type.TEXT: _TEXT,
    Type.NAME: _TEXT,
    Type.CHOICE: _TEXT,
    Type.YES_NO: {"type": "boolean"},
    Type.NUMBER: {"type": "number"},
    Type.DEGREES: {"type": "number"},
    Type.INTEGER: {"type": "integer"},
    Type.YEAR: {"type": "integer"},
    Type.DATE: _TEXT | {"format": "date"},
    Type.KNOWN_DATE: _TEXT | {"pattern": r"^(vers )?\d{4}(-\d{2}(-\d{2})?)?$"},
    Type.AGE: _TEXT | {"pattern": r"^\d{1,3} (jours?|semaines?|mois|ans?)$"},
    Type.PHONE: _TEXT | {"pattern": r"^(\+\d{6,15}|\d{2,6})$"},
    Type.EMAIL: _TEXT | {"pattern": r"^[^@\s]+@[^@\s]+$"},
    Type.URL: _TEXT | {"pattern": r"^https?://\S+$"},
    Type.POSTCODE: _TEXT | {"pattern": r"^\d{5}$"},
    Type.BOUND: _TEXT | {"pattern": r"^(\d{4}-)?\d{2}-\d{2}$"},
    Type.WHEN: _TEXT | {"pattern": r"^(\d{4}-\d{2}-\d{2}|(premier|deuxieme|troisieme|quatrieme|dernier) [a-z]+ du mois)$"},
    Type.DAY: {
        "type": "array",
        "items": _TEXT | {"pattern": r"^(\d{2}:\d{2}-\d{2}:\d{2}|matin|apres-midi|journee|ouvert)$"},
    },
}
"""Type → the schema of its values, as ``public.plain`` writes them."""


PUBLICATION: Schema = {
    "type": "object",
    "properties": dict.fromkeys(("licence", "licence_url", "source"), _TEXT) | {"mise_a_jour": VALUES[Type.DATE]},
    "required": ["licence", "licence_url", "source"],
}
"""The licence, and the source to cite. ``mise_a_jour`` is that of the most recent record of a list; each record has its own."""


def record_schema(kind: type[Record]) -> Schema:
    """One record. More may be added to it one day: unknown names are not refused."""
    own = group(field for field in describe(kind) if not field.traits.interne)
    head = {"id": _TEXT, "genre": {"const": kind.kind}}
    tail = {"calcule": group(describe(model_of(kind))), "publication": PUBLICATION}
    return {
        "type": "object",
        "properties": head | own["properties"] | tail,
        "required": ["id", "genre", *own["required"], "calcule"],
    }


def group(fields: Iterable[Field]) -> Schema:
    """A group of fields."""
    fields = list(fields)
    return {
        "type": "object",
        "properties": {field.key: _field(field) for field in fields},
        "required": [field.key for field in fields if always_there(field)],
    }


def always_there(field: Field) -> bool:
    """Whether a value is never absent: compulsory, and no link, which goes with the draft that it would lead to."""
    return field.required and (field.type is not Type.NAME or field.target not in KIND_OF or field.target == "communes")


def _field(field: Field) -> Schema:
    return {"type": "array", "items": _one(field)} if field.many else _one(field)


def _one(field: Field) -> Schema:
    if field.type is Type.GROUP:
        inner = group(field.fields)
        return {"anyOf": [inner, {"const": field.word}]} if field.word else inner
    if field.type is Type.TERMS:
        return {"type": "object", "additionalProperties": group(field.fields)}
    return VALUES[field.type] | ({"enum": list(field.values)} if field.values else {}) | limits(field)
