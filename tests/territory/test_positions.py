"""The machine's file of points: which addresses need one, and when a point still counts."""

from __future__ import annotations

import json

import pytest

from ctg.common.extensions import for_here
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.territory.outlines import LONGEST, REMEDY, load_positions, points_still_asked, positions_as_json, questions

COMMUNES = """
- {nom: Valbourg, code_insee: "99001", codes_postaux: ["99100"], centre: {lat: 46.5, lon: 2.5}, mairie: {adresse: 1 place Haute}}
- nom: Saint-Clair-sur-Lède
  code_insee: "99002"
  codes_postaux: ["99200", "99201"]
  centre: {lat: 46.5, lon: 2.7}
  mairie: {adresse: 2 quai Bas, localite: 99209 CEDEX, position: {lat: 46.5, lon: 2.7}, position_douteuse: oui}
"""
ENTRY = {
    "lat": 46.501235,
    "lon": 2.512346,
    "score": 0.965,
    "adresse": "3 rue des Lilas 99100 Valbourg",
    "reponse": "3 Rue des Lilas 99100 Valbourg",
    "type": "housenumber",
    "date": "2026-11-25",
}


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


def test_a_long_address_still_names_its_commune(project):
    root = project({"data/structures/les-lutins.yml": place(f"adresse: {'rue ' * 70}")})
    text = asked(root)["structures/les-lutins"]
    assert len(text) <= LONGEST
    assert text.endswith(" 99100 Valbourg")


@pytest.fixture
def read(tmp_path):
    """``read(text)`` → (points, problems)."""

    def run(content: str | bytes):
        path = tmp_path / "data" / "positions.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_positions(path, tmp_path)

    return run


def test_what_is_written_is_read_again_and_does_not_depend_on_the_order(read):
    text = positions_as_json(read(json.dumps({"structures/b": ENTRY, "communes/é": ENTRY}))[0])
    assert text == json.dumps({"communes/é": ENTRY, "structures/b": ENTRY}, ensure_ascii=False, indent=2) + "\n"
    found, problems = read(text)
    assert (positions_as_json(found), problems) == (text, [])


def test_a_point_counts_only_for_the_address_that_was_asked(project, read):
    found, _ = read(json.dumps({"structures/les-lutins": ENTRY, "structures/partie": ENTRY, "communes/valbourg": ENTRY}))
    for street, kept in (("3 rue des Lilas", {"structures/les-lutins"}), ("4 rue des Lilas", set())):
        catalogue = load(project({"data/structures/les-lutins.yml": place(f"adresse: {street}")}))
        assert points_still_asked(found, questions(catalogue.all(Structure), catalogue.all(Commune))).keys() == kept


def test_no_file_is_no_problem(tmp_path):
    assert load_positions(tmp_path / "data" / "positions.json", tmp_path) == ({}, [])


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
        (json.dumps({"structures/x": ENTRY | {"reponse": "\ud800"}}), 1),
        ("[" * 200_000, 1),
    ],
)
def test_an_unreadable_file_is_a_problem_on_its_line(read, content, line):
    found, [problem] = read(content)
    assert found == {}
    assert (problem.file, problem.line) == ("data/positions.json", line)
    assert problem.remedy == for_here(REMEDY)


def test_a_file_too_large_to_be_read(read):
    found, [problem] = read(" " * 10_000_001)
    assert (found, problem.remedy) == ({}, "Vérifiez que c'est le bon fichier ; sinon, réduisez-le.")


def test_a_folder_in_its_place(tmp_path):
    (tmp_path / "positions.json").mkdir()
    assert "mais un dossier" in load_positions(tmp_path / "positions.json", tmp_path)[1][0].message


@pytest.mark.parametrize(
    "change",
    [{"lat": 91}, {"lon": "est"}, {"lat": float("nan")}, {"score": 2}, {"date": "hier"}, {"surplus": 1}, {"adresse": None}],
)
def test_a_spoilt_entry_is_told_on_its_line_and_the_others_are_read(read, change):
    found, [problem] = read(json.dumps({"structures/a": ENTRY, "structures/b": ENTRY | change}, indent=2))
    assert found.keys() == {"structures/a"}
    assert (problem.line, problem.field) == (11, "structures/b")
