"""data·inclusion: valid for the official models, in its words and in sentences; nothing private leaves; what is lost is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from data_inclusion.schema import v1

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg_normes.inclusion_records import exchange, files
from ctg_normes.inclusion_words import facts, stated_on, words
from lieux_hostiles import TODAY, essai
from territoires import ESSAI, ROOT, catalogue_of

STRICT = {"ignore_warnings": False}
"""What the standard only advises is asked for too."""
BASE = essai()


def made(catalogue: Catalogue) -> dict[str, bytes]:
    """Path from ``donnees/data-inclusion/`` → content."""
    found = files(Renderer(catalogue, TODAY))
    return {file.path.split("/")[-1]: file.content for file in found}


def sheets(content: bytes, model: type) -> Iterator[dict]:
    """Every sheet of a file, valid for the official model. No later than the clock: the model reads it."""
    for sheet in json.loads(content):
        model.model_validate(sheet | {"date_maj": min(sheet["date_maj"], dt.date.today().isoformat())}, context=STRICT)
        yield sheet


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_every_sheet_is_valid_and_every_service_has_its_structure(root):
    catalogue = catalogue_of(root)
    found = made(catalogue)
    structures = list(sheets(found["structures.json"], v1.Structure))
    services = list(sheets(found["services.json"], v1.Service))
    ids = [sheet["id"] for sheet in structures]
    assert len(set(ids)) == len(ids)
    assert len({sheet["id"] for sheet in services}) == len(services)
    assert {sheet["structure_id"] for sheet in services} <= set(ids)
    assert services


def test_a_day_care_centre():
    (sheet,) = [s for s in exchange(BASE, TODAY).services if s["id"] == "val-d-aubrelune--structures-trois-renards"]
    assert sheet["thematiques"] == ["famille--garde-denfants"]
    assert (sheet["frais"], sheet["telephone"]) == ("payant", "+33199001101")
    assert sheet["publics_precisions"] == "Enfants de moins de 4 ans. De 10 semaines à 4 ans."
    assert "42 places en même temps (2026)" in sheet["description"]
    assert sheet["horaires_accueil"].startswith("Mo-Th 07:30-18:30; Fr 07:30-18:00; PH off")
    assert sheet["modes_mobilisation"] == ["envoyer-un-courriel", "telephoner"]
    assert sheet["mobilisable_par"] == ["usagers"]


@pytest.fixture
def place(project):
    """``place(text)`` → (catalogue, the structure that a sheet says)."""

    def make(text: str):
        catalogue = load(project({"data/structures/x.yml": f"nom: X\ncommune: Valbourg\n{text}"}), on=TODAY)
        return catalogue, catalogue.get(Structure, "x")

    return make


def test_the_words_of_a_type_replace_those_of_its_theme(place):
    found = words(*place("type: laep\nthemes: [sante]"))
    assert found.thematiques == ("famille--soutien-a-la-parentalite-et-a-leducation", "sante--acces-aux-soins")
    assert (found.publics, found.reseaux) == (("familles",), ())


@pytest.mark.parametrize(
    ("publics", "expected"),
    [
        ("tout le monde ; l'épicerie est réservée aux petits revenus", ("tous-publics",)),
        ("habitants de l'agglomération, dont les familles", ("tous-publics",)),
        ("habitants envoyés par une assistante sociale", ()),
        ("personnes au RSA ou sans emploi, jeunes", ("beneficiaires-des-minimas-sociaux", "demandeurs-emploi", "jeunes")),
        ("personnes âgées", ()),
    ],
)
def test_the_publics_that_a_record_says_when_its_theme_names_none(place, publics, expected):
    assert words(*place(f'type: epicerie-solidaire\npublics: "{publics}"')).publics == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("verifie_le: 2026-10-01\nderniere_preuve: 2026-11", dt.date(2026, 10, 1)),
        ("derniere_preuve: 2025-06\nrelu_le: 2026-11-24", dt.date(2025, 6, 1)),
        ("sources: [{titre: A, date: 2024}, {titre: B, date: 2025-03}]", dt.date(2025, 3, 1)),
        ("relu_le: 2026-11-24", None),
        ("derniere_preuve: 1998", None),
    ],
)
def test_the_date_is_that_of_the_facts(place, dates, expected):
    assert stated_on(place(f"type: laep\n{dates}")[1], TODAY) == expected


def test_what_has_no_field_is_said_in_sentences(place):
    _, found = place(
        "type: multi-accueil\nages: {a: 3 ans}\npublics: enfants\ngestionnaire: Ville\nrepas: fournis\n"
        "places: {total: 20, annee: 2025}\n"
        "arrets: [{commune: Valbourg, lieu: place, quand: lundi matin}]\nfaits_a_savoir: [Fermé en mai]\n"
    )
    assert [(fact.into, fact.text) for fact in facts(found)] == [
        ("publics_precisions", "Enfants."),
        ("publics_precisions", "Jusqu'à 3 ans."),
        ("description", "20 places en même temps (2025)."),
        ("description", "Repas : fournis."),
        ("description", "Fermé en mai."),
        ("description", "Gestionnaire : Ville."),
        ("description", "Arrêts : Valbourg, place, lundi matin."),
    ]
