"""Every field says enough of itself for whoever fills it."""

from __future__ import annotations

from cas import each
from ctg.model import KINDS
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.describe import Type, all_fields, fields_of

MODELS = (*KINDS, Territoire, Vocabulary)


@each("model", MODELS)
def test_every_field_has_a_known_type_a_label_and_an_example(model):
    for field in all_fields(fields_of(model)):
        assert field.type is not Type.OTHER, f"donnez un nom au type de {field.path} dans description.TYPES"
        assert field.label, field.path
        assert field.example or field.type in {Type.GROUP, Type.TERMS, Type.NAME}, f"donnez un exemple à {field.path}"
