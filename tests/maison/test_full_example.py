"""The invented territory is the full example of the project: no field of its records that it never uses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ctg.loading import load
from ctg.model import KINDS
from ctg.model.action import Action, Decision, Etat, NatureDepense
from ctg.model.fields import Choice
from ctg.model.figure import Diagnostic, Indicateur
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Partenaire, Rencontre
from ctg.model.record import SHARED, Record
from ctg.model.references import leaves
from ctg.reading.catalogue import Catalogue
from territoires import ESSAI

PROJECT = (Cadre, Axe, Action, Indicateur, Diagnostic, Instance, Rencontre, Partenaire)
ELSEWHERE = {"notes_internes": "never in a catalogue: tests/test_canaris.py looks for those of this territory"}
"""Fields that no record shows here, each with its reason."""
WORDS = (Decision, NatureDepense, Etat)
"""Closed lists of which the example uses every word."""


@cache
def essai() -> Catalogue:
    return load(ESSAI, drafts=True)


def models(hint: Any) -> Iterator[type[BaseModel]]:
    """The groups of fields in a hint: ``tuple[Financement, ...] | None`` → ``Financement``."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for arg in get_args(hint):
        yield from models(arg)


def asked(model: type[BaseModel], path: str) -> Iterator[tuple[str, str, str]]:
    """(path, model, field) of every field of a model, at every depth."""
    for name, field in model.model_fields.items():
        where = f"{path}.{name}"
        yield where, model.__name__, name
        for inner in models(field.annotation):
            yield from asked(inner, where)


def written(value: Any) -> Iterator[tuple[str, str]]:
    """(model, field) of every field that someone filled, at every depth."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            if getattr(value, name) not in (None, (), {}):
                yield type(value).__name__, name
                yield from written(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from written(item)


def shared(name: str) -> bool:
    """Whether every kind of record has the field: one record that fills it is enough."""
    return name in SHARED


@pytest.mark.parametrize("kind", PROJECT, ids=lambda kind: kind.__name__)
def test_every_field_of_the_project_is_used(kind: type[Record]):
    used = {pair for record in essai().records[kind] for pair in written(record)}
    own = (
        (path, (model, name)) for path, model, name in asked(kind, kind.__name__) if not (model == kind.__name__ and shared(name))
    )
    assert [path for path, pair in own if pair not in used] == [], "remplissez ces champs dans tests/territoire_essai/data"


def test_every_field_that_all_records_have_is_used():
    used = {name for kind in KINDS for record in essai().records[kind] for _, name in written(record)}
    assert SHARED - used == ELSEWHERE.keys()


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_of_these_lists_is_used(words: type[Choice]):
    found = {value for action in essai().all(Action) for _, _, _, value in leaves(action) if isinstance(value, words)}
    assert {*words} - found - {Etat.INACHEVEE} == set()  # the tool says it by itself, once a convention is over
