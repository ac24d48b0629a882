"""What another site must publish of a record, in JSON Schema (draft 2020-12), which pydantic writes from the fields.

Not the schemas of ``outputs/hosting``: those describe what people type in YAML, this one what programs read.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ctg.help.description import Field, Type, describe
from ctg.kinds import KIND_OF, Record
from ctg.kinds.fields.base import Age, PartialDate
from ctg.kinds.fields.horaires import Span
from ctg.kinds.fields.periodes import DayOfYear, Fermeture, NthWeekday
from ctg.outputs.base.formats.schema_types import Schema, limits
from ctg.outputs.open_data.computed import model_of

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
        fields = [field for field in describe(schema["cls"]) if not field.traits.interne]
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
