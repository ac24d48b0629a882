"""One form for every identifier: file names, keys of the vocabulary, former names; the words of data·inclusion are its own."""

from typing import get_args

from data_inclusion.schema import v1
from pydantic import TypeAdapter, ValidationError

from cas import each
from ctg.common.files import inside
from ctg.common.problems import LONGEST, is_identifier
from ctg.model.references import Identifier
from ctg.model.structure import Structure
from ctg.model.vocabulary import Public, Reseau, Thematique, Vocabulary
from lieux_hostiles import essai

GOOD = ["a", "les-lutins", "a1", "2026", "a_b", "comite-de-pilotage-2026-04", "console", "x" * LONGEST]
BAD = [
    "..", "../x", "a/b", "/a", "a\\b", "a.yml", "A", "é", "a b", "-a", "a-", "a--b", "con", "nul", "com1", "lpt9", "a\n",
    "a\x00", "{{ x }}", "x" * (LONGEST + 1), "٣",
]  # fmt: skip


EMPTY = {"offres": {}, "dangers": {}, "ailleurs": {}, "langues": {}}


def accepts(kind: object, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value, context={})
    except ValidationError:
        return False
    return True


def record(**fields) -> dict:
    return {"nom": "X", "type": "x", "commune": "X"} | fields


@each(("id", "good"), [*((id, True) for id in GOOD), *((id, False) for id in BAD)])
def test_every_identifier_is_held_to_the_same_form(tmp_path, id, good):
    assert is_identifier(id) == good
    if id.strip() == id:  # spaces around a text are no part of it
        assert accepts(Identifier, id) == good
        assert accepts(Structure, record(anciens_identifiants=[id])) == good
        assert (
            accepts(Vocabulary, {"rubriques": {}, "themes": {id: {"titre": "X", "rubrique": "x"}}, "types": {}, **EMPTY}) == good
        )
    if good:
        assert inside(tmp_path, f"structures/{id}/index.html")


def test_the_copied_lists_are_the_official_ones():
    assert sorted(get_args(Thematique)) == sorted(word.value for word in v1.Thematique)
    assert sorted(get_args(Public)) == sorted(word.value for word in v1.Public)
    assert sorted(get_args(Reseau)) == sorted(word.value for word in v1.ReseauPorteur)


def test_every_type_says_its_words_or_that_it_has_none():
    assert [type_.id for type_ in essai().vocabulary.types.values() if type_.data_inclusion is None] == []
