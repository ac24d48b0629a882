"""data·inclusion: valid for the official models, in its words and in sentences; nothing private leaves; what is lost is told."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from data_inclusion.schema import v1

from ctg.pages.renderer import Renderer
from ctg_normes.inclusion_records import files
from lieux_hostiles import TODAY
from territoires import ESSAI, ROOT, catalogue_of

STRICT = {"ignore_warnings": False}
"""What the standard only advises is asked for too."""


def sheets(content: bytes, model: type) -> Iterator[dict]:
    """Every sheet of a file, valid for the official model. No later than the clock: the model reads it."""
    for sheet in json.loads(content):
        model.model_validate(sheet | {"date_maj": min(sheet["date_maj"], dt.date.today().isoformat())}, context=STRICT)
        yield sheet


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_every_sheet_is_valid_and_every_service_has_its_structure(root):
    found = {file.path.split("/")[-1]: file.content for file in files(Renderer(catalogue_of(root), TODAY))}
    structures = list(sheets(found["structures.json"], v1.Structure))
    services = list(sheets(found["services.json"], v1.Service))
    ids = [sheet["id"] for sheet in structures]
    assert len(set(ids)) == len(ids)
    assert len({sheet["id"] for sheet in services}) == len(services)
    assert {sheet["structure_id"] for sheet in services} <= set(ids)
    assert services
