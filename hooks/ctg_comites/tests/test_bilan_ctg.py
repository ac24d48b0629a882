"""``ctg document bilan``: the PDF of a year, the same as the site's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg.commands import main
from territoires import ESSAI, convention

UNDER_WAY = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": "titre: Un guide\naxe: a\nporteurs: [Mairie]\netats:\n  - etat: en-cours\n"
    "bilans: [{annee: 2024, texte: Fait.}]\n",
}
"""A territory of which something can be told."""


@pytest.fixture
def bilan(capsys):
    """``bilan(project, "2026")`` → (exit code, standard output, standard error)."""

    def run(root: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["--projet", str(root), "document", "bilan", *arguments])
        return code, *capsys.readouterr()

    return run


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_site_links_the_same_bytes(bilan, tmp_path, essai_site):
    code, out, err = bilan(ESSAI, "2026", "--vers", str(tmp_path))
    assert (code, err) == (0, "")
    assert written(tmp_path) == ["bilan-ctg-2026.pdf"]
    for name in written(tmp_path):
        assert (tmp_path / name).read_bytes() == (essai_site / "ctg/bilans/2026" / name).read_bytes()
        assert name in out
    assert out.endswith("L'année n'est pas finie : ce bilan est provisoire.\n")


def test_by_default_the_current_year_in_the_project_s_documents(bilan, project):
    root = project(UNDER_WAY)
    (root / "documents").mkdir()
    (root / "documents/bilan-ctg-2026.pdf").write_text("ancien", "utf-8")
    assert bilan(root)[::2] == (
        1, f"{root}/documents/bilan-ctg-2026.pdf existe déjà.\n    → Écrivez ailleurs, ou ajoutez --remplacer.\n"
    )  # fmt: skip
    assert (root / "documents/bilan-ctg-2026.pdf").read_text("utf-8") == "ancien"
    assert bilan(root, "--remplacer")[0] == 0
    assert written(root / "documents") == ["bilan-ctg-2026.pdf"]
    assert (root / "documents/bilan-ctg-2026.pdf").read_bytes().startswith(b"%PDF-")


def test_by_default_the_last_year_of_a_convention_that_is_over(bilan, project):
    root = project(UNDER_WAY | convention("debut: 2020", "fin: 2024"))
    code, out, _ = bilan(root)
    assert (code, "provisoire" in out) == (0, False)
    assert written(root / "documents") == ["bilan-ctg-2024.pdf"]


def test_a_year_of_which_nothing_is_known_has_no_document(bilan, project, tmp_path):
    root = project(UNDER_WAY | convention("debut: 2022"))
    code, out, err = bilan(root, "2023", "--vers", str(tmp_path / "x"))
    assert (code, out) == (2, "")
    assert err.startswith("Les fiches ne disent rien de la convention en 2023 : ")
    assert err.endswith("Années qui ont un bilan : 2024 et 2026.\n")
    assert not (tmp_path / "x").exists()


def test_a_convention_that_has_not_begun(bilan, project):
    assert bilan(project(convention("debut: 2027")))[0] == 2
