"""``ctg guide``: what to read, for whoever has the package alone."""

from __future__ import annotations

import re
from pathlib import Path

from ctg import api
from ctg.commands import main
from ctg.common.files import GUIDES


def shown(capsys, *words: str) -> tuple[int, str]:
    code = main(["guide", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_each_guide_is_listed_by_its_title_out_of_any_project(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, told = shown(capsys)
    names = re.findall(r"ctg guide (\S+) +\S", told)
    assert (code, set(names)) == (0, {path.stem for path in GUIDES.glob("[a-z]*.md")} - {"audit", "performance"} | {"versions"})
    assert "Votre territoire en une journée" in told


def test_a_guide_is_read_without_its_head(capsys):
    code, told = shown(capsys, "mettre-a-jour")
    assert (code, told.startswith("# Mettre à jour l'outil\n"), "hors_recherche" in told) == (0, True, False)
    assert "## 2.0.0 (" in shown(capsys, "versions")[1]


def test_a_guide_that_is_not_there_is_told_with_the_nearest(capsys):
    code, told = shown(capsys, "demarer")
    assert (code, "Vouliez-vous écrire « demarrer » ?" in told) == (2, True)
    assert not Path("demarer").exists()


def test_nothing_is_said_of_what_is_not_installed(capsys, monkeypatch):
    there = api.command_names() - {"importer", "exporter", "chiffres"}
    monkeypatch.setattr(api, "command_names", lambda: there)
    monkeypatch.setattr(api, "extension_names", lambda: frozenset({"demarrage", "portail"}))
    listed = shown(capsys)[1]
    assert [f"ctg guide {name} " in listed for name in ("formulaire", "echanges", "tables", "publier")] == [
        False,
        False,
        True,
        True,
    ]
    told = shown(capsys, "index")[1]
    assert [words in told for words in ("ctg importer", "](formulaire.md", "ctg verifier")] == [False, False, True]
    assert "<!--" not in shown(capsys, "tables")[1]
