"""``ctg ecrire``: the way out of MkDocs. What it writes is built here by Zensical."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.links.inside import broken, pages_of
from territoires import ESSAI, wire

ADDRESS = "https://familles.exemple.fr/"


@pytest.fixture
def written(tmp_path) -> Path:
    """The sources of the invented territory, whose title would run in a template that is not careful."""
    project = wire(shutil.copytree(ESSAI, tmp_path / "projet"))
    path = project / "data" / "territoire.yml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("titre_site:")]
    path.write_text("\n".join(["titre_site: Familles {{ 7*7 }} {% x %}", *lines]), "utf-8")
    assert main(["--projet", str(project), "ecrire", str(tmp_path / "sources")]) == 0
    return tmp_path / "sources"


def test_another_generator_builds_the_same_site(written, essai_site):
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=written, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = written / "site"
    after = ("recherche/index/**/*", "copies/*")  # made of the finished pages
    later = {path.relative_to(essai_site) for pattern in after for path in essai_site.glob(pattern)}
    wanted = {path.relative_to(essai_site) for path in essai_site.rglob("*") if path.is_file()} - later - {Path(".htaccess")}
    assert {path for path in wanted if not (site / path).is_file()} == set()
    same = {path for path in wanted if path.suffix in {".js", ".css", ".svg"}}
    assert {path for path in same if (site / path).read_bytes() != (essai_site / path).read_bytes()} == set()
    prose = (site / "contribuer/index.html").read_text("utf-8")
    assert '<h1 id="contribuer">Contribuer</h1>' in prose
    for page in (prose, (site / "404.html").read_text("utf-8")):
        assert "Familles {{ 7*7 }} {% x %}</title>" in page
    assert broken(pages_of(site, ADDRESS), site) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    (tmp_path / "note.txt").write_text("à garder", "utf-8")
    assert main(["--projet", str(ESSAI), "ecrire", str(tmp_path)]) == 2
    assert "n'est pas vide" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_mistakes_in_the_data_are_told_and_nothing_is_written(project, tmp_path, capsys):
    folder = project({"data/structures/les-lutins.yml": "nom: Les Lutins\ntype: creche\ncommune: Valbourg\n"})
    assert main(["--projet", str(folder), "ecrire", str(tmp_path / "sources")]) == 1
    assert "data/structures/les-lutins.yml, ligne 2" in capsys.readouterr().err
    assert not (tmp_path / "sources").exists()
