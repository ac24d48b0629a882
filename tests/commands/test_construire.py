"""``ctg construire``: the site in place is the old one or the new one, whole; a build that is refused changes no byte."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.commands.construire import UNCHANGED
from ctg.common.files import put_in_place
from territoires import SMALL, tree, wire

KILLS = int(os.environ.get("CTG_COUPS", "1"))
"""How many builds the test kills: many more by « make assaut »."""
COMMAND = [sys.executable, "-m", "ctg", "construire"]
LENGTH = ".cache/secondes"
"""How long the first build of a project took."""


def digest(folder: Path) -> int:
    """All the files of a folder, names and bytes."""
    return hash(frozenset(tree(folder).items()))


def build_once(folder: Path) -> None:
    shutil.copytree(SMALL, folder)
    for name in ("a-propos", "contribuer"):
        (folder / "docs" / name).mkdir(parents=True)
        (folder / "docs" / name / "index.md").write_text(f"# {name}\n", "utf-8")
    start = time.monotonic()
    assert subprocess.run(COMMAND, cwd=wire(folder), check=False).returncode == 0
    (folder / LENGTH).write_text(str(time.monotonic() - start))


@pytest.fixture
def published(built, tmp_path) -> Path:
    """A project whose site was built once."""
    return Path(shutil.copytree(built("construit", build_once), tmp_path / "projet"))


READER = """import os, sys, pathlib
parent, place, said = int(sys.argv[1]), pathlib.Path(sys.argv[2]), []
print("prêt", flush=True)
while os.getppid() == parent and not pathlib.Path(sys.argv[3]).exists():
    {}
print(said)
"""
"""Looks again and again at a place, until it is told to stop or its parent is gone."""


@contextmanager
def reader(look: str, place: Path, end: Path) -> Iterator[subprocess.Popen]:
    """A process that looks at a place until the file ``end`` is there; none survives the block."""
    command = [sys.executable, "-c", READER.format(look), str(os.getpid()), str(place), str(end)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "prêt\n"
            yield process
        finally:
            process.kill()


def rename(folder: Path, name: str) -> None:
    """Change the territory's name, and so every page."""
    path = folder / "data" / "territoire.yml"
    lines = path.read_text("utf-8").splitlines()
    others = [line for line in lines if not line.startswith("titre_site:")]
    path.write_text("\n".join([f"titre_site: {name}", *others]), "utf-8")


