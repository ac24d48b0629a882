"""Nothing is written out of the folder that it was meant for; damaged text is mended, or told on its line."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ctg.commands import main
from ctg.common.files import OutsideError, inside, reason, write_atomically
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.pages.site_files import Asset
from ctg.publish.mkdocs import Plugin
from ctg.publish.write import Preview, write, write_together
from ctg.reading.sheet import losses, mended

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


def test_the_preview_neither_writes_nor_deletes_elsewhere(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "note").write_text("à garder", "utf-8")
    preview = Preview(tmp_path / "site")
    preview.show([Asset("../note", b"x")])
    with pytest.raises(OutsideError), preview.prepared("../note"):
        pass
    preview.show([])
    assert (tmp_path / "note").read_text("utf-8") == "à garder"


DAMAGED = [
    ("MÃ©diathÃ¨que de la VallÃ©e", "Médiathèque de la Vallée"),
    ("Lâ€™espace jeunesâ€¦ 6â€“11 ans", "L’espace jeunes… 6–11 ans"),
    ("NoÃ«l, jusquâ€™Ã  18 h", "Noël, jusqu’à 18 h"),
    ("un dÃƒÂ©jeuner", "un déjeuner"),  # twice
    ("af\ufb01chage et o\ufb03ce", "affichage et office"),
    ("garde\u00adrie par\u200btagée", "garderie partagée"),
    ("\ufeffPiscine\u2060", "Piscine"),
    ("me\u0301nage", "ménage"),
]
SOUND = [
    "CAFÉ\u00a0» et «\u00a0DÉJÀ\u00a0»\u00a0!", "l’été “chaud”, 12–15 ans…", "São Tomé, Łódź, Ñuñoa, İzmir", "№ 4 · 3 m² · ½ · €",
    "مرحبا \u200fCAF\u200e", "À l’Île, ÂGE, Ça : ÔTÉ", "œuvre – æ ß", "👩\u200d👧 famille",
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), DAMAGED)
def test_what_has_one_reading_is_mended(text, plain):
    assert (mended(text), list(losses(text))) == (plain, [])


@pytest.mark.parametrize("text", SOUND)
def test_what_people_type_is_left_as_it_is(text):
    assert (mended(text), list(losses(text))) == (text, [])


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("ouvert\nune biblioth\ufffdque", 2, "biblioth\ufffdque"),
        ("un livre oubliÃ", 1, "abîmées"),
        ("pour les assis-\ntantes maternelles", 1, "« assistantes » ou « assis-tantes »"),
    ],
)
def test_what_is_lost_is_told_on_its_line(text, line, told):
    [loss] = losses(text)
    assert loss.line == line
    assert told in f"{loss.message} {loss.remedy}"


@pytest.mark.parametrize("text", ["pré-\net post-natal", "- item-\n- autre", "lieu: a-\nnom: b", "Nord-\nSud"])
def test_a_hyphen_that_cuts_no_word_is_let_through(text):
    assert not list(losses(text))


def test_a_page_of_prose_is_checked_and_published_mended(project):
    root = project({"docs/a-propos/index.md": "# À propos\n\n[cli\u00adquez ici](index.md)\n".encode()})
    with pytest.raises(DataError, match="« cliquez ici » ne dit pas"):
        load(root)
    page = SimpleNamespace(file=SimpleNamespace(content_string="Une ludothÃ¨que."))
    assert Plugin().on_page_read_source(page=page, config=None) == "Une ludothèque."
