"""Places that move, and places outside of the territory: what data·inclusion is given of them."""

from __future__ import annotations

import json

from ctg.loading import load
from ctg_normes.inclusion_records import exchange
from lieux_hostiles import TODAY

BUS = (
    "nom: Bus\ntype: france-services\ncommune: Valbourg\ntelephone: 04 65 71 00 00\nverifie_le: 2026-11-01\n"
    "horaires: {lundi: 9h-12h, mardi: 9h-12h}\narrets: [{commune: Saint-Clair-sur-Lède}]\n"
)
OUTSIDE = (
    "nom: PMI de Grandval\ntype: pmi\ncommune: Grandval\ntelephone: 04 65 71 00 00\n"
    'hors_territoire: oui\ncode_insee: "99301"\nposition: {lat: 46.5, lon: 2.39}\n'
)


def written(project, name: str, sheet: str) -> list:
    catalogue = load(project({f"data/structures/{name}.yml": sheet}))
    return [one for one in exchange(catalogue, TODAY).written if one.place.id == name]


def test_the_hours_of_what_moves_are_not_those_of_its_seat(project):
    assert "horaires_accueil" not in json.dumps([one.structure or {} for one in written(project, "bus", BUS)])


def test_a_place_outside_is_not_ours_to_give(project):
    assert written(project, "grandval", OUTSIDE) == []
