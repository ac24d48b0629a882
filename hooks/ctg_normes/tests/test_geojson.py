"""GeoJSON (RFC 7946): outlines the right way round, places where they are, refuges nowhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import shape

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.reading.describe import fields_of, names_in
from ctg_normes.geojson import MAP_OF, contours, files, outline
from lieux_hostiles import BASE, PLACES, TODAY, with_places
from plantes import example
from territoires import ESSAI, ROOT, catalogue_of

FILES = {
    "data/structures/refuge.yml": "nom: Refuge\ntype: centre-social\ncommune: Valbourg\nadresse_confidentielle: oui\n",
    "data/indicateurs/places.yml": "nom: Places\nunite: places\nproducteur: Ville\nsources: [{titre: Rapport}]\n"
    "valeurs: [{annee: 2025, valeur: 20}, {annee: 2026, valeur: 9, commune: Valbourg}]\n",
}
SQUARE = [(2, 46), (2, 47), (3, 47), (3, 46), (2, 46)]  # clockwise
HOLE = [(2.4, 46.4), (2.6, 46.4), (2.6, 46.6), (2.4, 46.6), (2.4, 46.4)]  # counterclockwise: a hole must turn the other way


def collections(render):
    return {file.path: json.loads(file.content) for file in files(render)}


def positions(coordinates):
    if isinstance(coordinates[0], list):
        for inner in coordinates:
            yield from positions(inner)
    else:
        yield coordinates


def test_rings_are_turned_by_the_right_hand_rule():
    found = outline([shapely.Polygon(SQUARE, [HOLE])])
    outer, inner = (shapely.LinearRing(ring) for ring in found["coordinates"])
    assert outer.is_ccw
    assert not inner.is_ccw


def test_an_outline_is_flat_rounded_and_mended():
    flat = outline([shapely.Polygon([(2.00000049, 46, 100), (3, 46, 100), (3, 47.1234567, 100)])])
    assert {len(position) for position in positions(flat["coordinates"])} == {2}
    assert [3.0, 47.123457] in list(positions(flat["coordinates"]))
    bowtie = outline([shapely.Polygon([(2, 46), (3, 47), (3, 46), (2, 47)])])
    assert shape(bowtie).is_valid


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_another_library_reads_the_maps(root):
    render = Renderer(catalogue_of(root), TODAY)
    maps = {path.split("/")[1].removesuffix(".geojson"): told["features"] for path, told in collections(render).items()}
    assert maps.keys() == set(MAP_OF) if root == ESSAI else maps.keys() <= set(MAP_OF)
    assert all(maps.values()), "no map without a feature"
    assert [feature["id"] for feature in maps["structures"]] == [record.key for record in render.catalogue.all(Structure)]
    for feature in maps["indicateurs-par-commune"]:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert all(polygon.exterior.is_ccw for polygon in getattr(geometry, "geoms", [geometry]))
    area = shapely.union_all([shape(outline) for outline in contours(render.catalogue).values()]).buffer(0.05)
    points = [feature["geometry"] for name in ("structures", "arrets") for feature in maps.get(name, ())]
    assert all(area.covers(shape(point)) for point in points if point), "longitude comes first"


PROMISED = {
    "id", "nom", "type", "commune", "adresse", "code_postal", "telephone", "courriel", "site_web", "gestionnaire", "etat_fiche",
    "verifie_le", "derniere_preuve", "url", "mise_a_jour",
}  # fmt: skip
"""A property that leaves a map breaks those that were made with it."""


def test_a_map_keeps_the_properties_that_others_rely_on():
    """Of a record that has them all, whatever those of our territories lack."""
    catalogue, names = load(ESSAI, on=TODAY), names_in(ESSAI)
    first, *others = catalogue.all(Structure)
    whole = {f.key: example(f, names) for f in fields_of(Structure) if f.key in PROMISED} | first.as_written
    record = Structure.model_validate(whole).read_from(first.id, first.file, whole)
    catalogue = replace(catalogue, records=catalogue.records | {Structure: (record, *others)})
    shown = collections(Renderer(catalogue, TODAY))["donnees/structures.geojson"]["features"][0]["properties"]
    assert PROMISED - shown.keys() == set()


def test_what_moves_has_a_point_a_stop_and_none_at_its_seat(project):
    stops = (
        "arrets: [{commune: Valbourg, lieu: place, horaires: {jeudi: 9h-12h}}, {commune: Saint-Clair-sur-Lède, quand: lundi}]\n"
    )
    bus = "nom: Bus\ntype: autre\ncommune: Valbourg\n" + stops + "fermetures: [{du: 08-01, au: 08-31}]\n"
    maps = collections(Renderer(load(project({"data/structures/bus.yml": bus})), TODAY))
    (feature,) = (f for f in maps["donnees/structures.geojson"]["features"] if f["id"] == "structures/bus")
    assert feature["geometry"] is None
    assert "code_insee" not in feature["properties"]
    first, second = maps["donnees/arrets.geojson"]["features"]
    assert [one["id"] for one in (first, second)] == ["structures/bus/arrets/0", "structures/bus/arrets/1"]
    assert first["geometry"] == {"type": "Point", "coordinates": [2.5, 46.5]}
    assert first["properties"] == {
        "fiche": "structures/bus",
        "nom": "Bus",
        "commune": "Valbourg",
        "code_insee": "99001",
        "lieu": "place",
        "opening_hours": "Th 09:00-12:00; PH off; Aug 01-Aug 31 off",
        "position_approximative": True,
        "url": "/structures/bus/",
        "etat_fiche": "publiee",
    }
    assert second["properties"]["quand"] == "lundi"


def test_a_figure_never_goes_without_its_year_and_source(project):
    maps = collections(Renderer(load(project(FILES)), TODAY))
    (value,) = maps["donnees/indicateurs-par-commune.geojson"]["features"]
    assert value["geometry"]["type"] == "Polygon"
    assert value["properties"] == {
        "indicateur": "places",
        "nom": "Places",
        "unite": "places",
        "producteur": "Ville",
        "source": "Rapport",
        "annee": 2026,
        "valeur": 9,
        "statut": "confirme",
        "commune": "Valbourg",
        "code_insee": "99001",
        "url": "/indicateurs/places/",
        "etat_fiche": "publiee",
    }


RENDER = Renderer(BASE, TODAY)


@settings(max_examples=25, deadline=None)
@given(PLACES)
def test_any_text_stays_a_text_and_moves_nothing(places):
    found = collections(replace(RENDER, catalogue=with_places(BASE, places)))
    wanted = [place for place in places if isinstance(place, Structure)]
    for feature, place in zip(found.get("donnees/structures.geojson", {"features": []})["features"], wanted, strict=True):
        assert feature["properties"]["nom"] == place.nom
        assert feature["geometry"] is None or shape(feature["geometry"]).is_valid
