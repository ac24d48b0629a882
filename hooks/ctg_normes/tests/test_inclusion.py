"""The words and the facts in sentences of a place in data·inclusion."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.structure import Structure
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
    ("publics", "expected"),
    [
        ("tout le monde ; l'épicerie est réservée aux petits revenus", ("tous-publics",)),
        ("habitants de l'agglomération, dont les familles", ("tous-publics",)),
        ("habitants envoyés par une assistante sociale", ()),
        ("personnes au RSA ou sans emploi, jeunes", ("beneficiaires-des-minimas-sociaux", "demandeurs-emploi", "jeunes")),
        ("personnes âgées", ()),
    ],
)
def test_the_publics_that_a_record_says_when_its_theme_names_none(place, publics, expected):
    assert words(*place(f'type: epicerie-solidaire\npublics: "{publics}"')).publics == expected


def test_the_publics_of_a_kind_come_before_those_that_a_record_says(place):
    assert words(*place("type: laep\npublics: tout le monde")).publics == ("familles",)


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
