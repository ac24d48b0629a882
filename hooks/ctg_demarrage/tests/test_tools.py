"""A file to double-click: the tool prepared in its own folder, from what is there and with its digests, then opened."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ctg_demarrage.tools import LOCK, OPENED, requirements, write_tools

SAYS = "import sys, os\nprint('OUVERT', *sys.argv[1:], os.getcwd())\n"
"""What a stand-in of the tool does."""


def wheel(version: str) -> tuple[str, bytes]:
    """A stand-in of the tool: ``python -m ctg`` says how it was called."""
    path = Path(f"ctg_site-{version}-py3-none-any.whl")
    with zipfile.ZipFile(path, "w") as archive:
        info = f"ctg_site-{version}.dist-info"
        archive.writestr("ctg/__main__.py", SAYS)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: ctg-site\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: essai\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path.name, path.read_bytes()


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """What a territory was given, in a folder whose name has spaces and accents; it needs nothing beyond the tool."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "Site des familles d'Été (à copier)"
    name, content = wheel("3.0.0")
    write_tools(place, (name, content))
    (place / LOCK).write_text("# rien d'autre\n", "utf-8")
    return place


def opened(folder: Path) -> tuple[int, str]:
    """As a double-click does: from elsewhere, with what any session has."""
    bare = {"PATH": f"{Path(sys.executable).resolve().parent}:{os.defpath}", "HOME": str(folder.parent), "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        ["sh", folder / "Ouvrir le site.command"], cwd="/", env=bare, capture_output=True, text=True, check=False, input=""
    )
    return done.returncode, done.stdout + done.stderr


def test_a_double_click_prepares_once_then_opens_the_form_and_nothing_but_what_was_locked_is_installed(folder):
    code, told = opened(folder)
    assert (code, f"OUVERT demarrer --ouvrir {folder}" in told, "se prépare" in told) == (0, True, True), told
    folder = folder.rename(folder.with_name("Déplacé"))
    code, told = opened(folder)
    assert (code, "OUVERT demarrer --ouvrir" in told, "se prépare" in told) == (0, True, False), "it is ready"
    name, content = wheel("3.1.0")
    (folder / "requirements.txt").write_text(requirements(name, content), "utf-8")
    (folder / "roues" / name).write_bytes(content + b"autre chose")
    code, told = opened(folder)
    assert (code, "OUVERT" in told, "n’a pas pu être préparé" in told) == (1, False, True), told
    (folder / "roues" / name).write_bytes(content)
    (folder / "data").mkdir()
    told = opened(folder)[1]
    assert "se prépare" in told, "a new version is taken when it is there"
    assert "OUVERT servir --ouvrir" in told, "there is a project now"


def test_without_python_the_next_step_is_told(folder, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname"):
        (tools / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        ["sh", folder / "Ouvrir le site.command"], env={"PATH": str(tools), "HOME": "/nulle-part"},
        capture_output=True, text=True, check=False, input="",
    )  # fmt: skip
    assert (done.returncode, "https://www.python.org/downloads/" in done.stdout) == (1, True)


def test_each_system_gets_its_own_line_ends_and_rights(folder):
    assert b"\r\n" in (folder / OPENED["ouvrir.bat"]).read_bytes()
    assert b"\r" not in (folder / OPENED["ouvrir.command"]).read_bytes()
    assert os.access(folder / OPENED["ouvrir.command"], os.X_OK)
    assert b"\n\n" not in (folder / OPENED["ouvrir.bat"]).read_bytes().replace(b"\r\n", b"\n")
    text = (folder / OPENED["ouvrir.bat"]).read_bytes().decode("ascii")
    labels = {line[1:] for line in text.split("\r\n") if line.startswith(":")}
    assert {line.rpartition("goto ")[2] for line in text.split("\r\n") if "goto " in line} == labels


def test_the_lock_names_no_index_and_the_tool_is_never_asked_by_name(folder):
    lines = (folder / "requirements.txt").read_text("utf-8").splitlines()
    [own] = [line for line in lines if line.startswith("ctg-site")]
    [path] = (folder / "roues").glob("*.whl")
    assert own.endswith(f"--hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    assert {"--find-links roues", "--require-hashes", f"-r {LOCK}"} <= set(lines)
