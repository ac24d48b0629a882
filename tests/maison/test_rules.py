"""Every rule of the house is asked, and a problem of one file does not hide those of another."""

from __future__ import annotations

import ast
from itertools import chain

import pytest

from ctg.common.problems import DataError
from ctg.loading import FOLDERS, SUBJECTS, load
from maison.test_architecture import MODULES, dotted

TELLS = {"Iterator[Problem]", "Iterator[api.Problem]"}
ASKED_BY_RULES = {"ctg.loading"}
"""What calls them."""
LISTED = {*FOLDERS, *chain.from_iterable(rules for one in SUBJECTS for by_type in one for rules in by_type.values())}


def is_rule(node: ast.stmt) -> bool:
    """Whether a function is a rule: public, it is given what is ``Checked`` and tells problems."""
    return (
        isinstance(node, ast.FunctionDef)
        and node.name[0] != "_"
        and node.returns is not None
        and ast.unparse(node.returns) in TELLS
        and any(argument.annotation and "Checked" in ast.unparse(argument.annotation) for argument in node.args.args)
    )


def test_every_rule_is_asked():
    written = {
        (dotted(path), node.name)
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        if is_rule(node) and isinstance(node, ast.FunctionDef) and dotted(path) not in ASKED_BY_RULES
    }
    assert written <= {(rule.__module__, rule.__name__) for rule in LISTED}


def test_rules_speak_even_when_another_file_cannot_be_read(project):
    lines = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ncourriel: lutins@exemple.fr\nverifie_le: 2999-01-01\n"
    with pytest.raises(DataError) as told:
        load(project({"data/communes.geojson": "{", "data/structures/les-lutins.yml": lines}))
    assert {problem.file for problem in told.value.problems} == {"data/communes.geojson", "data/structures/les-lutins.yml"}
