"""Spreadsheets in the form: saved, sent back, tried, written; a refused row opened in its record's boxes."""

from __future__ import annotations

import os
import shutil

import pytest

from ctg.editing.upload import Upload, parts_of
from formulaire import HOST, Surfer
from tableaux import read_xlsx, write_xlsx
from territoires import ESSAI

ADDRESS = "/tableur/structures/"
ECUREUILS = "data/structures/ecureuils.yml"


@pytest.fixture
def surfer(tmp_path) -> Surfer:
    shutil.copytree(ESSAI / "data", tmp_path / "projet/data")
    return Surfer(tmp_path / "projet")


@pytest.fixture
def sent(surfer, tmp_path):
    """``sent([[titles], [cells]…])``: the page once this spreadsheet is sent."""

    def send(*rows):
        content = write_xlsx(tmp_path / "x.xlsx", rows).read_bytes()
        return surfer.upload(ADDRESS, "tableau", ("réponses 2026.xlsx", content), _geste="essayer")

    return send


def text_of(surfer: Surfer, file: str = ECUREUILS) -> str:
    return (surfer.root / file).read_text("utf-8")


def plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ").replace("&#39;", "'").replace("’", "'")


def test_what_is_saved_is_what_the_command_writes_and_sent_back_it_changes_nothing(surfer, tmp_path):
    assert f'href="{ADDRESS}"' in surfer.get("/fiches/?genre=structures").html
    saved = surfer.get(f"{ADDRESS}structures.xlsx")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="structures.xlsx"'
    (tmp_path / "x.xlsx").write_bytes(saved.content)
    assert "Les Écureuils" in {row[1] for row in read_xlsx(tmp_path / "x.xlsx")}
    for suffix in ("xlsx", "csv"):
        content = surfer.get(f"{ADDRESS}structures.{suffix}").content
        page = surfer.upload(ADDRESS, "tableau", (f"structures.{suffix}", content))
        assert "0 nouvelle fiche, 0 modifiée" in page.html
        assert "0 refusée" in page.html
        assert 'value="ecrire' not in page.html


def test_a_table_is_tried_then_written_then_undone(surfer, sent):
    before = text_of(surfer)
    page = sent(["Identifiant", "Nom", "Téléphone"], ["ecureuils", "", "01 99 00 11 03"], ["", "La Cabane", ""])
    assert "Téléphone : 01 99 00 11 02 → 01 99 00 11 03" in plain(page.html)
    assert "Rien n'est encore écrit" in plain(page.html)
    assert text_of(surfer) == before
    page = surfer.post(ADDRESS, {"_jeton": [surfer.pages.workshop.token], "_geste": ["ecrire"]})
    assert "Des lignes sont refusées" in plain(page.html)  # a new one lacks its type
    assert text_of(surfer) == before
    page = surfer.post(ADDRESS, {"_jeton": [surfer.pages.workshop.token], "_geste": ["ecrire-sauf-refus"]})
    assert set(text_of(surfer).splitlines()) ^ set(before.splitlines()) == {
        "telephone: 01 99 00 11 02", "telephone: 01 99 00 11 03",
    }  # fmt: skip
    assert "1 inchangée" in page.html
    surfer.post("/annuler/", {"_jeton": [surfer.pages.workshop.token]})
    assert text_of(surfer) == before


def test_a_refused_row_opens_in_the_form_of_its_record_and_is_mended_there(surfer, sent):
    before = text_of(surfer)
    page = sent(["Identifiant", "Téléphone", "Horaires : Mardi", "Repas"], ["ecureuils", "01 99", "8h-18", "Fournis."])
    assert f'<a href="{ADDRESS}2/">Ligne 2' in page.html
    page = surfer.get(f"{ADDRESS}2/")
    assert '<form method="post" action="/structures/ecureuils/"' in page.html
    assert (page.answers["telephone"], page.answers["repas"]) == (["01 99"], ["Fournis."])
    assert page.answers["horaires.mardi"] == ["8h-18", ""]
    assert '<a href="#champ-telephone">' in page.html
    assert '<a href="#champ-horaires-mardi">' in page.html
    right = {"telephone": ["01 99 00 11 03"], "horaires.mardi": ["8h-18h", ""], "_geste": ["enregistrer"]}
    page = surfer.post("/structures/ecureuils/", page.answers | right)
    assert "Enregistré." in page.html
    assert surfer.followed[-1] == ADDRESS
    assert "0 ligne : " in plain(page.html)
    assert "repas: Fournis.\n" in text_of(surfer)
    assert len(set(text_of(surfer).splitlines()) ^ set(before.splitlines())) == 4


