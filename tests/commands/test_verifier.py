"""``ctg verifier``: every mistake, for people or for a forge; only some files when they are named."""

from __future__ import annotations

import json

import pytest

from ctg.commands import main
from ctg.common.problems import plural
from sans_extensions import not_read_here
from territoires import SMALL

WRONG = {
    "data/structures/un.yml": "nom: Un\ntype: creche\ncommune: Valbourg\n",
    "data/structures/deux.yml": "nom: Deux\ntype: mam\ncommune: Nulle Part\n",
}


@pytest.fixture
def verify(project, capsys, monkeypatch):
    """``verify(files, *arguments)`` → (exit code, what is printed, what goes to the error channel)."""

    def run(files: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        folder = project(files)
        monkeypatch.chdir(folder)
        code = main(["verifier", *arguments])
        return code, *capsys.readouterr()

    return run


def test_sound_data_is_said_to_be(verify):
    code, said, _ = verify({})
    assert code == 0
    count = 1 if "accessibilite.yml" in not_read_here() else 2
    assert said.startswith(f"{plural(count, 'avertissement')} dans data/."), "a warning stops nothing"


ADDRESS = "adresse_site: https://familles.exemple.fr/\n"


def test_the_missing_address_comes_before_all_other_warnings_and_says_what_it_costs(verify):
    _, said, _ = verify({"data/accessibilite.yml": "declaration: {technologies: [HTML]}\n" + 'siren: "219900012"\n'})
    first = said.split("\n\n")[1]
    assert first.startswith("Avertissement : data/territoire.yml, ligne 1, champ « adresse_site »")
    for cost in ("lien", "code QR", "identifiants", "introuvable"):
        assert cost in first
    territory = (SMALL / "data/territoire.yml").read_text("utf-8")
    assert "adresse_site" not in verify({"data/territoire.yml": territory + ADDRESS})[1]


def test_the_report_ends_with_the_three_calls_that_would_serve_most(verify):
    one = "nom: {}\ntype: {}\ncommune: Valbourg\n"
    files = {f"data/structures/{n}.yml": one.format(n, n) for n in ("pmi", "ludotheque", "caf", "hebergement-urgence")}
    _, said, _ = verify(files)
    assert said.endswith(
        "couvrent 4 lieux sur 5. D'abord : hebergement-urgence, caf et ludotheque.\n"
        "    → Quoi leur demander, et toute la liste : ctg bilan\n"
    )
    for arguments in (("--format", "json"), ("data/structures/pmi.yml",)):
        assert "ctg bilan" not in verify(files, *arguments)[1]
    assert "ctg bilan" not in verify(WRONG)[1], "what cannot be read cannot be ranked"


def test_named_files_are_shown_alone(verify):
    code, said, _ = verify(WRONG, "data/structures/un.yml")
    assert code == 1
    assert "data/structures/un.yml" in said
    assert "deux.yml" not in said
    assert (
        verify({**WRONG, "data/structures/trois.yml": "nom: Trois\ntype: mam\ncommune: Valbourg\n"}, "data/structures/trois.yml")[
            0
        ]
        == 0
    )


def test_forges_get_what_they_read(verify):
    code, said, _ = verify(WRONG, "--format", "json")
    found = {(one["file"], one["line"]) for one in json.loads(said)}
    assert code == 1
    assert {("data/structures/un.yml", 2), ("data/structures/deux.yml", 3)} <= found
    _, said, _ = verify(WRONG, "--format", "github")
    assert "::error file=data/structures/un.yml,line=2,title=type::" in said
    _, said, _ = verify(WRONG, "--format", "gitlab")
    assert {one["location"]["path"] for one in json.loads(said)} >= {"data/structures/un.yml", "data/structures/deux.yml"}


def test_outside_of_a_project_the_way_there_is_told(project, tmp_path, capsys):
    (project({"mkdocs.yml": ""}) / "docs").mkdir()
    for place, way in ((tmp_path / "projet/docs", "cd "), (tmp_path, "cd "), (tmp_path / "projet/data", "cd ")):
        assert main(["--projet", str(place), "verifier"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("Vous n'êtes pas dans le dossier du projet")
        assert f"{way}{tmp_path / 'projet'}" in told
    (tmp_path / "vide").mkdir()
    assert main(["--projet", str(tmp_path / "vide"), "bilan"]) == 2
