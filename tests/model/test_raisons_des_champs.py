"""Every field is filled by the real territory or by a real plan, or has who asks for it in ``attendu/raisons_des_champs.txt``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from ctg.model import KINDS, LONE_FILES
from ctg.model.fields import Part
from ctg.model.territory import Territoire
from ctg.model.vocabulary import DEFAULT as NUMBERS
from ctg.model.vocabulary import VOCABULARY_DEFAULT as WORDS
from ctg.model.vocabulary import Urgence, Vocabulary
from sans_extensions import not_read_here
from territoires import ROOT

TABLE = ROOT / "tests" / "attendu" / "raisons_des_champs.txt"
FILES = {"territoire.yml": Territoire, **{one.name: one.model for one in LONE_FILES}}
OURS = {NUMBERS: Urgence, WORDS: Vocabulary}
"""What the tool carries for every territory."""
pytestmark = pytest.mark.gard

Asked = tuple[str, str]
"""(the group that declares a field, its name)."""


def groups(hint: Any) -> Iterator[type[BaseModel]]:
    """The groups of fields in a hint: ``tuple[Financement, ...] | None`` → ``Financement``."""
    if isinstance(hint, type) and issubclass(hint, Part):
        yield hint
    for arg in get_args(hint):
        yield from groups(arg)


def fields(model: type[BaseModel]) -> Iterator[tuple[Asked, str, Any]]:
    """((declaring group, field), field, hint) of each field of a group."""
    for name, field in model.model_fields.items():
        holder = next(one for one in reversed(model.__mro__) if name in getattr(one, "model_fields", ()))
        yield (holder.__name__, name), name, field.annotation


def every(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[Asked]:
    if model not in seen:
        seen.add(model)
        for asked, _, hint in fields(model):
            yield asked
            for inner in groups(hint):
                yield from every(inner, seen)


def written(model: type[BaseModel], value: Any) -> Iterator[Asked]:
    """The fields that a sheet fills, at every depth."""
    if isinstance(value, list):
        for item in value:
            yield from written(model, item)
    elif isinstance(value, dict):
        for asked, name, hint in fields(model):
            if name in value:
                yield asked
                inside = [*value[name].values()] if get_origin(hint) is dict and isinstance(value[name], dict) else value[name]
                for inner in groups(hint):
                    yield from written(inner, inside)


def sheets() -> Iterator[tuple[type[BaseModel], Path]]:
    for root in (ROOT / "data", *(ROOT / "tests" / "plans_reels").iterdir()):
        for kind in KINDS:
            yield from ((kind, path) for path in (*root.glob(f"{kind.folder}/*.yml"), *root.glob(f"{kind.folder}.yml")))
        yield from ((model, root / name) for name, model in FILES.items() if (root / name).exists())
    yield from ((model, path) for path, model in OURS.items())


@cache
def used() -> frozenset[Asked]:
    read = ((model, yaml.load(path.read_text("utf-8"), yaml.BaseLoader)) for model, path in sheets())
    return frozenset(asked for model, value in read for asked in written(model, value))


@cache
def declared() -> frozenset[Asked]:
    seen: set[type[BaseModel]] = set()
    return frozenset(asked for model in (*KINDS, *FILES.values(), *OURS.values()) for asked in every(model, seen))


def reasons() -> Iterator[tuple[Asked, str]]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            told, _, reason = line.partition(" → ")
            group, _, names = told.partition(" : ")
            every_one = [name for holder, name in sorted(declared() - used()) if holder == group]
            yield from (((group, name), reason) for name in (every_one if names == "*" else names.split(", ")))


def test_a_field_that_nobody_fills_says_who_asks_for_it():
    idle = declared() - used()
    told = [asked for asked, reason in reasons() if len(reason) > 10]
    lines = "\n".join(f"{group} : {name} → qui le demande, et pour quoi" for group, name in sorted(idle - {*told}))
    assert not lines, (
        "ni data/, ni tests/plans_reels/ ne remplissent ces champs (tests/territoire_essai/ ne compte pas) : remplissez-les là, "
        f"ajoutez ces lignes à {TABLE.relative_to(ROOT)}, ou ôtez les champs\n{lines}"
    )
    groups = {group for group, _ in declared()}
    filled = [one for one in {*told} - idle if one[0] in groups or not not_read_here()]
    assert sorted(filled) == [], f"ces champs sont remplis, ou partis : ôtez-les de {TABLE.relative_to(ROOT)}"
    assert len(told) == len({*told}), "un champ a deux raisons"
