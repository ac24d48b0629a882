"""Nothing is written out of the folder that it was meant for. (Atomic writing: see the commands.)"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ctg.commands import main
from ctg.common.files import OutsideError, inside, reason, sweep, write_atomically
from ctg.pages.files import Asset
from ctg.publish.write import Preview, write, write_together

ELSEWHERE = [
    "", "/", "/etc/x", "..", ".", "../x", "a/../../x", "a/..", "a//b", "a/", "./a", "a/./b", "a\\..\\..\\x", "C:/x", "C:x",
    "a\x00b", "a\nb", "con", "CON.txt", "a/aux/b", "nul.json", "com1", "LPT9.csv", "a.", "a ", "a/b. ", "a?b", "a*", "a|b",
    'a"b', "<a>",
]  # fmt: skip


KILLED = f"""
import os, signal, sys
from pathlib import Path
from {write_atomically.__module__} import write_atomically
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), "x")
"""


def test_what_a_killed_process_was_writing_goes_at_the_next_command(project):
    root = project({f"data/structures/.ctg-{os.getpid()}-x": "", "data/.autre": ""})
    name = "é" * 120 + ".yml"  # 244 bytes: no room beside it for more than a few letters
    subprocess.run([sys.executable, "-c", KILLED, str(root / "data/structures" / name)], check=False)
    folder = root / "data/structures"
    assert len(list(folder.glob(".ctg-*"))) == 2
    main(["--projet", str(root), "verifier"])
    assert [path.name for path in folder.glob(".ctg-*")] == [f".ctg-{os.getpid()}-x"], "this process is still there"
    assert (root / "data/.autre").exists()


def test_half_written_files_are_not_looked_for_behind_a_link(tmp_path):
    (tmp_path / "ailleurs").mkdir()
    half = tmp_path / "ailleurs/.ctg-999999999-x"
    half.touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "data/structures").symlink_to(tmp_path / "ailleurs")
    (tmp_path / "lien").symlink_to(tmp_path / "ailleurs")
    sweep(tmp_path / "data")
    sweep(tmp_path / "lien")
    assert half.exists()


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_place_that_leads_elsewhere_or_that_no_system_takes_is_refused_in_french(tmp_path, place):
    folder = tmp_path / "site"
    for attempt in (
        lambda: inside(folder, place),
        lambda: write(folder, [Asset(place, b"x")]),
        lambda: write_together(folder, [Asset(f"{n}.txt", b"") for n in range(60)] + [Asset(place, b"x")]),
    ):
        with pytest.raises(OutsideError) as error:
            attempt()
        assert "cette adresse sort du dossier prévu" in reason(error.value)
    assert {path.name for path in tmp_path.iterdir()} <= {"site"}


@pytest.mark.parametrize(
    "place", ["index.html", ".htaccess", "_redirects", "a/b/c.json", ".well-known/x", "contact", "a b.c", "é/œ.png"]
)
def test_an_ordinary_place_is_taken(tmp_path, place):
    for content in (b"xyz", b"x"):  # new, then in place of the former one
        write(tmp_path, [Asset(place, content)])
        assert (tmp_path / place).read_bytes() == content


def test_a_symbolic_link_that_leads_out_is_not_followed(tmp_path):
    site, other = tmp_path / "site", tmp_path / "autre"
    (site / "vrai").mkdir(parents=True)
    other.mkdir()
    (other / "a").write_text("à garder", "utf-8")
    (site / "dossier").symlink_to(other)
    (site / "fichier").symlink_to(other / "a")
    (site / "nulle-part").symlink_to(tmp_path / "b")
    (site / "dedans").symlink_to(site / "vrai")
    for place in ("dossier/a", "dossier/b", "fichier", "nulle-part"):
        with pytest.raises(OutsideError):
            write(site, [Asset(place, b"x")])
        with pytest.raises(OutsideError):
            write_atomically(inside(site, place), b"x")
    write(site, [Asset("dedans/c", b"x")])
    assert (other / "a").read_text("utf-8") == "à garder"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["autre", "site"]
    assert [path.name for path in other.iterdir()] == ["a"]


def test_a_project_reached_through_a_link_is_a_project(tmp_path):
    (tmp_path / "vrai").mkdir()
    (tmp_path / "lien").symlink_to(tmp_path / "vrai")
    write(tmp_path / "lien", [Asset("a/b", b"x")])
    assert (tmp_path / "vrai/a/b").read_bytes() == b"x"


def test_the_preview_neither_writes_nor_deletes_elsewhere(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "note").write_text("à garder", "utf-8")
    preview = Preview(tmp_path / "site")
    preview.show([Asset("../note", b"x")])
    with pytest.raises(OutsideError), preview.prepared("../note"):
        pass
    preview.show([])
    assert (tmp_path / "note").read_text("utf-8") == "à garder"
