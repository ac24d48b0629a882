"""Distances, and which place is the nearest."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.model.structure import Structure
from ctg.reading.positions import distance_km, nearest_elsewhere, nearest_of_each_type, position_of


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),  # from Paris to Lyon
        ((0, 0), (0, 1), 111.2),
        ((0, 0), (1, 0), 111.2),
        ((60, 0), (60, 1), 55.6),
        ((0, -180), (0, 180), 0),
        ((90, 0), (-90, 0), 20015),
    ],
)
def test_degrees_are_worth_what_they_are_worth(a, b, km):
    distance = distance_km(Position(lat=a[0], lon=a[1]), Position(lat=b[0], lon=b[1]))
    assert distance == pytest.approx(km, rel=0.001, abs=0.01)


def structure(nom: str, type_: str, commune: str, more: str = "") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}"


@pytest.fixture
def catalogue(project):
    far = "Saint-Clair-sur-Lède"
    return load(
        project(
            {
                "data/structures/loin.yml": structure("A loin", "laep", far, "position: {lat: 46.5, lon: 2.75}"),
                "data/structures/pres.yml": structure("Z près", "laep", far, "position: {lat: 46.5, lon: 2.62}"),
                "data/structures/refuge.yml": structure("Refuge", "autre", far, "adresse_confidentielle: oui"),
                "data/structures/creche-bis.yml": structure(
                    "Crèche bis", "multi-accueil", far, "position: {lat: 46.5, lon: 2.61}"
                ),
            }
        )
    )


def test_the_nearest_come_first_and_the_commune_itself_is_left_out(catalogue):
    valbourg = catalogue.commune("Valbourg")
    ranked = nearest_elsewhere(catalogue, valbourg, catalogue.all(Structure))
    assert [s.id for s, _ in ranked] == ["creche-bis", "pres", "refuge", "loin"]
    assert [round(km, 1) for _, km in ranked] == [8.4, 9.2, 15.3, 19.1]


def test_a_type_that_the_commune_has_or_that_means_nothing_is_not_sought_elsewhere(catalogue):
    assert [s.id for s, _ in nearest_of_each_type(catalogue, catalogue.commune("Valbourg"))] == ["pres"]
    far = nearest_of_each_type(catalogue, catalogue.commune("Saint-Clair-sur-Lède"))
    assert far == []


def test_without_a_public_position_the_centre_of_the_commune_stands_and_says_so(catalogue):
    centres = {commune.nom: commune.centre for commune in catalogue.all(Commune)}
    expected = {
        "les-lutins": (centres["Valbourg"], True),
        "refuge": (centres["Saint-Clair-sur-Lède"], True),
        "pres": (Position(lat=46.5, lon=2.62), False),
    }
    for id, place in expected.items():
        assert position_of(catalogue, catalogue.get(Structure, id)) == place
