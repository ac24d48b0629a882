"""Places outside of the territory: near when they are, shown as such, never counted as ours."""

from __future__ import annotations

import json

import pytest

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.open_data import api_lists
from ctg.pages import record_page
from ctg.pages.renderer import Renderer
from ctg.places import finder
from ctg.places.lists import by_need, places_counted
from ctg.reading.positions import nearest_of_each_type
from ctg.territory.coverage import coverage
from ctg.territory.map import places_geojson
from lieux_hostiles import TODAY

PMI = "nom: PMI de {0}\ntype: pmi\ncommune: {0}\ntelephone: 04 65 71 00 00\n"
OUTSIDE = PMI.format("Grandval") + 'hors_territoire: oui\ncode_insee: "99301"\nposition: {lat: 46.5, lon: 2.39}\n'
FAR = PMI.format("Saint-Clair-sur-Lède") + "position: {lat: 46.5, lon: 2.75}\n"


@pytest.fixture
def catalogue(project):
    path = "numero: 1\ntitre: Bébé\nphrase: Un bébé.\netapes: [{titre: A, texte: Allez., structure: grandval}]\n"
    files = {"structures/grandval": OUTSIDE, "structures/loin": FAR, "parcours/bebe": path}
    return load(project({f"data/{name}.yml": text for name, text in files.items()}))


def test_it_is_the_nearest_and_never_of_a_commune_of_ours(catalogue):
    place, here = catalogue.get(Structure, "grandval"), catalogue.commune("Valbourg")
    assert place not in catalogue.all(Structure)
    assert place not in catalogue.places
    assert catalogue.commune_of(place) is None
    assert [(one.id, round(km)) for one, km in nearest_of_each_type(catalogue, here)] == [("grandval", 8)]
    assert not list(catalogue.to_drafts(catalogue.get(Structure, "grandval"))), "its commune is no missing record"


def test_its_page_says_where_it_is_and_those_of_the_communes_how_near(catalogue):
    render, place = Renderer(catalogue, TODAY), catalogue.get(Structure, "grandval")
    page = record_page.record_page(render, place)
    assert "à Grandval, hors du territoire" in page.body
    assert page.commune == ""
    assert "Ce lieu est dans une commune voisine." in page.body
    commune = record_page.record_page(render, catalogue.commune("Valbourg")).body
    assert "Grandval, hors du territoire, à 8" in commune.replace("\u00a0", " ")
    parcours = next(file for file in record_page.files(render) if file.path == "parcours/bebe/")
    assert "structures/grandval/" in parcours.body


def test_lists_and_finder_show_it_apart_and_do_not_count_it(catalogue):
    render, everything = Renderer(catalogue, TODAY), (*catalogue.places, *catalogue.outside)
    assert places_counted(catalogue.places) == "2 lieux et services"
    assert places_counted(everything) == "2 lieux et services, et un lieu hors du territoire"
    assert "grandval" in [place.id for _, listed in by_need(catalogue, everything) for place in listed]
    (entry,) = [one for one in finder.finder_data(render)["lieux"] if one["k"] == "structures/grandval"]
    assert entry["h"] is True
    assert entry["p"] == [46.5, 2.39]
    assert not {"c", "z"} & entry.keys()
    drawn = [one["properties"] for one in places_geojson(catalogue, TODAY)["features"]]
    assert [one["commune"] for one in drawn if one["lieu"] == "structures/grandval"] == ["Grandval, hors du territoire"]


def test_no_export_nor_total_has_it(catalogue):
    render = Renderer(catalogue, TODAY)
    assert not [file.path for file in api_lists.files(render) if b"PMI de Grandval" in file.content]
    assert "grandval" not in json.dumps([place.id for place in coverage(catalogue).places])
