"""What the pages of actions say: money added up, meetings, what is missing."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.plan import action_pages

TODAY = dt.date(2026, 11, 25)
AXE = {"data/axes/a.yml": "numero: A\ntitre: Accueillir\n"}


@pytest.fixture
def render(project):
    """``render(files)`` → the renderer of a small territory with an axis and a partner, the CAF."""

    def make(files: dict[str, str]) -> Renderer:
        caf = {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"}
        return Renderer(load(project(AXE | caf | files)), TODAY)

    return make


# --- the list ------------------------------------------------------------------------------------

TOLD = "objectif: O\ncalendrier: {fin: 2028}\n"
"""Enough for an action to be in the list, without its state."""


def test_without_any_stated_state_one_sentence_says_it_and_no_chip_repeats_it(render):
    bare = {"data/actions/x.yml": f"titre: T\naxe: a\nporteurs: [V]\n{TOLD}"}
    page = next(iter(action_pages.files(render(bare))))
    assert page.body.count("Nous ne savons pas où en est l’action") == 1
    assert "avancement" not in page.body.partition("Ce que")[0]
    assert (page.script, "<form" in page.body) == ("", False)  # nothing to choose
    stated = bare | {"data/actions/y.yml": f"titre: T\naxe: a\nporteurs: [V]\netats:\n  - etat: en-cours\n{TOLD}"}
    assert next(iter(action_pages.files(render(stated)))).body.count("avancement non renseigné") == 1
