"""The map's script: Folium draws it from constants, the data stand beside as data."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from branca import element

from ctg.kinds import Commune, Structure
from ctg.kinds.vocabulary import Rubrique
from ctg.loading import load
from ctg.outputs.base.folium_map import map_script
from ctg.outputs.base.maps import IGN
from lieux_hostiles import essai

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
    drawings = {map_script(catalogue, IGN).rpartition("carte.demarrer(")[0] for catalogue in (essai(), hostile, load(project()))}
    assert len(drawings) == 1
    assert "1234567" not in drawings.pop()


def test_no_template_is_ever_compiled_from_the_data(hostile, monkeypatch):
    compiled = []
    plain = element.Template

    def watched(source, *args, **kwargs):
        compiled.append(source)
        return plain(source, *args, **kwargs)

    monkeypatch.setattr(element, "Template", watched)
    map_script(hostile, IGN)
    assert not [source for source in compiled if "1234567" in source]


def test_the_data_reach_the_browser_as_they_are(hostile):
    script = map_script(hostile, IGN)
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        assert sign not in script.rpartition("carte.demarrer(")[2]
    named = {feature["properties"]["nom"] for feature in data(script)["lieux"]["features"]}
    assert HOSTILE in named
    assert {f["properties"]["lettre"] for f in data(script)["lieux"]["features"]} == {HOSTILE, "M"}


def test_the_map_has_each_outline_and_each_place_once():
    catalogue = essai()
    drawn = data(map_script(catalogue, IGN))
    communes = [feature["properties"] for feature in drawn["contours"]["features"]]
    assert communes == [{"commune": commune} for commune in dict.fromkeys(c["commune"] for c in communes)]
    assert {c["commune"] for c in communes} == {commune.id for commune in catalogue.all(Commune)}
    keys = [feature["properties"]["lieu"] for feature in drawn["lieux"]["features"]]
    assert len(keys) == len(set(keys))
    assert set(keys) >= {place.key for place in catalogue.all(Structure) if not place.adresse_confidentielle}


def test_a_letter_is_one_letter():
    sound = {"titre": "X", "besoin": "X", "phrase": "X", "pictogramme": "material/home"}
    assert Rubrique.model_validate(sound | {"lettre": "P"}).lettre == "P"
    for letter in ("", "PP", "p", "É", "{", HOSTILE):
        with pytest.raises(ValueError, match="lettre"):
            Rubrique.model_validate(sound | {"lettre": letter})
