"""The copied words of data·inclusion are its own, and our vocabulary uses them well."""

from __future__ import annotations

from typing import get_args

from data_inclusion.schema import v1

from ctg.model.vocabulary import Public, Reseau, Thematique
from lieux_hostiles import essai


def test_the_copied_lists_are_the_official_ones():
    assert sorted(get_args(Thematique)) == sorted(word.value for word in v1.Thematique)
    assert sorted(get_args(Public)) == sorted(word.value for word in v1.Public)
    assert sorted(get_args(Reseau)) == sorted(word.value for word in v1.ReseauPorteur)


def test_every_type_says_its_words_or_that_it_has_none():
    assert [type_.id for type_ in essai().vocabulary.types.values() if type_.data_inclusion is None] == []
