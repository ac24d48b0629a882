"""The copied words of data·inclusion are its own, and our vocabulary uses them well."""

from __future__ import annotations

from typing import get_args

from data_inclusion.schema import v1

from ctg.kinds.territory.standards import Public, Reseau, Thematique
from ctg.loading import load
from lieux_hostiles import essai
from territoires import SMALL


def test_the_copied_lists_are_the_official_ones():
    assert sorted(get_args(Thematique)) == sorted(word.value for word in v1.Thematique)
    assert sorted(get_args(Public)) == sorted(word.value for word in v1.Public)
    assert sorted(get_args(Reseau)) == sorted(word.value for word in v1.ReseauPorteur)


def test_every_type_says_its_words_or_that_it_has_none():
    assert [type_.id for type_ in essai().vocabulary.types.values() if type_.data_inclusion is None] == []


def test_a_territory_changes_the_words_of_a_type(project):
    root = project(
        {"data/vocabulaire.yml": "types:\n  ludotheque:\n    data_inclusion: {thematiques: [remobilisation--lien-social]}\n"}
    )
    words = load(root).vocabulary.types["ludotheque"]
    assert (words.data_inclusion.thematiques, words.singulier) == (("remobilisation--lien-social",), "ludothèque")
    assert load(SMALL).vocabulary.types["ludotheque"].data_inclusion.publics == ("familles",)
