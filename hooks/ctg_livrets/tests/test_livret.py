"""``ctg document livret``: a choice, refused with its remedy when it names nothing; and the same bytes as the site's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctg.commands import main
from territoires import ESSAI, small, wire


@pytest.fixture
def livret(capsys):
    """``livret(…)`` on the invented territory → (exit code, standard output, standard error)."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["--projet", str(ESSAI), "document", "livret", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Un livret de quoi ?"),
        (("--commune", "aubrelun"), "Aucune commune ne s'appelle « aubrelun ».\n    → Vouliez-vous écrire « aubrelune » ?"),
        (("--fiches", "nulle"), "Aucune fiche publiée ne s'appelle « nulle »."),
        (("--cartes", "--commune", "aubrelune"), "Les cartes sont les mêmes pour tous."),
    ],
)
def test_what_names_nothing_is_refused_with_its_remedy(livret, arguments, told):
    code, said, error = livret(*arguments)
    assert (code, said) == (2, "")
    assert error.startswith(told)
    assert "\n    → " in error


def test_a_build_that_is_asked_for_them_has_the_booklets_and_tells_their_weight(livret, published_with_booklets, essai_site):
    site = published_with_booklets / "site"
    files = sorted(path.relative_to(site).as_posix() for path in site.glob("livrets/*/*.pdf"))
    assert "livrets/communes/valbourg-gros-caracteres.pdf" in files
    page = (site / "communes/valbourg/index.html").read_text("utf-8").replace("\u00a0", " ")
    for name in ("valbourg", "valbourg-gros-caracteres"):
        weight = round((site / f"livrets/communes/{name}.pdf").stat().st_size / 1000)
        assert re.search(rf'href="../../livrets/communes/{name}.pdf"[^>]*>[^<]* \(PDF, {weight} Ko, en français\)</a>', page)
    assert "Livrets%2C%20Valbourg&amp;body=" in page
    regions = re.findall(r'role="region" aria-label="([^"]*)"', page)  # a reader of landmarks tells them apart
    assert "Texte à envoyer : Livrets, Valbourg" in regions
    assert len(regions) == len({*regions})
    assert page.count('assets/js/envoyer.js"') == 1
    assert not (essai_site / "livrets").exists()
    assert "livrets/" not in (essai_site / "communes/aubrelune/index.html").read_text("utf-8")
    place = published_with_booklets / "seul.pdf"
    assert main(["--projet", str(published_with_booklets), "document", "livret", str(place), "--commune", "valbourg"]) == 0
    assert place.read_bytes() == (site / "livrets/communes/valbourg.pdf").read_bytes()


def test_a_build_without_the_booklets_of_the_site_in_place_says_so(published_with_booklets):
    count = len([*(published_with_booklets / "site").rglob("*.pdf")])
    said = construire(published_with_booklets)
    assert f"proposait {count} livrets en PDF" in said
    assert "--livrets" in said, "or in the settings: test_canaris.py"


def build_once(folder: Path) -> None:
    small(folder, {"docs/a-propos/index.md": "# À propos\n", "docs/contribuer/index.md": "# Contribuer\n"})
    construire(wire(folder), "--livrets")


@pytest.fixture
def published_with_booklets(built, tmp_path) -> Path:
    """A very small project, that was built with its booklets."""
    return Path(shutil.copytree(built("petit-avec-livrets", build_once), tmp_path / "projet"))


def construire(root: Path, *options: str) -> str:
    """What a build says on its standard error; in a process of its own, since one where Typst has worked cannot be copied."""
    command = [sys.executable, "-m", "ctg", "--projet", str(root), "construire", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr
