"""A record as JSON: the shape that its description promises, for any text."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cas import each
from ctg.common.escaping import as_json
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.commune import Commune, Mairie, Parcours
from ctg.model.structure import Structure
from ctg.open_data.api_lists import FORMER
from ctg.open_data.values import model_of, record_values
from ctg.pages.renderer import Renderer
from territoires import ESSAI, SMALL, catalogue_of
from textes import every_nasty, line, lines, texts

TODAY = dt.date(2026, 11, 25)


def typed(value):
    """A JSON value as people type it."""
    if isinstance(value, dict):
        return {name: typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return ("oui" if value else "non") if isinstance(value, bool) else value


def read_back(kind, value):
    """The record that its published values make: each has the name and the form of its field, and nothing else is there."""
    own = {
        name: typed(inner)
        for name, inner in value.items()
        if name not in {"id", "genre", "calcule", *FORMER.get(kind.folder, ())}
    }
    model_of(kind).model_validate(value["calcule"])
    assert value["genre"] == kind.kind
    return kind.model_validate(own)


UNHEARD = {
    Commune: {"verifie_le": dt.date(2020, 1, 1), "mairie": Mairie(
        telephone="3939", courriel="a@exemple.fr", site_web="https://exemple.fr/", horaires={"mercredi": "oui"})},
    Parcours: {"verifie_le": TODAY},
}  # fmt: skip
"""What no record of the invented territory says: fields that make the values which they all lack."""


@each("kind", KINDS)
def test_what_is_described_as_worked_out_is_written_for_some_record(kind):
    render = Renderer(catalogue_of(ESSAI), TODAY)
    first, *others = render.catalogue.all(kind)
    records = (first, *others, first.model_copy(update=UNHEARD.get(kind, {})))
    values = [record_values(render, record) for record in records]
    assert all(read_back(kind, value) for value in values)
    written = set().union(*(value["calcule"] for value in values))
    missing = model_of(kind).model_fields.keys() - written
    assert not missing, f"un exemple de tests/territoire_essai/data/{kind.folder}/ les donnerait (« mise_a_jour » : verifie_le)"
    assert written == model_of(kind).model_fields.keys()


HALL = """\
- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {lat: 46.5, lon: 2.5}
  verifie_le: 2026-09-01
  mairie: {adresse: 1 place, horaires: {lundi: 9h-12h}}
- nom: Saint-Clair-sur-Lède
  code_insee: "99002"
  codes_postaux: ["99200"]
  centre: {lat: 46.5, lon: 2.7}
"""
PLACE = """\
nom: Ici
type: multi-accueil
commune: Valbourg
position: {lat: 46.5123456789, lon: 2.51}
themes: [parentalite]
ages: {de: 10 semaines, a: 3 ans}
horaires: {lundi: 9h-12h}
verifie_le: 2026-03-01
relu_le: 2026-09-02
"""
HALF = "nom: Là\ntype: multi-accueil\ncommune: Valbourg\nhoraires: {lundi: matin}\n"
SECRET = "nom: Refuge\ntype: centre-social\ncommune: Valbourg\nadresse_confidentielle: oui\n"
FIGURE = """\
nom: Places
unite: places
producteur: Ville
sources: [{titre: Rapport}]
valeurs: [{annee: 2024, valeur: "12,5"}, {publie_en: 2025, valeur: 13}, {annee: 2026, valeur: 9, commune: Valbourg}]
"""


@pytest.fixture
def render(project):
    files = {"data/communes.yml": HALL, "data/structures/ici.yml": PLACE, "data/structures/la.yml": HALF,
             "data/structures/refuge.yml": SECRET, "data/indicateurs/places.yml": FIGURE}  # fmt: skip
    return Renderer(load(project(files)), TODAY)


def computed(render, kind, id):
    return record_values(render, render.catalogue.get(kind, id))["calcule"]


def test_what_is_worked_out_of_a_place(render):
    assert computed(render, Structure, "ici") == {
        "url": "/structures/ici/",  # this territory does not know its address
        "mise_a_jour": "2026-03-01",
        "latitude": 46.512346,
        "longitude": 2.51,
        "position_approximative": False,
        "rubrique": "petite-enfance",
        "tous_les_themes": ["petite-enfance", "parentalite"],
        "code_insee": "99001",
        "age_min_mois": 2.3,
        "age_max_mois": 36,
        "opening_hours": "Mo 09:00-12:00; PH unknown",
        "type_libelle": computed(render, Structure, "la")["type_libelle"],
        "prudence": "À revérifier : la dernière vérification date du 1er mars 2026.",
    }


def test_the_centre_of_the_commune_is_said_approximate_and_a_refuge_is_nowhere(render):
    there, refuge = computed(render, Structure, "la"), computed(render, Structure, "refuge")
    assert (there["latitude"], there["longitude"], there["position_approximative"]) == (46.5, 2.5, True)
    assert "demi-journées" in there["sans_opening_hours"]
    assert "opening_hours" not in there
    assert refuge.keys() & {"latitude", "longitude", "position_approximative"} == set()


SMALL_RENDER = Renderer(catalogue_of(SMALL), TODAY)


@settings(max_examples=30, deadline=None)
@every_nasty(lambda text: (line(text), text, [line(text)] * 2))
@given(lines, texts, st.lists(lines, max_size=3))
def test_any_text_survives_and_stays_a_text(name, text, words):
    own = {"nom": name, "type": "multi-accueil", "commune": "Valbourg", "description": text, "mots": words}
    structure = Structure.model_validate(own).read_from("essai", "data/structures/essai.yml", own)
    catalogue = SMALL_RENDER.catalogue
    render = replace(SMALL_RENDER, catalogue=replace(catalogue, records=catalogue.records | {Structure: (structure,)}))
    content = as_json(record_values(render, structure))
    value = json.loads(content)
    assert (value["nom"], value["description"], value.get("mots", [])) == (name.strip(), text.strip(), [w.strip() for w in words])
    assert content.count(b"\n") == 1, "one line: a text cannot begin another"
    assert read_back(Structure, value).description == structure.description
