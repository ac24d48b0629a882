"""Spreadsheets in the form: saved, sent back, tried, written; the rows that are refused."""

import io

import pytest
from werkzeug.exceptions import HTTPException

from ctg_formulaire.desk import FormRequest, Upload
from formulaire import HOST
from tableaux import read_xlsx, write_xlsx

ADDRESS = "/tableur/structures/"


@pytest.fixture
def sent(surfer, tmp_path):
    """``sent([[titles], [cells]…])``: the page once this spreadsheet is sent."""

    def send(*rows):
        content = write_xlsx(tmp_path / "x.xlsx", rows).read_bytes()
        return surfer.upload(ADDRESS, "tableau", ("réponses 2026.xlsx", content), _geste="essayer")

    return send


def test_what_is_saved_is_what_the_command_writes_and_sent_back_it_changes_nothing(still, tmp_path):
    assert f'href="{ADDRESS}"' in still.get("/fiches/?genre=structures").html
    saved = still.get(f"{ADDRESS}structures.xlsx")
    assert saved.headers["Content-Disposition"] == "attachment; filename=structures.xlsx"
    (tmp_path / "x.xlsx").write_bytes(saved.content)
    assert "Les Écureuils" in {row[1] for row in read_xlsx(tmp_path / "x.xlsx")}
    for suffix in ("xlsx", "csv"):
        content = still.get(f"{ADDRESS}structures.{suffix}").content
        page = still.upload(ADDRESS, "tableau", (f"structures.{suffix}", content))
        assert "0 nouvelle fiche, 0 modifiée" in page.html
        assert "0 refusée" in page.html
        assert 'value="ecrire' not in page.html


def test_a_table_is_tried_then_written_then_undone(surfer, sent):
    before = surfer.text()
    titles = ["Identifiant", "Nom", "Téléphone", "Horaires : Mardi"]
    page = sent(titles, ["ecureuils", "", "01 99 00 11 03", ""], ["", "La Cabane", "01 99", "8h-25h"])
    for told in ("Téléphone : 01 99 00 11 02 → 01 99 00 11 03", "Ligne 3", "Téléphone, « 01 99 » :", "Mardi, « 8h-25h » :"):
        assert told in page.plain
    assert "Rien n'est encore écrit" in page.plain
    assert surfer.text() == before
    page = surfer.press(ADDRESS, "ecrire")  # but for a new one, which lacks its type
    assert set(surfer.text().splitlines()) ^ set(before.splitlines()) == {
        "telephone: 01 99 00 11 02", "telephone: 01 99 00 11 03",
    }  # fmt: skip
    assert "1 inchangée" in page.html
    surfer.press("/annuler/")
    assert surfer.text() == before


def test_a_list_names_places_and_says_what_it_could_not_read(surfer, sent):
    rows = [["La Cabane", "01 99 00 11 03"], ["Le Nid", "01 99 00 11 04"], ["Les Écureuil", "01 99 00 1"]]
    page = sent(["Nom", "Téléphone", "Type", "Commune"], *[[*row, "multi-accueil", "Noisetière-sur-Vive"] for row in rows]).plain
    assert "Crèche (multi-accueil), Noisetière-sur-Vive (ressemble à « Les Écureuils »" in page
    assert "Ligne 4, Téléphone : « 01 99 00 1 » ne se lit pas : c'est gardé dans les notes internes" in page
    assert ("data/" in page, "Ligne 2" in page) == (False, False)


def test_what_is_no_table_is_told_and_forgotten(still):
    for name, content in (("x.xlsx", b"PK"), ("x.xls", b"a"), ("../../x.csv", b"Nom;Inconnue\n"), ("x", b"")):
        page = still.upload(ADDRESS, "tableau", (name, content))
        assert "Rien n'est écrit" in page.plain
        assert still.desk.kept.get("tableaux", {}) == {}
    assert "Aucun tableau n'est choisi" in still.upload(ADDRESS, "tableau", ("", b"")).plain
    assert {path.name for path in still.root.iterdir()} == {"data"}
    assert still.get("/tableur/communes/").status.startswith("404")
    assert still.get(f"{ADDRESS}autre.csv").status.startswith("404")


def test_while_a_record_is_wrong_no_table_is_given(surfer):
    surfer.file.write_text("nom: Les Écureuils\n", "utf-8")
    assert "ferait perdre des faits" in surfer.get(f"{ADDRESS}structures.csv").html


# --- files as browsers send them -----------------------------------------------------------------

END = b"\r\n--x--\r\n"
KIND = "multipart/form-data; boundary=x"


def received(body: bytes) -> FormRequest:
    """A request with files, once it is read."""
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": KIND, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    request = FormRequest(environ, "jeton")
    request.receive()
    return request


@pytest.mark.parametrize("content", [b"", b"a\r\n\r\n", b"\r\n" * 70_000])
def test_a_file_arrives_byte_for_byte(content):
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="../x/\xc3\xa9t\xc3\xa9.csv"\r\n\r\n' + content
    request = received(body + END)
    assert (request.answers, request.uploads("f")) == ({}, [Upload("été.csv", content)])


BOX = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'


@pytest.mark.parametrize("body", [BOX + b"cut", (BOX + b"\r\n") * 1_000 + BOX + END, BOX + b"a" * 3_000_001 + END])
def test_what_is_no_form_is_refused(body):
    with pytest.raises(HTTPException) as refused:
        received(body)
    assert refused.value.code in {400, 411, 413}


def test_a_file_has_a_size_and_its_form_the_token(still):
    big = still.ask("POST", ADDRESS, CONTENT_TYPE=KIND, CONTENT_LENGTH="12000001", HTTP_ORIGIN=f"http://{HOST}")
    assert big.status.startswith("413")
    assert "relancé" in still.upload(ADDRESS, "tableau", ("x.csv", b"Nom\nA\n"), _jeton="hier").html
    assert still.desk.kept.get("tableaux", {}) == {}
