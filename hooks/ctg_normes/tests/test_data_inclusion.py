"""data·inclusion: valid for the official models, whatever the records; nothing private leaves; what is lost is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from data_inclusion.schema import v1
from hypothesis import HealthCheck, given, settings

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg_normes.inclusion_records import exchange, files
from lieux_hostiles import PLACES, TODAY, essai, with_places
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


def test_a_service_without_a_place_belongs_to_who_runs_it(project):
    root = project(
        {
            "data/partenaires/ville.yml": "nom: Ville de Valbourg\nrole: Elle gère.\n",
            "data/services/bus.yml": "nom: Le bus\nthemes: [mobilite]\ngestionnaire: Ville de Valbourg\nverifie_le: 2026-10-01\n"
            "acces: orientation\ndescription: Un bus passe.\n",
            "data/services/seul.yml": "nom: Tout seul\nthemes: [mobilite]\nverifie_le: 2026-10-01\ndescription: Sans personne.\n",
        }
    )
    found = exchange(load(root, on=TODAY), TODAY)
    (carrier,) = found.carriers
    assert (carrier["nom"], carrier["description"], carrier["date_maj"]) == ("Ville de Valbourg", "Elle gère.", "2026-10-01")
    (service,) = found.services
    assert service["structure_id"] == carrier["id"]
    assert service["mobilisable_par"] == ["professionnels"]
    unwritten = [one.place.id for one in found.written if not (one.structure or one.service)]
    assert unwritten == ["les-lutins", "seul"], "without a date; without anybody"


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLACES)
def test_hostile_records_stay_valid(places):
    catalogue = with_places(BASE, places)
    found = made(catalogue)
    structures = list(sheets(found["structures.json"], v1.Structure))
    services = list(sheets(found["services.json"], v1.Service))
    assert {sheet["structure_id"] for sheet in services} <= {sheet["id"] for sheet in structures}
