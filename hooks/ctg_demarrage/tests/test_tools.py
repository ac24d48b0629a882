"""A file to double-click: the tool prepared in its own folder, from what is there and with its digests, then opened."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path

import pytest

from ctg_demarrage.screens.upgrade import Trial, take
from ctg_demarrage.tools import CHANGES_INSIDE, LOCK, LOCK_INSIDE, MODELS, MODELS_INSIDE, OPENED, Wheel, write_tools
from ctg_formulaire.workshop import Workshop
from formulaire import Surfer, ended
from inventes import invent

SAYS = """import pathlib, sys
site = pathlib.Path("site")
if sys.argv[1:] == ["migrer"]:
    pathlib.Path("data/territoire.yml").write_text("nom: rien\\n", "utf-8")
elif sys.argv[1:] == ["construire"]:
    (site / "communes/aigrebois/index.html").unlink()
else:
    print("OUVERT", *sys.argv[1:], pathlib.Path.cwd())
"""
"""What a stand-in of the tool does."""
PAGE = "communes/aigrebois/index.html"
AGAIN = """import shutil, venv
bare = shutil.ignore_patterns("ctg*", ".pret")
def create(place, clear=False, **_):
    clear and shutil.rmtree(place, ignore_errors=True)
    shutil.copytree({!r}, place, symlinks=True, ignore=bare)
venv.create = create
"""
"""Python's environment is made once for real; then the bare one is copied."""


