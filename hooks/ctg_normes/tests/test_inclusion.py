"""The words and the facts in sentences of a place in data·inclusion."""

from __future__ import annotations

import ast
import datetime as dt
import inspect

import pytest

from ctg.loading import load
from ctg.model.record import SHARED
from ctg.model.structure import Service, Structure
from ctg_normes import inclusion_fields, inclusion_records, inclusion_words
from ctg_normes.inclusion_words import facts, stated_on, words

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def place(project):
    """``place(text)`` → (catalogue, the structure that a sheet says)."""

    def make(text: str):
        catalogue = load(project({"data/structures/x.yml": f"nom: X\ncommune: Valbourg\n{text}"}), on=TODAY)
        return catalogue, catalogue.get(Structure, "x")

    return make


def test_the_words_of_a_type_replace_those_of_its_theme(place):
    found = words(*place("type: laep\nthemes: [sante]"))
    assert found.thematiques == ("famille--soutien-a-la-parentalite-et-a-leducation", "sante--acces-aux-soins")
    assert (found.publics, found.reseaux) == (("familles",), ())


def test_a_theme_without_equivalent_adds_no_word(place):
    found = words(*place("type: mission-locale\nthemes: [emploi-insertion]"))
    assert found.reseaux == ("mission-locale",)
    assert found.thematiques == words(*place("type: mission-locale\n")).thematiques


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("verifie_le: 2026-10-01\nderniere_preuve: 2026-11", dt.date(2026, 10, 1)),
        ("derniere_preuve: 2025-06\nrelu_le: 2026-11-24", dt.date(2025, 6, 1)),
        ("sources: [{titre: A, date: 2024}, {titre: B, date: 2025-03}]", dt.date(2025, 3, 1)),
        ("relu_le: 2026-11-24", None),
        ("derniere_preuve: 1998", None),
    ],
)
def test_the_date_is_that_of_the_facts(place, dates, expected):
    assert stated_on(place(f"type: laep\n{dates}")[1], TODAY) == expected


def test_what_has_no_field_is_said_in_sentences(place):
    _, found = place(
        "type: multi-accueil\nages: {a: 3 ans}\npublics: enfants\ngestionnaire: Ville\nrepas: fournis\n"
        "places: {total: 20, annee: 2025}\n"
        "arrets: [{commune: Valbourg, lieu: place, quand: lundi matin}]\nfaits_a_savoir: [Fermé en mai]\n"
    )
    assert [(fact.into, fact.text) for fact in facts(found)] == [
        ("publics_precisions", "Enfants."),
        ("publics_precisions", "Jusqu'à 3 ans."),
        ("description", "20 places en même temps (2025)."),
        ("description", "Repas : fournis."),
        ("description", "Fermé en mai."),
        ("description", "Gestionnaire : Ville."),
        ("description", "Arrêts : Valbourg, place, lundi matin."),
    ]


WRITES = (inclusion_fields, inclusion_records, inclusion_words)
"""The modules that write a place in the standard."""
UNHELD = {
    "autres_noms", "anciens_noms", "mots", "resume_facile", "a_demander", "message", "contact_relais", "numero_relais",
    "lien_monenfant", "sources", "fermetures", "photo",
}  # fmt: skip
"""Fields without any place in the standard, free texts included."""
OF_THE_SITE = {*SHARED, "type", "position", "adresse_confidentielle", "hors_territoire", "ensemble"} - {
    "anciens_noms",
    "autres_noms",
    "sources",
}
"""Fields of the sheet itself that say nothing of the place, and those that say how to write the others."""


@pytest.mark.parametrize("kind", [Structure, Service])
def test_what_the_standard_does_not_write_is_told(kind):
    trees = [ast.parse(inspect.getsource(module)) for module in WRITES]
    written = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    forgotten = kind.model_fields.keys() - written - OF_THE_SITE - UNHELD
    assert not forgotten, f"write {forgotten} in ctg_normes/inclusion_records.py, or name them in UNHELD"
