"""What lies in a project's folders: only plain files are read and published, the others are told, and nothing waits."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ctg.checking.folders import FILES, MAX_DOCUMENT, published, written_pages
from ctg.commands import lines, main
from ctg.common.problems import ERROR, WARNING, DataError
from ctg.loading import load
from ctg.model import KINDS, LONE_FILES
from territoires import small, wire

SECRET = "un mot de passe du serveur"
EVERYWHERE = (
    *(f"data/{name}" for name in FILES),
    *(f"data/{kind.folder}/x.yml" for kind in KINDS if kind.folder != "communes"),
    "docs/x.md",
    "docs/images/plan.png",
    "overrides/assets/css/x.css",
)
"""Every place from which something is read."""


def told(root: Path) -> dict[str, tuple[str, str]]:
    """File → (message, level) of what is told of a project, by the one way in."""
    try:
        problems = load(root).warnings
    except DataError as error:
        problems = error.problems
    return {problem.file: (problem.message, problem.level) for problem in problems}


def put(root: Path, place: str) -> Path:
    """An empty place in a project."""
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


@pytest.fixture
def secret(tmp_path) -> Path:
    """A file of the machine, outside the project."""
    path = tmp_path / "secret"
    path.write_text(f"nom: {SECRET}\n", "utf-8")
    return path


def test_a_link_is_told_wherever_it_leads_and_shows_nothing_of_it(project, secret):
    root = project({"docs/vrai.md": f"# {SECRET}\n"})
    for target in (secret, secret.parent, root / "docs" / "vrai.md", "nulle-part", "itself"):
        for place in EVERYWHERE:
            put(root, place).symlink_to(root / place if target == "itself" else target)
        found = told(root)
        links = {place: ("lien symbolique" in found[place][0], found[place][1]) for place in EVERYWHERE}
        assert links == dict.fromkeys(EVERYWHERE, (True, ERROR))
        assert SECRET not in str(found)


@pytest.mark.parametrize("folder", ["data", "docs", "data/structures", "docs/images", "overrides/assets"])
def test_a_folder_that_is_a_link_is_told_and_not_entered(project, tmp_path, folder):
    root = project({"docs/images/a.md": "# A\n", "data/structures/a.yml": "nom: A\n", "overrides/assets/a.css": ""})
    shutil.move(root / folder, tmp_path / "ailleurs")
    (root / folder).symlink_to(tmp_path / "ailleurs")
    assert "lien symbolique" in told(root)[folder][0]
    assert [path.name for path in written_pages(root / "docs")] == ([] if folder.startswith("docs") else ["a.md"])


END = "— refusé —"
READ_BY = ("verifier", "construire", "bilan", "importer data/positions.json")
ASKED = [line for line in READ_BY if line.split()[0] in {command.name for command in lines()}]
COMMANDS = f"""import sys; from {main.__module__} import main
for command in sys.argv[1:]: assert main(command.split()) != 0, command; print({END!r}, flush=True, file=sys.stderr)"""
"""Each command in its turn, all refused, in one process: to start six takes five seconds."""


def test_pipes_and_sockets_are_told_without_waiting(project, monkeypatch):
    """In another process: what waits would wait for ever."""
    root = wire(project())
    for place in EVERYWHERE:
        os.mkfifo(put(root, place))
    monkeypatch.chdir(root)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("data/structures/prise.yml")
        run = [sys.executable, "-c", COMMANDS, *ASKED]
        done = subprocess.run(
            run, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stdout
    first, *others = done.stdout.split(END)
    assert len(others) == len(ASKED)
    assert [place for place in EVERYWHERE if f"{place}, ligne 1\n" not in first] == []
    assert f"Erreur, {len(EVERYWHERE)} fois : Ce n'est pas un fichier ordinaire, mais un tube nommé." in first
    assert "mais une prise de communication" in first


@pytest.mark.parametrize("place", ["data/structures/x.yml", "docs/x.md", "docs/x.pdf", "data/positions.json"])
def test_a_folder_or_a_file_that_nobody_may_read(project, place, monkeypatch):
    root = project({place: "x"})
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != root / place)  # root may read anything
    assert "ne peut pas être lu" in told(root)[place][0]
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != (root / place).parent)
    assert "ne peut pas être lu" in told(root)[(root / place).parent.relative_to(root).as_posix()][0]


def test_a_folder_of_records_that_nobody_may_list_is_told_and_the_others_are_read(project, monkeypatch):
    root = project({"data/structures/x.yml": "nom: [", "data/services/y.yml": "nom: ["})
    closed, listed = root / "data/structures", Path.iterdir

    def iterdir(path: Path):
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != closed)  # root may read anything
    with pytest.raises(DataError) as refused:
        load(root)
    assert {problem.file for problem in refused.value.problems} >= {"data/structures", "data/services/y.yml"}


@pytest.mark.parametrize(("place", "size"), [("docs/x.md", 1_000_001), ("docs/x.pdf", MAX_DOCUMENT + 1)])
def test_a_file_that_is_too_big_is_told_and_not_published(project, place, size):
    root = project({place: ""})
    os.truncate(root / place, size)
    assert "trop gros" in told(root)[place][0]
    assert published(root / "docs") == []


LEFT = (
    "index.md~", "#index.md#", "._index.md", ".#index.md", "index.md.bak", "index.md.orig", ".index.md.swp", "Thumbs.db",
    ".DS_Store", "~$index.docx", "desktop.ini", "index (Copie en conflit de l'accueil 2026-11-20).md",
    "index.sync-conflict-20261120-101112-ABCDEFG.md", "index - Copie.md", "index_BACKUP_1234.md", ".~lock.index.odt#",
)  # fmt: skip
WORTH = (
    "index.md", "copie-integrale-d-acte.md", "plan (1).png", "tarifs_2026.pdf", "C-est-quoi.md",
    "resolution-des-conflits.md",
)  # fmt: skip


DOCUMENTS = (
    "note.docx", "compte-rendu.odt", "page.html", "PAGE.MD", "tableau.xlsx", "notes.txt", "programme.js",
    "templates/a.md",
)  # fmt: skip


COMMENTED = f"""\
# Titre<!-- {SECRET} -->