def test_killed_at_any_moment_the_site_is_the_old_one_or_the_new_one(published):
    dice, length, states = random.Random(8), float((published / LENGTH).read_text()), {digest(published / "site")}
    for number in range(KILLS):
        rename(published, ("Deux", "Un")[number % 2])
        process = subprocess.Popen(
            COMMAND, cwd=published, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(dice.uniform(0.2, 1.05) * length)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert (published / "site" / "index.html").is_file()
        states.add(digest(published / "site"))
    assert subprocess.run(COMMAND, cwd=published, check=False).returncode == 0, "what a killed build leaves stops nobody"
    # Of two names, three states at most: the first name as the fixture knew it, « Deux », « Un ».
    assert len(states | {digest(published / "site")}) <= 1 + min(KILLS, 2)
    assert [path.name for path in published.glob("site*")] == ["site"]


def of_session(leader: int) -> set[int]:
    """The processes still at work in a session (``proc_pid_stat(5)``: state, parent, group, session)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.add(int(stat.parent.name))
    return found


def test_a_build_that_is_killed_leaves_no_process_behind(published):
    if sys.platform != "linux":  # elsewhere a build is one process
        return
    rename(published, "Cinq")
    build = subprocess.Popen(COMMAND, cwd=published, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while len(of_session(build.pid)) < 2:
        assert build.poll() is None, "its workers were not seen"
    build.kill()
    build.wait()
    deadline = time.monotonic() + 300
    while of_session(build.pid):
        assert time.monotonic() < deadline, f"still there: {of_session(build.pid)}"


def test_readers_never_see_a_hole_while_a_folder_takes_the_place_of_another(tmp_path):
    place = tmp_path / "site"
    place.mkdir()
    (place / "index.html").write_text("0")
    look = "try: place.read_text()\n    except FileNotFoundError as error: said.append(error)"
    with reader(look, place / "index.html", tmp_path / "fini") as process:
        for number in range(300):
            new = tmp_path / "nouveau"
            new.mkdir()
            (new / "index.html").write_text(str(number))
            put_in_place(new, place)
        (tmp_path / "fini").touch()
        if sys.platform == "linux":
            assert process.communicate()[0] == "[]\n"
    assert (place / "index.html").read_text() == "299"


def test_a_site_that_is_a_link_is_left_alone_with_what_it_leads_to(published, tmp_path, capsys):
    root = tmp_path / "racine-web"
    (published / "site").rename(root)
    (root / "autre-site").mkdir()
    (published / "site").symlink_to(root)
    for aside in ("site.nouveau", ".site.nouveau"):  # the first is of version 1.0.0
        (published / aside).symlink_to(root)
    before = digest(root)
    rename(published, "Quatre")
    assert main(["--projet", str(published), "construire"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "« site » est un lien symbolique" in err
    assert "→ Supprimez ce lien" in err
    assert digest(root) == before


def test_two_builds_at_once_do_not_mix(published):
    before = digest(published / "site")
    both = [subprocess.Popen(COMMAND, cwd=published, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in both]
    assert {process.returncode for process in both} <= {0, 1}
    assert 0 in {process.returncode for process in both}
    for process, words in zip(both, said, strict=True):
        assert process.returncode == 0 or "Une autre construction est en cours" in words
    assert digest(published / "site") == before


def test_a_disk_that_refuses_is_said_in_french(published):
    before = digest(published / "site")
    rename(published, "Trois")

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(COMMAND, cwd=published, capture_output=True, text=True, check=False, preexec_fn=small_files)
    assert done.returncode == 1
    assert "Le site ne peut pas être écrit : un fichier dépasse la taille permise" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(published / "site") == before
    assert [path.name for path in published.glob("site*")] == ["site"]


LOCK = ".cache/construire.verrou"
"""Whoever builds holds this empty file, so that two builds do not mix; it stays, and is nobody's data."""
PUBLISHED = {f"docs/{name}/index.md": f"# {name}\n" for name in ("a-propos", "contribuer")} | {
    f"site/{name}": "en ligne" for name in ("index.html", "structures/les-lutins/index.html")
}
"""A project whose site is online."""
TERMS = {
    "rubriques": "{{titre: X, besoin: X, phrase: X, lettre: X, pictogramme: material/home}}",
    "themes": "{{titre: X, rubrique: {0}}}",
    "types": "{{singulier: x, pluriel: x, theme: {0}, definition: X.}}",
}
ATTACKS = {
    section: f"{section}:\n  ../../../site: {term.format({'themes': 'vie-locale', 'types': 'enfance'}.get(section))}\n"
    for section, term in TERMS.items()
}
LOST = "# À propos\n\n[Rien](../nulle-part/)\n"
"""A link that only the finished site can find broken: the build goes to its very end."""
WORDS = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n"
REFUSED = {
    "un lien rompu dans la prose": {"docs/a-propos/index.md": LOST},
    "une page de prose qui n'existe pas": {"docs/a-propos/index.md": "# À propos\n\n[Rien](rien.md)\n"},
    "un dossier de prose absent": {"mkdocs.yml": "site_name: X\ndocs_dir: nulle-part\n"},
    "un réglage inconnu": {"mkdocs.yml": "site_name: X\nplugins: [inconnu]\n"},
    "un ancien nom qui sort": {"data/structures/les-lutins.yml": f"{WORDS}anciens_identifiants: [../../../site]\n"},
}


def state(folder: Path) -> dict[str, tuple]:
    """All that is in a folder, with its kind, its rights and its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[path.relative_to(folder).as_posix()] = (status.st_mode, content)
    return found


def refuse(folder: Path, around: Path) -> None:
    """Build in vain: nothing changes in the project nor around it, but for the lock."""
    before = state(around)
    assert main(["--projet", str(folder), "construire"]) == 1
    after = state(around)
    lock = {f"{folder.name}/{name}" for name in (".cache", LOCK)}
    assert {name for name in before | after if before.get(name) != after.get(name)} <= lock
    assert after.get(f"{folder.name}/{LOCK}", (0, b""))[1] == b""


@pytest.mark.parametrize("words", ATTACKS.values(), ids=ATTACKS)
def test_a_key_of_the_vocabulary_that_is_a_path_changes_nothing(words, project, tmp_path, capsys):
    refuse(wire(project(PUBLISHED | {"data/vocabulaire.yml": words})), tmp_path)
    told = capsys.readouterr().err
    assert "data/vocabulaire.yml, ligne 2" in told
    assert "ne peut pas servir d'adresse" in told


@pytest.mark.parametrize("files", REFUSED.values(), ids=REFUSED)
def test_a_site_that_cannot_be_made_or_shown_changes_nothing(files, project, tmp_path, capsys):
    folder = wire(project(PUBLISHED))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    refuse(folder, tmp_path)
    assert UNCHANGED in capsys.readouterr().err
