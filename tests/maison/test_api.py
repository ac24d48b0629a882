"""What an extension may import of the core is a contract: each name says where it lives, and somebody asks for it."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest

from ctg import api
from maison.test_architecture import HOOKS, imports

STUB = HOOKS / "ctg/api.pyi"
OFFERED = [
    (node.module or "", alias.name, alias.asname or alias.name)
    for node in ast.parse(STUB.read_text("utf-8")).body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
]
"""(module, its name there, its name in the api)."""
NAMES = [name for _, _, name in OFFERED]


def asked() -> set[str]:
    """The names of the api that extensions import, their tests included."""
    paths = [path for folder in HOOKS.glob("ctg_*") for path in folder.rglob("*.py")]
    return {name.removeprefix("ctg.api.") for path in paths for name in imports(path) if name.startswith("ctg.api.")}


def test_a_name_is_that_of_something_at_home():
    assert [name for home, there, name in OFFERED if getattr(api, name) is not getattr(import_module(home), there)] == []


def test_a_name_is_said_once():
    assert sorted(NAMES) == sorted(set(NAMES))


def test_a_name_is_public():
    assert [(home, there) for home, there, name in OFFERED if there.startswith("_") or name.startswith("_")] == []


def test_somebody_asks_for_each_name_and_for_no_other():
    assert asked() == set(NAMES), "retirez de hooks/ctg/api.pyi ce que plus rien ne demande ; ajoutez-y ce qui manque"


def test_a_name_that_differs_from_that_at_home_is_listed():
    """Only where two rooms have one of that name: else one name is enough."""
    listed = next(node.value for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.Assign))
    assert isinstance(listed, ast.List)
    assert [ast.literal_eval(one) for one in listed.elts] == sorted(name for _, there, name in OFFERED if there != name)


def test_what_is_not_offered_says_where_the_names_are():
    with pytest.raises(AttributeError, match=r"api\.pyi"):
        api.nothing_of_that_name  # noqa: B018
    assert dir(api) == sorted(NAMES)