def test_a_refused_row_without_a_record_opens_in_a_new_one(surfer, sent):
    sent(["Nom", "Type", "Commune", "Téléphone"], ["La Cabane", "ludoteque", "Aubrelune", "01 99 00 11 03"])
    page = surfer.get(f"{ADDRESS}2/")
    assert page.answers["_fichier"] == ["la-cabane"]
    assert page.answers["etat_fiche"] == ["brouillon"]
    assert page.answers["type"] == ["ludoteque"]
    assert '<a href="#champ-type">' in page.html
    surfer.post("/nouvelle/structures/", page.answers | {"type": ["ludotheque"], "_geste": ["enregistrer"]})
    assert "telephone: 01 99 00 11 03" in text_of(surfer, "data/structures/la-cabane.yml")


def test_a_row_of_a_list_and_an_identifier_of_no_use_are_told(surfer, sent):
    sent(["Identifiant", "Nom", "Sources"], ["Les Écureuils", "", ""], ["cerf-volant", "", "rien"], ["cerf-volant", "", ""])
    assert "ecureuils" in surfer.get(f"{ADDRESS}2/").html
    assert "La même fiche est aussi" in plain(surfer.get(f"{ADDRESS}3/").html)
    assert surfer.get(f"{ADDRESS}9/").status.startswith("404")


def test_what_is_no_table_is_told_and_forgotten(surfer):
    for name, content in (("x.xlsx", b"PK"), ("x.xls", b"a"), ("../../x.csv", b"Nom;Inconnue\n"), ("x", b"")):
        page = surfer.upload(ADDRESS, "tableau", (name, content))
        assert "Rien n'est écrit" in plain(page.html)
        assert surfer.pages.tables == {}
    assert "Aucun tableau n'est choisi" in plain(surfer.upload(ADDRESS, "tableau", ("", b"")).html)
    assert {path.name for path in surfer.root.iterdir()} == {"data"}
    assert surfer.get("/tableur/communes/").status.startswith("404")
    assert surfer.get(f"{ADDRESS}autre.csv").status.startswith("404")


def test_while_a_record_is_wrong_no_table_is_given(surfer):
    (surfer.root / ECUREUILS).write_text("nom: Les Écureuils\n", "utf-8")
    assert "ferait perdre des faits" in surfer.get(f"{ADDRESS}structures.csv").html


# --- files as browsers send them -----------------------------------------------------------------

KIND = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"a\r\n\r\n", b"\r\r\n\n", b"--y\r\n--", b"\x85\x0b\x1c\n", os.urandom(10_000)]
)
def test_a_file_arrives_byte_for_byte(content):
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="C:\\x\\\xc3\xa9t\xc3\xa9.csv"\r\n\r\n' + content
    assert parts_of(KIND, body + b"\r\n--x--\r\n") == ({}, {"f": [Upload("été.csv", content)]})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut',
        b"--x\r\n\r\nno name\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        b'--xy\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n--xy--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1_001 + b"--x--\r\n",
    ],
)
def test_what_is_no_form_is_refused(surfer, body):
    with pytest.raises(ValueError, match=r"^$|codec|unpack"):
        parts_of(KIND, body)


def test_a_file_has_a_size_and_its_form_the_token(surfer):
    big = surfer.ask("POST", ADDRESS, CONTENT_TYPE=KIND, CONTENT_LENGTH="12000001", HTTP_ORIGIN=f"http://{HOST}")
    assert big.status.startswith("413")
    assert "relancé" in surfer.upload(ADDRESS, "tableau", ("x.csv", b"Nom\nA\n"), _jeton="hier").html
    assert surfer.pages.tables == {}
