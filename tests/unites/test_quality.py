"""How complete a record is."""

from __future__ import annotations

import pytest

from ctg.analysis.quality import NEEDS, THRESHOLD, Quality, quality
from ctg.kinds import Action, Commune, Indicateur, Service, Structure

PLACE = {"nom": "Les Lutins", "type": "multi-accueil", "commune": "Valbourg"}
COMMUNE = {"nom": "Valbourg", "code_insee": "99001", "codes_postaux": ["99100"], "centre": {"lat": 46.5, "lon": 2.5}}


@pytest.mark.parametrize("kind", NEEDS)
def test_the_needs_of_a_kind_add_up_to_100(kind):
    assert sum(need.weight for need in NEEDS[kind]) == 100
    assert len({need.label for need in NEEDS[kind]}) == len(NEEDS[kind])


@pytest.mark.parametrize("kind", NEEDS)
def test_a_need_names_fields_that_exist(kind):
    for need in NEEDS[kind]:
        for path in need.fields:
            assert path.split(".")[0] in kind.model_fields, path


def test_a_bare_record_misses_everything_the_heaviest_first():
    found = quality(Structure(**PLACE))
    assert (found.score, found.missing[0], len(found.missing)) == (0, "téléphone ou courriel", len(NEEDS[Structure]))


def test_a_full_record_misses_nothing():
    full = Structure(
        **PLACE,
        courriel="accueil@exemple.fr",
        horaires={"lundi": "9h-17h"},
        adresse="3 rue du Lac",
        description="Une crèche.",
        ages={"de": "10 semaines"},
        verifie_le="2026-09-01",
        tarif={"gratuit": "non"},  # an answer, even negative
        sources=[{"titre": "Livret"}],
        inscription={"ou": "sur place"},
        accueil_handicap="oui, avec un projet",
    )
    assert quality(full) == Quality(100, ())


@pytest.mark.parametrize(
    "more",
    [{"adresse_confidentielle": "oui"}, {"arrets": [{"commune": "Valbourg"}]}, {"adresse": "3 rue du Lac"}],
)
def test_what_has_no_address_to_give_does_not_miss_one(more):
    assert "adresse" not in quality(Structure(**PLACE, **more)).missing


def test_no_is_not_a_confidential_address():
    assert "adresse" in quality(Structure(**PLACE, adresse_confidentielle="non")).missing


def test_a_service_is_reached_through_its_structure_or_its_official_page():
    missing = [
        quality(Service(nom="Jeux", themes=["enfance"], **more)).missing
        for more in ({}, {"structure": "les-lutins"}, {"demarches": {"lien": "https://www.exemple.fr"}})
    ]
    assert ["téléphone, courriel ou structure" in labels for labels in missing] == [True, False, False]


def test_fields_inside_a_group_count_one_by_one():
    mairie = {"telephone": "01 99 00 10 00"}
    assert quality(Commune(**COMMUNE, mairie=mairie)).score == quality(Commune(**COMMUNE)).score + 30


def test_a_population_of_zero_is_known():
    assert "population" not in quality(Commune(**COMMUNE, population="0")).missing


def test_an_indicator_without_value_is_not_incomplete_as_well():
    """« Indicateurs sans valeur » says it already."""
    known = {"definition": "Compte.", "sources": [{"titre": "INSEE"}], "themes": ["enfance"]}
    found = quality(Indicateur(nom="Places", unite="places", producteur="Ville", **known))
    assert "valeurs" in found.missing
    assert found.score >= THRESHOLD


def test_an_action_needs_its_state_and_its_calendar():
    bare = {"titre": "Relier", "axe": "a", "porteur": "Ville"}
    dated = quality(Action(**bare, calendrier={"fin": "2027"}, etat="en-cours"))
    assert dated.score == quality(Action(**bare)).score + 35
    assert "calendrier" in quality(Action(**bare, calendrier={})).missing
