"""Text that was damaged on its way: mended when there is one way to read it, else told where it is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ctg.common.damage import losses, mended
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.open_data.cells import CellError, Column
from ctg.open_data.meant import restored
from ctg.publish.mkdocs import Plugin
from ctg.reading.describe import Type
from ctg.reading.sheet import read_sheet

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


def test_it_is_mended_in_a_sheet_and_in_a_table(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text('\u200bnom: La ludothÃ¨que\nrepas: "go\\u00adûter"\n', "utf-8")
    sheet, _ = read_sheet(path, tmp_path)
    assert sheet.values == {"nom": "La ludothèque", "repas": "goûter"}
    column = Column(("repas",), "Repas", type=Type.TEXT)
    assert restored("prÃªt de jeux", column)[0] == "prêt de jeux"
    with pytest.raises(CellError, match="perdues"):
        restored("pr\ufffdt", column)


def test_a_page_of_prose_is_checked_and_published_mended(project):
    root = project({"docs/a-propos/index.md": "# À propos\n\n[cli\u00adquez ici](index.md)\n".encode()})
    with pytest.raises(DataError, match="« cliquez ici » ne dit pas"):
        load(root)
    page = SimpleNamespace(file=SimpleNamespace(content_string="Une ludothÃ¨que."))
    assert Plugin().on_page_read_source(page=page, config=None) == "Une ludothèque."
