"""How complete a record is."""

from __future__ import annotations

import pytest

from cas import each
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.figure import Indicateur
from ctg.model.freshness import THRESHOLD, Quality, is_sparse, quality
from ctg.model.structure import Service, Structure
from ctg.reading.describe import all_fields, fields_of

PLACE = {"nom": "Les Lutins", "type": "multi-accueil", "commune": "Valbourg"}
COMMUNE = {"nom": "Valbourg", "code_insee": "99001", "codes_postaux": ["99100"], "centre": {"lat": 46.5, "lon": 2.5}}


@each("kind", KINDS)
def test_a_kind_says_what_its_readers_expect(kind):
    """Or that they expect nothing in particular: ``expected = ()``."""
    assert "expected" in vars(kind), (
        f"{kind.__name__} : écrivez « expected = (Expected(…), …) » dans son module, ou « expected = () »"
    )
    weighted = [one for one in kind.expected if one.weight]
    assert sum(one.weight for one in weighted) == (100 if weighted else 0)
    assert len({one.label for one in kind.expected}) == len(kind.expected)
    known = {".".join(field.path) for field in all_fields(fields_of(kind))}
    assert {path for one in kind.expected for path in one.fields} <= known


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
        inscription={"comment": "sur place"},
        accueil_handicap="oui, avec un projet",
    )
    assert quality(full) == Quality(100, ())


@pytest.mark.parametrize(
    "more",
    [{"adresse_confidentielle": "oui"}, {"arrets": [{"commune": "Valbourg"}]}, {"adresse": "3 rue du Lac"}],
)
def test_what_has_no_address_to_give_does_not_miss_one(more):
    assert "adresse" not in quality(Structure(**PLACE, **more)).missing


def test_a_service_is_reached_through_its_structure_or_its_official_page():
    missing = [
        quality(Service(nom="Jeux", themes=["enfance"], **more)).missing
        for more in ({}, {"structure": "les-lutins"}, {"demarches": {"lien": "https://www.exemple.fr"}})
    ]
    assert ["téléphone, courriel ou structure" in labels for labels in missing] == [True, False, False]


def test_a_population_of_zero_is_known():
    assert "population" not in quality(Commune(**COMMUNE, population="0")).missing


def test_an_indicator_without_value_is_not_incomplete_as_well():
    """« Indicateurs sans valeur » says it already."""
    known = {"definition": "Compte.", "sources": [{"titre": "INSEE"}], "themes": ["enfance"]}
    found = quality(Indicateur(nom="Places", unite="places", producteur="Ville", **known))
    assert "valeurs" in found.missing
    assert found.score >= THRESHOLD


@pytest.mark.parametrize(
    ("more", "sparse"),
    [
        ({"description": "Un guide.", "partenaires": ["CAF"], "sources": [{"titre": "Offre d'emploi"}]}, True),
        ({"objectif": "Un guide.", "calendrier": {"fin": "2027"}}, False),
        ({"etats": [{"etat": "en-cours"}], "description": "Un guide."}, False),
    ],
)
def test_an_action_of_which_only_the_intention_is_known_is_sparse(more, sparse):
    assert is_sparse(Action(titre="Relier", axe="a", porteurs=["Ville"], **more)) is sparse
