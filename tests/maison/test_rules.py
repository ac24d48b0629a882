"""Every rule of the house stands in the list, and a problem of one file does not hide those of another."""

from __future__ import annotations

import ast
import inspect
from itertools import chain

import pytest

from cas import each
from ctg.checking import confidential, folders, prose, record_rules, said_rules, svg, text_rules
from ctg.common.problems import DataError
from ctg.figures import rules as figure_rules
from ctg.loading import FOLDERS, SUBJECTS, load
from ctg.places import rules as places_rules
from ctg.plan import rules as plan_rules
from ctg.plan import state_rules
from ctg.territory import rules as territory_rules
from ctg_accessibilite import conformity
from ctg_comites import evaluation_rules
from maison.test_architecture import MODULES as ALL_MODULES
from maison.test_architecture import dotted

MODULES = (
    confidential, conformity, record_rules, evaluation_rules, figure_rules, folders, plan_rules, places_rules, prose, svg,
    said_rules, state_rules, territory_rules, text_rules,
)  # fmt: skip
TELLS = {"Iterator[Problem]", "Iterator[api.Problem]"}
ASKED_BY_RULES = {"ctg.loading"}
"""What calls them."""
LISTED = {*FOLDERS, *chain.from_iterable(rules for one in SUBJECTS for by_type in one for rules in by_type.values())}


def looks_at_records(node: ast.stmt) -> bool:
    """Whether a function is a rule: public, it is given what is ``Checked`` and tells problems."""
    return (
        isinstance(node, ast.FunctionDef)
        and node.name[0] != "_"
        and node.returns is not None
        and ast.unparse(node.returns) in TELLS
        and any(argument.annotation and "Checked" in ast.unparse(argument.annotation) for argument in node.args.args)
    )


def test_every_module_that_has_rules_is_looked_into():
    found = {dotted(path) for path in ALL_MODULES if any(map(looks_at_records, ast.parse(path.read_text("utf-8")).body))}
    assert found <= {module.__name__ for module in MODULES} | ASKED_BY_RULES


def rules_of(module) -> list:
    """The public functions that tell problems."""
    functions = (one for name, one in inspect.getmembers(module, inspect.isfunction) if one.__module__ == module.__name__)
    return [one for one in functions if one.__name__[0] != "_" and one.__annotations__.get("return") in TELLS]


@each("module", MODULES)
def test_a_rule_that_is_written_is_listed(module):
    forgotten = [one.__name__ for one in rules_of(module) if one not in LISTED]
    assert not forgotten, f"donnez une place à {forgotten} dans les règles de son module, ou dans FOLDERS (loading.py)"


def test_rules_speak_even_when_another_file_cannot_be_read(project):
    lines = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ncourriel: lutins@exemple.fr\nverifie_le: 2999-01-01\n"
    with pytest.raises(DataError) as told:
        load(project({"data/communes.geojson": "{", "data/structures/les-lutins.yml": lines}))
    assert {problem.file for problem in told.value.problems} == {"data/communes.geojson", "data/structures/les-lutins.yml"}
