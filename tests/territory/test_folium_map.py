"""The map's script: Folium draws it from constants, the data stand beside as data."""

import json
from dataclasses import replace

import pytest

from ctg.common.phrases import typography
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.territory.map import map_script
from lieux_hostiles import TODAY, essai

HOSTILE = "{{ 1234567*7654321 }}{% x %}{# y #}${z}</script><!--\u2028\u2029\\u003c'\"`"


def data(script: str) -> dict:
    """What the script hands to ``carte.demarrer`` beside the layers."""
    return json.loads(script.rpartition("carte.demarrer(")[2].partition("}, ")[2].removesuffix(");\n"))


@pytest.fixture
def hostile():
    """The invented territory, where all that the map shows is hostile, even what the checks refuse."""
    base = essai()
    places = [_named(place, place.id + HOSTILE, nom=HOSTILE) for place in base.all(Structure)]
    letters = {id: _named(one, id + HOSTILE, lettre=HOSTILE) for id, one in base.vocabulary.rubriques.items()}
    types = {id: _named(one, id, singulier=HOSTILE) for id, one in base.vocabulary.types.items()}
    vocabulary = base.vocabulary.model_copy(update={"rubriques": letters, "types": types})
    return replace(base, records=base.records | {Structure: tuple(places)}, vocabulary=vocabulary)


def _named(part, id: str, **values):
    changed = part.model_copy(update=values)
    changed._id = id
    return changed


def test_folium_writes_the_same_script_whatever_the_data(hostile, project):
    drawings = {
        map_script(catalogue, TODAY).rpartition("carte.demarrer(")[0] for catalogue in (essai(), hostile, load(project()))
    }
    assert len(drawings) == 1
    assert "1234567" not in drawings.pop()


def test_the_data_reach_the_browser_as_they_are(hostile):
    script = map_script(hostile, TODAY)
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        assert sign not in script.rpartition("carte.demarrer(")[2]
    named = {feature["properties"]["nom"] for feature in data(script)["lieux"]["features"]}
    assert HOSTILE in named
    assert {f["properties"]["lettre"] for f in data(script)["lieux"]["features"]} == {HOSTILE, "M"}


def test_the_map_has_each_outline_and_each_place_once():
    catalogue = essai()
    drawn = data(map_script(catalogue, TODAY))
    communes = [feature["properties"] for feature in drawn["contours"]["features"]]
    named = sorted(catalogue.all(Commune), key=lambda one: one.key)
    assert sorted(communes, key=lambda one: one["lieu"]) == [
        {"lieu": one.key, "commune": one.nom, "nom": typography(one.nom)} for one in named
    ]
    assert {one["commune"] for one in communes} <= {one["properties"]["commune"] for one in drawn["lieux"]["features"]}
    keys = [place["lieu"] for feature in drawn["lieux"]["features"] if "arret" not in (place := feature["properties"])]
    assert len(keys) == len(set(keys))
    settled = (place for place in catalogue.all(Structure) if not catalogue.moves(place))
    assert set(keys) >= {place.key for place in settled if not place.adresse_confidentielle}


def test_what_moves_is_drawn_at_its_stops_which_say_when_and_never_at_its_seat(project):
    far = "Saint-Clair-sur-Lède"
    bus = "nom: {}\ntype: autre\ncommune: Valbourg\n"
    stops = f"arrets: [{{commune: {far}, lieu: place, quand: lundi matin}}, {{commune: {far}, horaires: {{jeudi: 9h-12h}}}}]\n"
    files = {
        "data/structures/bus.yml": bus.format("Bus") + stops,
        "data/structures/camion.yml": bus.format("Camion") + f"communes_desservies: [{far}]\n",
        "data/services/aide.yml": f"nom: Aide\nthemes: [numerique]\narrets: [{{commune: {far}}}]\n",
    }
    drawn = data(map_script(load(project(files)), TODAY))["lieux"]["features"]
    where = {(p["lieu"], *p["dit"]) for feature in drawn if (p := feature["properties"])["rubrique"] != "mairie"}
    assert where == {
        ("structures/les-lutins", "crèche, Valbourg", "Position approchée."),
        ("structures/bus", "autre lieu", "Passe à Saint-Clair-sur-Lède, place. Lundi matin."),
        ("structures/bus", "autre lieu", "Passe à Saint-Clair-sur-Lède. Jeudi : 9\u00a0h à 12\u00a0h."),
        ("services/aide", "Numérique", "Passe à Saint-Clair-sur-Lède. Demandez le jour."),
    }
    points = {tuple(f["geometry"]["coordinates"]) for f in drawn if f["properties"]["lieu"] != "structures/les-lutins"}
    assert points == {(2.7, 46.5)}
