"""The outlines of the communes, made anew or refused on their line; the machine's file of points, and when one still counts."""

import json

import pytest

from cas import each
from ctg.common.extensions import for_here
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.territory.outlines import (
    OUTLINES_FILE,
    REMEDY,
    load_contours,
    load_positions,
    points_still_asked,
    positions_as_json,
    questions,
)
from inventes import POINT_FOUND

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
    assert contours == {"type": "FeatureCollection", "features": [feature(), feature("2A004", "MultiPolygon", [SQUARE, CORNER])]}


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
        feature(code=ATTACK), feature() | {"properties": None}, feature() | {"properties": []}, None, [], "Feature", 3
    ]
)  # fmt: skip
def test_a_malformed_outline_is_told_on_its_line(read, malformed):
    contours, problems = read(written(feature("99009"), malformed, feature("99008")))
    assert contours is None
    assert [problem.line for problem in problems] == [3 if isinstance(malformed, dict) else 1]
    assert all(problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("[", 1), ('{"type": "FeatureCollection",\n"features": [,]}', 2), (b"\xff\xfe", 1), ("3", 1), ("{}", 1),
        ('{"type": "FeatureCollection", "features": {}}', 1), ('{"type": "Feature", "features": []}', 1),
        ('{"features": ' + "[" * 100_000, 1), ('{"a": ' + "1" * 10_000 + "}", 1)
    ]
)  # fmt: skip
def test_what_is_no_collection_is_told(read, text, line):
    contours, (problem,) = read(text)
    assert (contours, problem.line) == (None, line)
    assert "ne se lisent pas" in problem.message


def test_outlines_that_cross_themselves_are_read_all_the_same(project):
    spike = [[[2.4, 46.4], [2.6, 46.6], [2.6, 46.4], [2.4, 46.6], [2.4, 46.4]]]
    over = [[[2.5, 46.4], [2.8, 46.6], [2.8, 46.4], [2.5, 46.6], [2.5, 46.4]]]
    root = project({OUTLINES_FILE: written(feature(coordinates=spike), feature("99002", coordinates=over))})
    assert load(root)


COMMUNES = """
- {nom: Valbourg, code_insee: "99001", codes_postaux: ["99100"], centre: {lat: 46.5, lon: 2.5}, mairie: {adresse: 1 place Haute}}
- nom: Saint-Clair-sur-Lède
  code_insee: "99002"
  codes_postaux: ["99200", "99201"]
  centre: {lat: 46.5, lon: 2.7}
  mairie: {adresse: 2 quai Bas, localite: 99209 CEDEX, position: {lat: 46.5, lon: 2.7}, position_douteuse: oui}
"""


def asked(root) -> dict[str, str]:
    catalogue = load(root, drafts=True)
    found = questions(catalogue.all(Structure), catalogue.all(Commune))
    return {key: question.text for key, question in found.items()}


def place(more: str, commune: str = "Valbourg") -> str:
    return f"nom: Les Lutins\ntype: autre\ncommune: {commune}\ntelephone: 01 99 00 00 01\n{more}\n"


@pytest.mark.parametrize(
    ("more", "commune", "text"),
    [
        ("adresse: 3 rue des Lilas", "Valbourg", "3 rue des Lilas 99100 Valbourg"),
        ("adresse: 3 rue des Lilas\ncode_postal: '99109'", "Valbourg", "3 rue des Lilas 99100 Valbourg"),  # a CEDEX
        ("adresse: 3 rue des Lilas\ncode_postal: '99201'", "Saint-Clair-sur-Lède", "3 rue des Lilas 99201 Saint-Clair-sur-Lède"),
        (
            "adresse: 3 rue des Lilas",
            "Saint-Clair-sur-Lède",
            "3 rue des Lilas Saint-Clair-sur-Lède",
        ),  # two codes: none is guessed
        ("adresse: 3 rue\netat_fiche: brouillon", "Valbourg", "3 rue 99100 Valbourg"),
        ('adresse: "3  rue\\n des \\u202eLilas"', "Valbourg", "3 rue des Lilas 99100 Valbourg"),
        ("adresse: 3 rue\nposition: {lat: 46.5, lon: 2.5}", "Valbourg", None),
        ("adresse_confidentielle: oui", "Valbourg", None),
        ("", "Valbourg", None),
    ],
)
def test_which_places_need_a_point_and_what_is_asked(project, more, commune, text):
    root = project({"data/structures/les-lutins.yml": place(more, commune), "data/communes.yml": COMMUNES})
    assert asked(root).get("structures/les-lutins") == text


def test_town_halls_without_a_sure_point_need_one(project):
    assert asked(project({"data/communes.yml": COMMUNES})) == {
        "communes/valbourg": "1 place Haute 99100 Valbourg",
        "communes/saint-clair-sur-lede": "2 quai Bas Saint-Clair-sur-Lède",
    }


@pytest.fixture
def points(tmp_path):
    """``points(text)`` → (points, problems)."""

    def run(content: str | bytes):
        path = tmp_path / "data" / "positions.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_positions(path, tmp_path)

    return run


def test_what_is_written_is_read_again_and_does_not_depend_on_the_order(points):
    text = positions_as_json(points(json.dumps({"structures/b": POINT_FOUND, "communes/é": POINT_FOUND}))[0])
    assert text == json.dumps({"communes/é": POINT_FOUND, "structures/b": POINT_FOUND}, ensure_ascii=False, indent=2) + "\n"
    found, problems = points(text)
    assert (positions_as_json(found), problems) == (text, [])


def test_a_point_counts_only_for_the_address_that_was_asked(project, points):
    found, _ = points(
        json.dumps({"structures/les-lutins": POINT_FOUND, "structures/partie": POINT_FOUND, "communes/valbourg": POINT_FOUND})
    )
    for street, kept in (("3 rue des Lilas", {"structures/les-lutins"}), ("4 rue des Lilas", set())):
        catalogue = load(project({"data/structures/les-lutins.yml": place(f"adresse: {street}")}))
        assert points_still_asked(found, questions(catalogue.all(Structure), catalogue.all(Commune))).keys() == kept


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ('{\n"structures/a": {\n<<<<<<< HEAD\n', 3),
        (b"\xff\xfe", 1),
        ("[]", 1),
        ("12", 1),
        ("[" * 100_000, 1),
        ('{"structures/\\ud800": 1}', 1),  # half of a character, which no file can hold
        (json.dumps({"structures/x": POINT_FOUND | {"reponse": "\ud800"}}), 1),
        ("[" * 200_000, 1),
    ],
)
def test_an_unreadable_file_is_a_problem_on_its_line(points, content, line):
    found, [problem] = points(content)
    assert found == {}
    assert (problem.file, problem.line) == ("data/positions.json", line)
    assert problem.remedy == for_here(REMEDY)


def test_a_file_too_large_to_be_read(points):
    found, [problem] = points(" " * 10_000_001)
    assert (found, problem.remedy) == ({}, "Vérifiez que c'est le bon fichier ; sinon, réduisez-le.")


@pytest.mark.parametrize(
    "change",
    [{"lat": 91}, {"lon": "est"}, {"lat": float("nan")}, {"score": 2}, {"date": "hier"}, {"surplus": 1}, {"adresse": None}],
)
def test_a_spoilt_entry_is_told_on_its_line_and_the_others_are_read(points, change):
    found, [problem] = points(json.dumps({"structures/a": POINT_FOUND, "structures/b": POINT_FOUND | change}, indent=2))
    assert found.keys() == {"structures/a"}
    assert (problem.line, problem.field) == (11, "structures/b")
