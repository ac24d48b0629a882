"""``ctg exporter``: a workbook that says what the files say, and nothing that a spreadsheet would compute."""

import csv
import io
import zipfile

import pytest

from ctg.commands import main
from tableaux import read_xlsx

HOSTILE = """\
nom: "=HYPERLINK(\\"https://exemple.fr\\";\\"clic\\")"
autres_noms: ["+33", "'a", "@SUM(A1)", "-1"]
type: multi-accueil
commune: Valbourg
code_postal: "01200"
notes_internes: SECRET
etat_fiche: brouillon
"""


@pytest.fixture
def export(project, tmp_path, capsys):
    """``export("x.csv", {file: text}, "--interne")`` → (exit code, output, errors, the table's path)."""

    def run(name: str, files: dict | None = None, *arguments: str):
        path = tmp_path / name
        code = main(["--projet", str(project(files)), "exporter", str(path), *arguments])
        return code, *capsys.readouterr(), path

    return run


def csv_rows(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))


def test_titles_help_then_records_drafts_included(export):
    code, out, err, path = export("structures.xlsx", {"data/structures/essai.yml": HOSTILE})
    assert (code, err, out) == (0, "", "structures.xlsx est prêt : 2 structures.\n")
    titles, help, *records = read_xlsx(path)
    assert titles[:4] == ["Identifiant", "Nom", "Type", "Commune"]
    assert "Places : Nombre de places" in titles
    assert help[titles.index("Adresse")] == "Numéro et rue. Exemple : 3 place de la Mairie"
    assert [row[0] for row in records] == ["essai", "les-lutins"]
    row = dict(zip(titles, records[0], strict=True))
    assert row["Nom"].startswith("=HYPERLINK")  # a text, see below
    assert row["Code postal"] == "01200"
    assert row["État de la fiche"] == "brouillon"


def test_what_a_confidential_address_keeps_from_the_site_is_in_the_table(export):
    """The table is the coordinator's own: read back, it must lose nothing."""
    secret = (
        "nom: Refuge\ntype: mam\ncommune: Valbourg\nadresse_confidentielle: oui\ntransport: ligne 4\nnotes_internes: Rappeler\n"
    )
    titles, _, refuge = csv_rows(export("x.csv", {"data/structures/a.yml": secret}, "--interne")[3])[:3]
    row = dict(zip(titles, refuge, strict=True))
    assert (row["Comment venir"], row["Notes internes"]) == ("ligne 4", "Rappeler")


def test_every_cell_is_a_text_and_lists_drop_down(export):
    path = export("x.xlsx", {"data/structures/essai.yml": HOSTILE})[3]
    with zipfile.ZipFile(path) as archive:
        sheet, workbook = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/workbook.xml").decode()
    assert "<f>" not in sheet
    assert ' t="n"' not in sheet
    assert "<v>1</v></c>" in sheet
    assert "Listes!$D$1:$D$2" in sheet  # the two communes
    assert 'name="Listes" sheetId="2" state="hidden"' in workbook


def test_a_csv_file_computes_nothing(export):
    path = export("x.csv", {"data/structures/essai.yml": HOSTILE})[3]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = csv_rows(path)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[2][1].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    ("name", "files", "sentence"),
    [
        ("x.pdf", {}, "n'est pas un nom de tableau"),
        ("absent/x.csv", {}, "n'existe pas"),
        ("x.csv", {"data/structures/faux.yml": "nom: A\n"}, "Corrigez d'abord"),
        (
            "x.xlsx",
            {"data/services/long.yml": "nom: A\nthemes: [sante]\nmots: [" + ", ".join(["mot" * 90] * 200) + "]\n"},
            "trop long",
        ),
    ],
)
def test_what_cannot_be_done_is_said(export, name, files, sentence):
    code, out, err, path = export(name, files, "--genre", "service")
    assert (code, out) == (1, "")
    assert sentence in err
    assert not path.exists()
