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


NEIGHBOURS = """\
# la convention
titre: Convention
nature: ctg
cadres:
  - nom: Contrat de ville (2024)   # signé
    description: Quatre quartiers.
    lien_avec_la_ctg: Il la cite.
    sources: [{titre: Presse}]
  - {nom: Contrat de ville (2015), description: Le premier.}
  - {nom: Convention territoriale globale d'à côté, description: La leur.}
"""
TOLD = {
    "data/cadres/ctg.yml": "# la convention\ntitre: Convention\nnature: ctg\n# signé\n",
    "data/cadres/contrat-de-ville.yml": "titre: Contrat de ville (2024)\nnature: contrat-de-ville\n"
    "presentation: Quatre quartiers.\nlien_avec_la_ctg: Il la cite.\nsources:\n  - {titre: Presse}\n",
    "data/cadres/contrat-de-ville-2.yml": "titre: Contrat de ville (2015)\nnature: contrat-de-ville\npresentation: Le premier.\n",
    "data/cadres/convention-territoriale-globale-d-a-cote.yml": "titre: Convention territoriale globale d'à côté\nnature: autre\n"
    "presentation: La leur.\n",
    "data/cadres/projet-de-territoire.yml": "titre: Projet de territoire\nnature: projet-de-territoire\n",
    "data/cadres/autre.yml": "titre: Autre démarche\nnature: autre\n",
    "data/rencontres/a.yml": "titre: A\ndate: 2026-01\ncadre: autre\n",
    "data/rencontres/b.yml": "titre: B\ndate: 2026-01\ncadre: projet-de-territoire\n",
    "data/rencontres/c.yml": "titre: C\ndate: 2026-01\n# du jour\n",
    "data/instances/d.yml": "nom: D\ncadre: projet-de-territoire  # dit en mai\n",
}


def test_neighbours_and_words_become_sheets(project, capsys):
    """Two of one name have two sheets; « ctg » was the convention of the day, which nothing says now."""
    former = {
        "data/cadres/ctg.yml": NEIGHBOURS,
        **{name: text for name, text in TOLD.items() if "data/cadres" not in name},
        "data/rencontres/c.yml": "titre: C\ndate: 2026-01\ncadre: ctg  # du jour\n",
    }
    root = project(former)
    assert main(["--projet", str(root), "migrer"]) == 0
    assert {name: text for name, text in files(root).items() if name in TOLD or "cadres" in name} == TOLD
    assert "data/cadres/autre.yml : dites quelle est cette démarche" in capsys.readouterr().out
    load(root)
    for name in ("rencontres/c", "axes/e"):
        (root / f"data/{name}.yml").parent.mkdir(exist_ok=True)
        (root / f"data/{name}.yml").write_text(f"titre: C\n{'numero: E' if 'axes' in name else 'date: 2026-01'}\ncadre: ctg\n")
    before = files(root)
    assert main(["--projet", str(root), "migrer"]) == 0
    assert files(root) == before, "today, « ctg » is the name of a file"


def test_a_word_takes_the_only_sheet_of_its_kind(project):
    known = {"data/cadres/pays.yml": "titre: Pays 2040\nnature: projet-de-territoire\n"}
    root = project(known | {"data/rencontres/b.yml": TOLD["data/rencontres/b.yml"]})
    assert main(["--projet", str(root), "migrer"]) == 0
    assert files(root)["data/rencontres/b.yml"] == "titre: B\ndate: 2026-01\ncadre: pays\n"


def test_a_convention_between_braces(old):
    (old / "data/territoire.yml").write_text(f"{OWN}convention: {{titre: Convention, fin: 2026}}\n", "utf-8")
    assert main(["--projet", str(old), "migrer"]) == 0
    assert files(old)["data/cadres/ctg.yml"] == "nature: ctg\ntitre: Convention\nfin: 2026\n"


def test_a_trial_shows_and_writes_nothing(old, capsys):
    before = files(old)
    assert main(["--projet", str(old), "migrer", "--essai"]) == 0
    out = capsys.readouterr().out
    assert "+titre: Convention\n" in out
    assert "-  titre: Convention\n" in out
    assert "rien n'est écrit" in out
    assert files(old) == before


def test_a_record_that_says_something_else_is_never_replaced(old, capsys):
    (old / "data/cadres/ctg.yml").write_text("titre: Autre\nnature: ctg\n", "utf-8")
    before = files(old)
    assert main(["--projet", str(old), "migrer"]) == 1
    assert "data/cadres/ctg.yml existe déjà et dit autre chose" in capsys.readouterr().err
    assert files(old) == before


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


def test_the_state_that_accessibility_claimed_goes(project):
    name, said = "data/accessibilite.yml", 'siren: "219900012"\ndeclaration:\n  etablie_le: 2026-09-01\n'
    root = project({name: said + "  etat_declare: totale  # dit en mai\n"})
    assert main(["--projet", str(root), "migrer"]) == 0
    assert files(root)[name].startswith(said)
    assert "etat_declare" not in files(root)[name]
