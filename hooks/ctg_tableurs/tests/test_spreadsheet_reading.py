"""Files of all sorts → rows of cells; the hostile ones are refused quickly, in French."""

import csv
import datetime as dt
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cas import each
from ctg.common.escaping import for_csv, from_csv
from ctg.model.structure import Structure
from ctg.open_data.cells import TableError, columns_of
from ctg_tableurs.entries import same
from ctg_tableurs.table_file import Table, file_bytes, table_of
from tableaux import with_part, write_ods, write_xlsx, write_zip

ROWS = [["Nom", "Téléphone", "Vérifié le"], ["Crèche l’Été", "01 99 00 11 22", "œuvre"]]
SHEET = "xl/worksheets/sheet1.xml"


def read_table(path: Path, title: str = "") -> Table:
    return table_of(path.name, file_bytes(path), title)


def cells(path, title=""):
    return [list(row) for _, row in read_table(path, title).rows]


def refused(path):
    with pytest.raises(TableError) as caught:
        read_table(path)
    return caught.value


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_csv_file_of_any_spreadsheet(tmp_path, mark, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(ROWS)
    path = tmp_path / "x.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert cells(path) == ROWS


@each("text", ["=1+1", "+33 1", "-5", "@x", "\t=1", "'=1", "''", "'", "simple", "l'été", "", "＝1"])
def test_what_a_spreadsheet_would_compute_is_neutralised_and_restored(text):
    assert from_csv(for_csv(text)) == text
    assert text == "-5" or not for_csv(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_workbooks_keep_numbers_dates_and_booleans(tmp_path):
    row = ["A", 466000000, 44.5, dt.date(2026, 9, 1), True]
    assert cells(write_xlsx(tmp_path / "x.xlsx", [list("abcde"), row]))[1] == row
    assert cells(write_ods(tmp_path / "x.ods", [list("abcd"), row[:4]]))[1] == row[:4]


def test_blank_rows_and_columns_are_left_out_and_rows_keep_their_number(tmp_path):
    rows = [["Nom", ""], ["", ""], ["A", "", " "], ["", ""]]
    for path in (write_xlsx(tmp_path / "x.xlsx", rows), write_ods(tmp_path / "x.ods", rows)):
        assert read_table(path).rows == ((1, ("Nom",)), (3, ("A",)))


# --- values that are lost ------------------------------------------------------------------------


def test_errors_and_formulas_without_a_result_are_told_not_read_as_blank(tmp_path):
    path = write_xlsx(tmp_path / "x.xlsx", [["a", "b", "c", "d"], [("=1+1", 2), ("=A1", ""), ("=X", "#REF!"), ("=A1", "texte")]])
    table = read_table(path)
    assert table.rows[1][1] == (2, "", "", "texte")
    assert table.faults == {
        (2, 1): "Cette cellule contient une formule sans résultat.",
        (2, 2): "Cette cellule contient une erreur du tableur : #REF!.",
    }
    more = (
        '<table:table-row><table:table-cell office:value-type="string" calcext:value-type="error" '
        'xmlns:calcext="urn:c"><text:p>#REF!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1"/></table:table-row>'
    )
    assert set(read_table(write_ods(tmp_path / "x.ods", [["a", "b"]], more)).faults) == {(2, 0), (2, 1)}


def test_merged_cells_are_refused(tmp_path):
    path = with_part(
        write_xlsx(tmp_path / "x.xlsx", ROWS),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'),
    )
    assert "fusionnées (A2:A4)" in str(refused(path))
    cell = '<table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    more = f"<table:table-row>{cell}</table:table-row>"
    assert "fusionnées (ligne 3)" in str(refused(write_ods(tmp_path / "x.ods", ROWS, more)))


# --- hostile files -------------------------------------------------------------------------------


def bomb(tmp_path):
    return write_zip(tmp_path / "x.xlsx", {f"xl/{n}.xml": b" " * 30_000_000 for n in range(4)})


def lying_bomb(tmp_path):
    """Says that its part holds ten characters; it holds 150 million."""
    packed = zlib.compress(b" " * 150_000_000, 9)[2:-4]
    path = write_zip(tmp_path / "x.xlsx", {"xl/workbook.xml": b"0123456789"})
    raw = path.read_bytes()
    with_packed = raw.replace(zlib.compress(b"0123456789")[2:-4], packed)
    path.write_bytes(with_packed)
    return path


def entities(tmp_path):
    return with_part(write_xlsx(tmp_path / "x.xlsx", ROWS), SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')


def many_spaces(tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/>b</text:p></table:table-cell>'
    return write_ods(tmp_path / "x.ods", ROWS, f"<table:table-row>{cell}</table:table-row>")


def long_csv(tmp_path):
    (path := tmp_path / "x.csv").write_text("Nom;Note\n" + "a;b\n" * 100_000)
    return path


def blank_csv(tmp_path):
    (path := tmp_path / "x.csv").write_text("\n" * 1_000_000)
    return path


def locked_ods(tmp_path):
    return write_zip(tmp_path / "x.ods", {"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": b"\x93\x01"})


def raw(name, content):
    def make(tmp_path):
        (path := tmp_path / name).write_bytes(content)
        return path

    return make


def truncated(tmp_path):
    path = write_xlsx(tmp_path / "x.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-200])
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = [
    (bomb, "devient énorme"),
    (lying_bomb, "abîmé"),
    (entities, "classeur ordinaire"),
    (lambda tmp: write_xlsx(tmp / "x.xlsx", [["a"] * 400]), "au-delà de la colonne 300"),
    (lambda tmp: write_xlsx(tmp / "x.xlsx", [["a"]] * 6000), "au-delà de la ligne 2000"),
    (many_spaces, "trop de mémoire"),
    (long_csv, "au-delà de la ligne 2000"),
    (blank_csv, "est vide"),
    (locked_ods, "mot de passe"),
    (raw("x.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "mot de passe"),
    (raw("x.xls", OLE), "L'ancien format .xls"),
    (raw("x.xlsm", b"PK\x03\x04"), "macros"),
    (raw("x.xlsx", b"PK\x03\x04"), "abîmé"),
    (raw("x.xlsx", b"bonjour"), "pas un tableau"),
    (raw("x.pdf", b"%PDF"), "pas un tableau"),
    (raw("x.csv", b"PK\x03\x04"), "ne s'accordent pas"),
    (raw("x.csv", b"abcdefgh\x00\xff\x81"), "pas un tableau de texte"),
    (raw("x.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x81"), "pas un tableau de texte"),
    (raw("x.csv", b'Nom;Note\nA;"b\nC;d\n'), "guillemet"),
    (raw("x.csv", b""), "est vide"),
    (truncated, "abîmé"),
    (lambda tmp: write_zip(tmp / "x.xlsx", {"word/document.xml": "<x/>"}), "abîmé"),
]


@pytest.mark.parametrize(("make", "sentence"), HOSTILE, ids=lambda value: getattr(value, "__name__", value))
def test_a_hostile_or_unreadable_file_is_refused_in_french(tmp_path, make, sentence):
    error = refused(make(tmp_path))
    assert sentence in str(error)
    assert str(error).startswith("x.")
    assert error.remedy


def far_row(cell: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")


EMPTY_FAR = {
    "a value": b'<c r="XFD1048576"><v>1</v></c>',
    "an empty text": b'<c r="XFD1048576" t="str"><v></v></c>',
    "inline": b'<c r="XFD1048576" t="inlineStr"><is/></c>',
    "formula": b'<c r="XFD1048576"><f></f></c>',
    "small letters": b'<c r="xfd1048576"><v>1</v></c>',
    "elsewhere": b'<x><c r="XFD1048576" t="inlineStr"><is><t></t></is></c></x>',
    "no place": b"<c><v>1</v></c>",
}
FAR = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
CELL = '<table:table-cell table:number-columns-repeated="16000" {}>{}</table:table-cell>'
TEXT = 'office:value-type="string"'
FAR_ODS = {
    "a text": FAR.format(1000000, CELL.format(TEXT, "<text:p>x</text:p>")),
    "a sign": FAR.format("+1000000", CELL.format(TEXT, "")),
    "many zeros": FAR.format("00000000001000000", CELL.format(TEXT, "")),
    "no type": FAR.format(1000000, CELL.format('office:value="1"', "")),
    "a blank": FAR.format(1000000, CELL.format("", "<text:p> </text:p>")),
    "two numbers": FAR.format('1000000" number-rows-repeated="1', CELL.format(TEXT, "").replace("16000", "1")),
    "a long text": FAR.format(1900, CELL.format(TEXT, f"<text:p>{'a' * 10_000}</text:p>").replace("16000", "290")),
    "many sheets": "</table:table>".join(
        f'<table:table table:name="{n}">' + FAR.format(2000, CELL.format(TEXT, "").replace("16000", "300")) for n in range(40)
    ).replace('<table:table table:name="0">', ""),
}


@pytest.mark.parametrize("cell", EMPTY_FAR)
def test_what_is_far_and_empty_in_an_xlsx_is_refused_before_room_is_made_for_it(tmp_path, cell):
    path = with_part(write_xlsx(tmp_path / "x.xlsx", ROWS), SHEET, far_row(EMPTY_FAR[cell]))
    assert "au-delà de la ligne 2000" in str(refused(path))


@pytest.mark.parametrize("more", FAR_ODS)
def test_what_an_ods_repeats_is_counted_before_room_is_made_for_it(tmp_path, more):
    assert re.search("trop de mémoire|au-delà de la ligne 2000", str(refused(write_ods(tmp_path / "x.ods", ROWS, FAR_ODS[more]))))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/sharedStrings.xml", lambda xml: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4000000000"', xml)),
        ("xl/sharedStrings.xml", lambda xml: xml.replace(b"<t>Nom</t>", b"<t>" + b"a" * 1_000_000 + b"</t>")),
    ],
)
def test_what_the_cells_of_an_xlsx_share_is_counted_too(tmp_path, part, change):
    rows = b"".join(b"<row>" + b'<c t="s"><v>0</v></c>' * 250 + b"</row>" for _ in range(100)) + b"</sheetData>"
    path = with_part(write_xlsx(tmp_path / "x.xlsx", ROWS), SHEET, lambda xml: xml.replace(b"</sheetData>", rows))
    assert "trop de mémoire" in str(refused(with_part(path, part, change)))


@pytest.mark.parametrize(
    ("name", "old", "new", "is_same"),
    [
        ("nom", "a\u00a0: b", "a : b", True),
        ("nom", "a", "A", False),
        ("description", "a\r\nb  ", "a\nb", True),
        ("telephone", "01 99 00 11 22", "0199001122", True),
        ("telephone", "+33199001122", "01 99 00 11 22", True),
        ("telephone", "01 99 00 11 22", "01 99 00 11 23", False),
        ("position.lat", "46.50", "46.5", True),
        ("derniere_preuve", "2026-09", "2026-09-01", False),
        ("code_postal", "01200", "1200", False),
    ],
)
def test_what_a_spreadsheet_may_change_by_itself_is_no_change(name, old, new, is_same):
    columns = {column.name: column for column in columns_of(Structure)}
    assert same(columns[name], old, new) is is_same
