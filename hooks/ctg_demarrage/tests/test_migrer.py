"""``ctg migrer``: the convention of territoire.yml and the words of an axis become records; nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.model.framework import Axe
from ctg.model.territory import VERSION_FICHES
from territoires import SMALL

VERSION = f"version_fiches: {VERSION_FICHES}\n"
OWN = (SMALL / "data/territoire.yml").read_text("utf-8")
BLOCK = """\
convention:  # signée
  # le titre
  titre: Convention
  debut: 2022   # à vérifier
  presentation: |
    Un accord.

      En retrait.
"""
MOVED = """\
nature: ctg
# le titre
titre: Convention
debut: 2022   # à vérifier
presentation: |
  Un accord.

    En retrait.
"""


@pytest.fixture
def old(project) -> Path:
    """A project of a former version."""
    root = project(
        {
            "data/territoire.yml": f"{OWN}{BLOCK}# la fin\n",
            "data/axes/a.yml": "numero: A\ntitre: Animer\ncadre: projet du conseil (2026)  # dit en mai\n",
        }
    )
    (root / "data/cadres/ctg.yml").unlink()
    return root


def files(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in (root / "data").rglob("*.yml")}


def test_the_convention_and_the_frameworks_become_records_and_comments_stay(old, capsys):
    assert main(["--projet", str(old), "migrer"]) == 0
    after = files(old)
    assert after["data/cadres/ctg.yml"] == MOVED
    assert after["data/territoire.yml"] == f"{OWN}{VERSION}# la fin\n"
    assert after["data/axes/a.yml"] == "numero: A\ntitre: Animer\ncadre: projet-du-conseil  # dit en mai\n"
    catalogue = load(old)
    assert catalogue.convention.titre == "Convention"
    assert catalogue.cadre_of(catalogue.get(Axe, "a")).titre == "Projet du conseil (2026)"
    assert "4 fichiers récrits" in capsys.readouterr().out
    assert main(["--projet", str(old), "migrer"]) == 0
    assert capsys.readouterr().out == "Tout est déjà dans la forme d'aujourd'hui.\n"


def test_a_trial_shows_and_writes_nothing(old, capsys):
    before = files(old)
    assert main(["--projet", str(old), "migrer", "--essai"]) == 0
    out = capsys.readouterr().out
    assert "+titre: Convention\n" in out
    assert "-  titre: Convention\n" in out
    assert "rien n'est écrit" in out
    assert files(old) == before


def test_a_convention_between_braces(old):
    (old / "data/territoire.yml").write_text(f"{OWN}convention: {{titre: Convention, fin: 2026}}\n", "utf-8")
    assert main(["--projet", str(old), "migrer"]) == 0
    assert files(old)["data/cadres/ctg.yml"] == "nature: ctg\ntitre: Convention\nfin: 2026\n"


def test_a_record_that_says_something_else_is_never_replaced(old, capsys):
    (old / "data/cadres/ctg.yml").write_text("titre: Autre\nnature: ctg\n", "utf-8")
    before = files(old)
    assert main(["--projet", str(old), "migrer"]) == 1
    assert "data/cadres/ctg.yml existe déjà et dit autre chose" in capsys.readouterr().err
    assert files(old) == before


def test_until_then_the_former_form_is_read(project):
    root = project({"data/territoire.yml": OWN + BLOCK})
    (root / "data/cadres/ctg.yml").unlink()
    catalogue = load(root)
    assert (catalogue.convention.key, catalogue.convention.debut.year) == ("cadres/ctg", 2022)
    assert [warning.line for warning in catalogue.warnings if "ctg migrer" in warning.remedy] == [OWN.count("\n") + 1]


def test_sheets_of_a_tool_to_come_are_left_as_they_are(project, capsys):
    root = project({"data/territoire.yml": f"{OWN}version_fiches: 99\n"})
    before = files(root)
    assert main(["--projet", str(root), "migrer"]) == 1
    assert "est de la version 99" in capsys.readouterr().err
    assert files(root) == before


@pytest.mark.parametrize("written", ["", "version_fiches: 1  # notée en mai\n"])
def test_the_version_is_noted(project, written):
    root = project({"data/territoire.yml": OWN + written})
    assert main(["--projet", str(root), "migrer"]) == 0
    assert files(root)["data/territoire.yml"] == OWN + (written.replace("1", str(VERSION_FICHES)) or VERSION)
