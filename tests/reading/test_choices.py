"""Closed lists: a word is written once, and everything that shows it reads it there."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ValidationError

from cas import each
from ctg.common.problems import from_pydantic
from ctg.model import KINDS
from ctg.model.fields import Choice
from ctg.reading.describe import Type, fields_of

CHOICES = Choice.__subclasses__()


class Etat(Choice):
    EN_COURS = "en-cours", "en cours"
    FAITE = "faite", "faite"
    LAISSEE = "laissee", "laissée"


class Fiche(BaseModel):
    etat: Etat


def test_a_word_is_a_text_with_a_label():
    etat = Fiche(etat="laissee").etat
    assert (etat, f"{etat}", etat.label, json.dumps(etat)) == ("laissee", "laissee", "laissée", '"laissee"')
    assert Etat.labels()["en-cours"] == "en cours"
    assert (Etat.listed(), Etat.listed(" ou ")) == ("en-cours, faite, laissee", "en-cours, faite ou laissee")


def test_another_word_is_refused_with_the_list():
    with pytest.raises(ValidationError) as refused:
        Fiche(etat="x")
    assert from_pydantic(refused.value.errors()[0], {}) == (
        "« x » n'est pas une valeur admise.",
        "Valeurs possibles : en-cours, faite, laissee.",
    )


def test_the_help_of_a_field_names_each_of_its_words():
    fields = [field for kind in KINDS for field in fields_of(kind) if field.type is Type.CHOICE]
    assert fields
    for field in fields:
        assert all(word in field.help for word in field.values) or "bsent" in field.help, field.path


@each("choice", CHOICES)
def test_every_word_is_typed_without_an_accent_and_read_with_a_label(choice):
    assert all(word.isascii() and " " not in word and word.label for word in choice)
