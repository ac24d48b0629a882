"""The drawing of the territory: the same bytes each time, no colour of its own, names that do not cover each other."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
import shapely
from shapely.geometry import shape

from ctg.loading import load
from ctg.model.commune import Commune
from ctg.territory import drawing
from territoires import ESSAI, ROOT


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def catalogue(request):
    return load(request.param)


def test_the_same_data_give_the_same_bytes(catalogue):
    first, second = (ET.tostring(drawing.drawing(one)) for one in (catalogue, catalogue))
    assert first == second
    assert len(first) < 10_000


def test_towns_are_named_from_the_largest_without_covering_each_other(catalogue):
    frame = drawing.frame_of(catalogue)
    border = shapely.union_all([frame.placed(shape(feature["geometry"])) for feature in catalogue.contours["features"]])
    found = list(drawing.labelled_towns(catalogue, frame, border))
    assert found[0][0] == max(catalogue.all(Commune), key=lambda one: one.population or 0).nom
    assert min(5, len(catalogue.all(Commune))) <= len(found) <= drawing.TOWNS
    boxes = [dict(drawing._sides(name, x, y))[anchor] for name, (x, y), anchor in found]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    for box in boxes:
        assert box.left >= 0
        assert box.right <= frame.width


def test_a_territory_of_one_commune_is_drawn(project):
    root = project()
    svg = drawing.drawing(load(root))
    assert svg.find(".//path").get("d").startswith("M")


def test_a_name_cannot_be_markup(project):
    root = project()
    communes = root / "data/communes.yml"
    communes.write_text(communes.read_text("utf-8").replace("Saint-Clair-sur-Lède", "Clair <b>Lède</b>", 1), "utf-8")
    text = ET.tostring(drawing.drawing(load(root)), encoding="unicode")
    assert "<b>" not in text
    assert "Clair &lt;b&gt;" in text
