"""The list of actions: its filters, and what it says when no state is known."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.pages.renderer import Renderer
from ctg.plan import action_pages
from ctg.plan.action_pages import filter_values, filters, token
from ctg.reading.catalogue import Catalogue

TODAY = dt.date(2026, 11, 25)
FAR = "Saint-Clair-sur-Lède"
AXES = {"data/axes/a.yml": "numero: A\ntitre: Accueillir\n", "data/axes/b.yml": "numero: B\ntitre: Bâtir\n"}


@pytest.fixture
def catalogue(project):
    """``catalogue(une="axe: a\\n…")`` → a catalogue with these actions, their title and leader written unless given."""

    def make(**actions: str) -> Catalogue:
        own = {
            f"data/actions/{id}.yml": ("" if "porteurs:" in t else "porteurs: [Ville]\n") + f"titre: {id}\n{t}"
            for id, t in actions.items()
        }
        caf = {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"}
        return load(project(AXES | caf | own))

    return make


def offered(catalogue: Catalogue) -> dict[str, list[str]]:
    return {one.name: [value for value, _ in one.options] for one in filters(catalogue, catalogue.all(Action), TODAY)}


def test_an_action_without_communes_answers_to_every_commune(catalogue):
    found = catalogue(une=f"axe: a\ncommunes: [{FAR}]\n", deux="axe: a\n")
    here, everywhere = found.get(Action, "une"), found.get(Action, "deux")
    assert filter_values(found, here, TODAY)["commune"] == ("saint-clair-sur-lede",)
    assert filter_values(found, everywhere, TODAY)["commune"] == ("*",)
    assert offered(found) == {"commune": [commune.id for commune in found.all(Commune)]}


def test_what_is_late_is_a_choice_whatever_its_state(catalogue):
    late = "axe: a\netats: [{date: 2026-01-12, etat: en-cours}]\ncalendrier: {fin: 2026-06}\n"
    found = catalogue(une=late, deux="axe: a\n")
    assert filter_values(found, found.get(Action, "une"), TODAY)["etat"] == ("en-cours", "en-retard")
    assert offered(found)["etat"] == ["en-retard", "en-cours", "non-renseigne"]


def test_the_spellings_of_a_partner_are_one_choice_under_its_name(catalogue):
    found = catalogue(une="axe: a\npartenaires: [caf, MSA]\n", deux="axe: a\npartenaires: [Caisse d'Allocations familiales]\n")
    partners = next(one for one in filters(found, found.all(Action), TODAY) if one.name == "partenaire")
    assert partners.options == (("caf", "Caisse d'allocations familiales"), ("msa", "MSA"), ("ville", "Ville"))  # who leads too
    assert filter_values(found, found.get(Action, "une"), TODAY)["partenaire"] == ("ville", "caf", "msa")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Ville d'Évreux", "ville-d-evreux"),
        ('"><script>alert(1)</script>', "script-alert-1-script"),
        ("* *", "autre"),  # never « * », which answers to everything, nor nothing
    ],
)
def test_a_token_is_made_of_letters_digits_and_hyphens(catalogue, name, value):
    assert token(catalogue(), name) == value


TOLD = "axe: a\nobjectif: O\ncalendrier: {fin: 2028}\n"
"""Enough for an action to be in the list, without its state."""


def test_without_any_stated_state_one_sentence_says_it_and_no_chip_repeats_it(catalogue):
    page = next(iter(action_pages.files(Renderer(catalogue(x=TOLD), TODAY))))
    assert page.body.count("Nous ne savons pas où en est l’action") == 1
    assert "avancement" not in page.body.partition("Ce que")[0]
    assert (page.script, "<form" in page.body) == ("", False)  # nothing to choose
    stated = catalogue(x=TOLD, y=f"{TOLD}etats:\n  - etat: en-cours\n")
    assert next(iter(action_pages.files(Renderer(stated, TODAY)))).body.count("avancement non renseigné") == 1