def wheel(version: str, says: str = SAYS) -> Wheel:
    """A stand-in of the tool: ``python -m ctg`` says how it was called, or loses a page. It needs nothing beyond itself."""
    info, path = f"ctg_site-{version}.dist-info", Path(f"ctg_site-{version}-py3-none-any.whl")
    held = {f"{MODELS_INSIDE}/{name}": (MODELS / name).read_text("utf-8") for name in OPENED} | {
        "ctg/__main__.py": says,
        LOCK_INSIDE: "# rien d'autre\n",
        CHANGES_INSIDE: f"# Ce qui change\n\n## {version}\n\nDu neuf\n- un [lien](docs/x.md)\n\n## 1.0.0\n\nDu vieux.\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: ctg-site\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: essai\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in held.items():
            archive.writestr(name, text)
    return Wheel(path.name, path.read_bytes())


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """What a territory was given, in a folder whose name has spaces and accents."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "Site des familles d'Été (à copier)"
    write_tools(place, wheel("3.0.0"))
    return place


def opened(folder: Path, **more: str) -> tuple[int, str]:
    """As a double-click does: from elsewhere, with what any session has."""
    bare = {"PATH": f"{Path(sys.executable).resolve().parent}:{os.defpath}", "HOME": str(folder.parent), "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        ["sh", folder / "Ouvrir le site.command"], cwd="/", env=bare | more, capture_output=True, text=True, check=False, input=""
    )
    return done.returncode, done.stdout + done.stderr


def opened_here(folder: Path, monkeypatch) -> int:
    """The same in this process, whose Python stays as it is: pip says what it would install."""
    spec = importlib.util.spec_from_file_location("ouvrir", folder / "roues/ouvrir.py")
    opening = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(opening)
    monkeypatch.setattr(opening, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(opening.venv, "create", lambda place, **_: place.mkdir())  # never over one that serves
    monkeypatch.setattr(opening.subprocess, "call", lambda _: 0)
    monkeypatch.setattr(sys, "argv", ["ouvrir.py"])
    for name in ("PIP_NO_INDEX", "PIP_DRY_RUN"):
        monkeypatch.setenv(name, "1")
    return opening.main()


def test_a_double_click_prepares_once_and_a_newer_version_is_tried_beside_then_taken(folder, tmp_path, monkeypatch, capfd):
    """One real round: Python's own environments, pip, the digests; the site of today is the only stand-in."""
    code, told = opened(folder)
    assert (code, f"OUVERT demarrer --ouvrir {folder}" in told, "se prépare" in told) == (0, True, True), told
    invent(folder, "seule")
    code, told = opened(folder)
    assert (code, f"OUVERT servir --ouvrir {folder}" in told, "se prépare" in told) == (0, True, False), "it is ready"
    again = AGAIN.format(str(shutil.copytree(folder / ".venv", tmp_path / "nu", symlinks=True)))
    (tmp_path / "sitecustomize.py").write_text(again, "utf-8")
    (folder / ".venv/bin/python").unlink()
    (folder / ".venv/bin/python").write_bytes(b"")
    code, told = opened(folder, PYTHONPATH=str(tmp_path))
    assert (code, "se prépare" in told) == (0, True), "copied from a computer whose Python is not here"

    surfer, before = Surfer(folder), (folder / "data/territoire.yml").read_bytes()
    assert "Une nouvelle version" in surfer.get("/publier/").html
    assert "ctg_site" in surfer.upload("/version/", "roue", ("x.whl", b"PK"), _geste="essayer").html, "which file to give"
    damaged = wheel("99.1.0").content.replace(b"OUVERT", b"OUVRET")
    assert "pas en entier" in surfer.upload("/version/", "roue", ("x.whl", damaged), _geste="essayer").plain, "a byte changed"
    assert "déjà la version" in surfer.upload("/version/", "roue", ("x.whl", wheel("1.9.0").content), _geste="essayer").plain
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    surfer.upload("/version/", "roue", ("x (1).whl", wheel("99.1.0").content), _geste="essayer")
    told = ended(surfer, "/version/")
    assert not list(tmp_path.glob("ctg-version-*/projet/.venv")), "a closed window would leave it there"
    for part in ("1 adresse sur", PAGE, "data/territoire.yml", "Prendre la version 99.1.0", "<li>un lien</li>"):
        assert part in told.plain, told.plain
    assert "Du vieux" not in told.plain
    assert (folder / "data/territoire.yml").read_bytes() == before, "nothing is taken yet"
    removing, remove = [], shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", lambda *a, **k: (removing.append(threading.current_thread()), remove(*a, **k))[1])
    told = surfer.press("/version/", "prendre")
    for one in threading.enumerate():
        if one in removing:
            one.join()
    assert removing, "the copy goes"
    assert threading.main_thread() not in removing, "no page waits for its 36,000 files"
    assert "avant-99.1.0.zip" in told.plain
    assert "99.1.0 : ce qui change" not in told.plain, "it is taken"
    with zipfile.ZipFile(folder / "brouillons/avant-99.1.0.zip") as kept:
        assert kept.read("data/territoire.yml") == before
        assert b"ctg-site==3.0.0" in kept.read("requirements.txt")
    (folder / "data/territoire.yml").write_bytes(before)
    surfer.upload("/version/", "roue", ("x.whl", wheel("99.2.0", "import rien_de_tel").content), _geste="essayer")
    told = ended(surfer, "/version/").plain
    assert ("brouillons/panne.txt" in told, "Traceback" in told) == (True, False), told
    assert "rien_de_tel" in (folder / "brouillons/panne.txt").read_text("utf-8")
    assert (opened_here(folder, monkeypatch), "se prépare" in capfd.readouterr().out) == (0, True), "what is taken is installed"
    write_tools(folder, wheel("99.1.0", SAYS.replace("OUVERT", "REFAIT")))
    assert ("REFAIT" in opened(folder)[1], "REFAIT" in opened(folder)[1]) == (True, True), "made again under the same number"


def test_what_a_new_version_wrote_leaves_with_the_next_sending(folder, tmp_path):
    """A forge builds the site with the tool that it was sent."""
    given, forge = wheel("99.1.0"), str(tmp_path / "depot.git")

    def git(*words: str, at: Path = folder) -> bytes:
        return subprocess.run(["git", "-C", at, *words], capture_output=True, check=True).stdout

    invent(folder, "seule")
    git("init", "--quiet", "--bare", "--initial-branch=main", forge)
    git("init", "--quiet", "--initial-branch=main")
    git("config", "user.name", "Coordination")
    git("config", "user.email", "familles@exemple.fr")
    git("add", "--all")
    git("commit", "--quiet", "--message=Début")
    git("remote", "add", "origin", forge)
    git("push", "--quiet", "--set-upstream", "origin", "main")
    (folder / "note.txt").write_text("à moi", "utf-8")
    take(Trial(folder, given), Workshop(folder))
    surfer = Surfer(folder)
    page = surfer.get("/partager/")
    assert ("L'outil" in page.plain, "1 changement depuis" in page.plain) == (True, True)
    assert "Envoyé" in surfer.post("/partager/", page.answers | {"_geste": ["publier"]}).plain
    for name in ("requirements.txt", LOCK, f"roues/{given.name}"):
        assert git("show", f"main:{name}", at=Path(forge)) == (folder / name).read_bytes(), name
    assert git("status", "--porcelain") == b"?? note.txt\n"


def test_a_newer_tool_that_was_put_in_its_folder_is_offered_with_its_digest(folder):
    given = wheel("99.1.0")
    (folder / "roues" / given.name).write_bytes(given.content)
    (folder / "roues/ctg_site-99.2.0-py3-none-any.whl").write_bytes(b"coupe")
    told = Surfer(folder).get("/version/").plain
    assert (given.digest in told, "Version 99.1.0 : ce qui change" in told) == (True, True)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_not_what_was_locked_is_not_installed(folder, whole, monkeypatch, capfd):
    path = next((folder / "roues").glob("*.whl"))
    path.write_bytes(path.read_bytes() + (b"" if whole else b"autre chose"))
    assert (opened_here(folder, monkeypatch), "n’a pas pu être préparé" in capfd.readouterr().err) == (
        0 if whole else 1,
        not whole,
    )


def test_a_file_alone_and_a_folder_that_takes_nothing_say_what_to_do(folder, tmp_path, monkeypatch, capfd):
    alone = tmp_path / "Ouvrir le site.command"
    shutil.copy(folder / alone.name, alone)
    done = subprocess.run(["sh", alone], capture_output=True, text=True, check=False, input="")
    assert (done.returncode, "Extrayez-le" in done.stdout) == (1, True)
    monkeypatch.setattr(Path, "touch", lambda _: (_ for _ in ()).throw(PermissionError()))
    assert (opened_here(folder, monkeypatch), "Copiez-le tout entier" in capfd.readouterr().err) == (1, True)


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
