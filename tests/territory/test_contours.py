"""The outlines of the communes: made anew, or refused on their line."""

from __future__ import annotations

import json

import pytest

from cas import each
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.territory.outlines import OUTLINES_FILE, load_contours

CORNER = [[[180, 90], [179, 90], [179, 89], [180, 90]]]
"""Of the world."""
SQUARE = [[[2.4, 46.4], [2.6, 46.4], [2.6, 46.6], [2.4, 46.6], [2.4, 46.4]]]
ATTACK = "{{ cycler.__init__.__globals__.os.system('touch execute') }}"


def feature(code: object = "99001", kind: object = "Polygon", coordinates: object = SQUARE, **more) -> dict:
    geometry = {"type": kind, "coordinates": coordinates} | more
    return {"type": "Feature", "properties": {"code_insee": code}, "geometry": geometry}


def written(*features: object, **more) -> str:
    """One outline a line, as most tools write them."""
    lines = ",\n".join(json.dumps(feature) for feature in features)
    extra = "".join(f"{json.dumps(name)}: {json.dumps(value)}, " for name, value in more.items())
    return f'{{{extra}"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / OUTLINES_FILE).write_bytes(text.encode() if isinstance(text, str) else text)
        return load_contours(tmp_path)

    return read


def test_an_outline_keeps_its_code_its_type_and_its_points_and_nothing_else(read):
    raised = [[[*point, 120.5] for point in ring] for ring in SQUARE]
    hostile = feature(coordinates=raised, crs=ATTACK, **{ATTACK: ATTACK}) | {"id": ATTACK, ATTACK: {"a": ATTACK}}
    hostile["properties"] |= {"nom": ATTACK, ATTACK: 1}
    contours, problems = read(written(hostile, feature("2A004", "MultiPolygon", [SQUARE, CORNER]), crs=ATTACK, bbox=[ATTACK]))
    assert problems == []
    assert contours == {
        "type": "FeatureCollection",
        "features": [feature(), feature("2A004", "MultiPolygon", [SQUARE, CORNER])],
    }


@each(
    "malformed",
    [
        feature(kind="GeometryCollection"), feature(kind="Point", coordinates=[2, 46]), feature(kind=["Polygon"]),
        feature(kind=None), feature(coordinates=None), feature(coordinates=[]), feature(coordinates=[[]]),
        feature(coordinates=SQUARE[0]), feature(coordinates=[SQUARE]), feature(coordinates=[[[2, 46], [2, 47]]]),
        feature(coordinates=[[[2], [3], [4], [2]]]), feature(coordinates=[[["2", "46"]] * 4]), feature(coordinates=ATTACK),
        feature(coordinates=[[[True, False]] * 4]), feature(coordinates=[[[float("nan"), 46]] * 4]),
        feature(coordinates=[[[float("inf"), 46]] * 4]), feature(coordinates=[[[10**400, 46]] * 4]),
        feature(coordinates=[[[46.5, 181.0]] * 4]), feature(coordinates=[[{"0": 1, "1": 2}] * 4]),
        feature() | {"geometry": None}, {"type": "Feature", "properties": {"code_insee": "99001"}},
        feature(code=None), feature(code=30005), feature(code="../99"), feature(code="99 001"), feature(code="٣٠٠٠٥"),
        feature(code=ATTACK), feature() | {"properties": None}, feature() | {"properties": []}, None, [], "Feature", 3,
    ],
)  # fmt: skip
def test_a_malformed_outline_is_told_on_its_line(read, malformed):
    contours, problems = read(written(feature("99009"), malformed, feature("99008")))
    assert contours is None
    assert [problem.line for problem in problems] == [3 if isinstance(malformed, dict) else 1]
    assert all(problem.remedy for problem in problems)


def test_every_malformed_outline_is_told_at_once(read):
    assert [problem.line for problem in read(written(feature(code=1), feature(), feature(kind="x")))[1]] == [2, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("[", 1), ('{"type": "FeatureCollection",\n"features": [,]}', 2), (b"\xff\xfe", 1), ("3", 1), ("{}", 1),
        ('{"type": "FeatureCollection", "features": {}}', 1), ('{"type": "Feature", "features": []}', 1),
        ('{"features": ' + "[" * 100_000, 1), ('{"a": ' + "1" * 10_000 + "}", 1),
    ],
)  # fmt: skip
def test_what_is_no_collection_is_told(read, text, line):
    contours, (problem,) = read(text)
    assert (contours, problem.line) == (None, line)
    assert "ne se lisent pas" in problem.message


def test_outlines_that_cannot_be_told_apart_are_told_on_the_first_line(read):
    _, (problem,) = read("\n" + written(feature(code=1)).replace('"type": "Feature"', '"\\u0074ype": "Feature"'))
    assert problem.line == 1


def test_the_other_mistakes_are_told_with_those_of_the_outlines(project):
    with pytest.raises(DataError) as error:
        load(project({OUTLINES_FILE: written(feature(code=1)), "data/structures/les-lutins.yml": "nom: Les Lutins\n"}))
    assert {problem.file for problem in error.value.problems} == {OUTLINES_FILE, "data/structures/les-lutins.yml"}


def test_outlines_that_cross_themselves_are_read_all_the_same(project):
    spike = [[[2.4, 46.4], [2.6, 46.6], [2.6, 46.4], [2.4, 46.6], [2.4, 46.4]]]
    over = [[[2.5, 46.4], [2.8, 46.6], [2.8, 46.4], [2.5, 46.6], [2.5, 46.4]]]
    root = project({OUTLINES_FILE: written(feature(coordinates=spike), feature("99002", coordinates=over))})
    assert load(root)
