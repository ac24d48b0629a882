"""``ctg document fiches-actions``: the PDF of the action sheets, the same as the site's."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from ctg.commands import main
from octets import pdf_text
from territoires import ESSAI

ACTION = "titre: {}\naxe: {}\nporteurs: [Mairie]\n"
TWO = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\ncadre: ctg\n",
    "data/axes/v.yml": "numero: V\ntitre: Vivre\ncadre: ville\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/cadres/vide.yml": "titre: Projet de territoire\nnature: projet-de-territoire\n",
    "data/actions/a1.yml": ACTION.format("Un guide", "a"),
    "data/actions/a2.yml": ACTION.format("Un relais", "a"),
    "data/actions/v1.yml": ACTION.format("Un square", "v"),
}
"""A convention of two actions, and another framework of one."""


@pytest.fixture
def sheets(capsys):
    """``sheets(project, "--cadre", "ville")`` → (exit code, standard output, standard error)."""

    def run(root: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["--projet", str(root), "document", "fiches-actions", *arguments])
        return code, *capsys.readouterr()

    return run


def pages(path: Path) -> int:
    return len(pikepdf.open(io.BytesIO(path.read_bytes())).pages)


def test_the_site_links_the_same_bytes(sheets, tmp_path, essai_site):
    place = tmp_path / "fiches.pdf"
    assert sheets(ESSAI, str(place)) == (0, f"25 fiches : {place}\n", "")
    assert place.read_bytes() == (essai_site / "ctg/actions/fiches-actions.pdf").read_bytes()


def test_by_default_the_convention_in_the_project_s_documents(sheets, project):
    root = project(TWO)
    place = root / "documents/fiches-actions.pdf"
    assert sheets(root) == (0, f"2 fiches : {place}\n", "")
    assert pages(place) == 2
    before = place.read_bytes()
    assert sheets(root, "--action", "a1") == (0, f"1 fiche : {root}/documents/fiches-actions-a1.pdf\n", "")
    assert sheets(root)[::2] == (1, f"{place} existe déjà.\n    → Écrivez ailleurs, ou ajoutez --remplacer.\n")
    assert sheets(root, "--remplacer")[0] == 0
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "name", "found"),
    [
        (("--cadre", "ville"), "fiches-actions-ville", ["Unsquare"]),
        (("--action", "a2"), "fiches-actions-a2", ["Unrelais"]),
        (("--action", "v1", "--action", "a1"), "fiches-actions-choisies", ["Unguide", "Unsquare"]),
    ],
)
def test_another_framework_or_some_actions(sheets, project, arguments, name, found):
    root = project(TWO)
    assert sheets(root, *arguments)[0] == 0
    told = pdf_text((root / f"documents/{name}.pdf").read_bytes())
    assert [title for title in ("Unguide", "Unrelais", "Unsquare") if title in told] == found


@pytest.mark.parametrize(
    ("arguments", "message", "remedy"),
    [
        (("--action", "a1", "--action", "a11"), "Aucune action publiée ne s'appelle « a11 ».", "Actions : a1, a2, v1."),
        (("--cadre", "vile"), "Aucun cadre publié ne s'appelle « vile ».", "Vouliez-vous écrire « ville » ?"),
        (("--cadre", "vide"), "Ce cadre n'a aucune action publiée.", "Avec « --cadre », ceux qui en ont : ctg, ville."),
        (("--cadre", "../x"), "Aucun cadre publié ne s'appelle « ../x ».", "Avec « --cadre », ceux qui en ont : ctg, ville."),
    ],
)
def test_a_name_that_means_no_action_is_refused_with_a_remedy(sheets, project, arguments, message, remedy):
    root = project(TWO)
    assert sheets(root, *arguments) == (2, "", f"{message}\n    → {remedy}\n")
    assert not (root / "documents").exists()


def test_a_convention_without_action(sheets, project):
    assert sheets(project()) == (
        2, "", 'La convention du jour n\'a aucune action publiée.\n    → Écrivez-en une : ctg nouveau action "…".\n'
    )  # fmt: skip
    others = {name: text for name, text in TWO.items() if "/a" not in name.removeprefix("data/")[5:]}
    assert sheets(project(others))[2].endswith("→ Avec « --cadre », ceux qui en ont : ville.\n")
