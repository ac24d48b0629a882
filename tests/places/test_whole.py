"""« 13 crèches », and those that the site shows: both are said together."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model.structure import Service
from ctg.places.lists import share_shown

SERVICE = "nom: Une place\nthemes: [petite-enfance]\n{}ensemble: {{type: multi-accueil, nombre: {}}}\n"
CRECHE = "nom: {}\ntype: multi-accueil\ncommune: Valbourg\n{}"


@pytest.fixture
def said(project):
    def read(files: dict[str, str]) -> str:
        catalogue = load(project(files))
        (service,) = catalogue.all(Service)
        return share_shown(catalogue, service)

    return read


MISSING_TWO = "Crèches (multi-accueils) : il y en a 3 en tout. Ce site en montre 1, il en manque 2."


def test_what_is_missing_is_said_and_nothing_when_all_are_there(said):
    service = "data/services/s.yml"  # the small territory has one crèche
    assert said({service: SERVICE.format("", 3)}) == MISSING_TWO
    assert said({service: SERVICE.format("", 1)}) == ""
    assert said({service: "nom: Une place\nthemes: [petite-enfance]\n"}) == ""


def test_only_those_of_the_same_institution_are_counted_by_any_of_its_names(said):
    files = {
        "data/services/s.yml": SERVICE.format("gestionnaire: Agglo\n", 3),
        "data/partenaires/agglo.yml": "nom: Agglomération du Pays\nautres_noms: [Agglo]\nrole: Elle gère.\n",
        "data/structures/a.yml": CRECHE.format("A", "gestionnaire: Agglomération du Pays\n"),
        "data/structures/b.yml": CRECHE.format("B", "gestionnaire: Une association\n"),
    }
    assert said(files) == MISSING_TWO