<!--
{SECRET}

{SECRET} -->

Un texte <!-- {SECRET}

{SECRET} --> et sa suite <!--> fin. <!--[if IE]> {SECRET} <![endif]--><![if !{SECRET}]>visible<![endif]>

- un point

    <!-- {SECRET} -->

```html
<!-- code gardé -->
```

Dans une ligne : `<!-- aussi gardé -->`.

    <!-- gardé encore -->
"""


@pytest.fixture(scope="module")
def littered(tmp_path_factory) -> tuple[Path, int, str]:
    """(a project with all that may lie in docs/, built; how many of its files are dropped; what the build told)."""
    kept = {f"docs/guide/{name}": "# Titre\n" for name in WORTH} | {"docs/guide/photo.JPG": "x", "docs/.gitkeep": ""}
    prose = {"docs/a-propos/index.md": COMMENTED, "docs/contribuer/index.md": "# Contribuer\n"}
    dropped = {f"docs/guide/{name}": f"{SECRET}" for name in LEFT} | {f"docs/{name}": SECRET for name in DOCUMENTS}
    root = wire(small(tmp_path_factory.mktemp("docs") / "projet", kept | prose | dropped))
    found = told(root)
    assert {file.rstrip("/") for file in found} == {*dropped} - {"docs/templates/a.md"} | {"docs/templates"}
    assert {level for _, level in found.values()} == {WARNING}
    done = subprocess.run([sys.executable, "-m", "ctg", "construire"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root, len(dropped), done.stdout


def test_what_is_left_in_docs_is_not_published_and_is_told(littered):
    root, dropped, said = littered
    untold = 1 + sum(bool(one.missing) for one in LONE_FILES)  # the address of the site, and what stands alone
    assert f"{dropped + untold} avertissements" in said
    site = [path for path in (root / "site").rglob("*") if path.is_file()]
    assert [path for path in site if SECRET.encode() in path.read_bytes()] == []
    assert (root / "site/guide/photo.JPG").is_file()
    assert (root / "site/guide/copie-integrale-d-acte/index.html").is_file()


def test_comments_of_prose_are_not_published_but_in_code(littered):
    root, *_ = littered
    html = (root / "site/a-propos/index.html").read_text("utf-8")
    assert SECRET not in html
    assert "<!--" not in html.partition("<main")[2]
    assert [html.count(f"&lt;!-- {words} --&gt;") for words in ("code gardé", "aussi gardé", "gardé encore")] == [1, 1, 1]
    assert "et sa suite" in html
    assert "visible" in html
