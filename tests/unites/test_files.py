"""Nothing is written out of the folder that it was meant for. (Atomic writing: see the commands.)"""

from __future__ import annotations

import pytest

from ctg.files import OutsideError, inside, reason, write_atomically
from ctg.outputs.base.site import Asset
from ctg.publishing import Preview, write, write_together

ELSEWHERE = [
    "", "/", "/etc/x", "..", ".", "../x", "a/../../x", "a/..", "a//b", "a/", "./a", "a/./b", "a\\..\\..\\x", "C:/x", "C:x",
    "a\x00b", "a\nb", "con", "CON.txt", "a/aux/b", "nul.json", "com1", "LPT9.csv", "a.", "a ", "a/b. ", "a?b", "a*", "a|b",
    'a"b', "<a>",
]  # fmt: skip


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
    write(tmp_path, [Asset(place, b"x")])
    assert (tmp_path / place).read_bytes() == b"x"


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
