"""``ctg importer`` of lists from elsewhere: drafts with their source, never over a record, nothing guessed in silence."""

import csv
import io

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg_tableurs.known_lists import load_lists
from reading.test_yaml_edit import HOSTILE


@pytest.fixture
def given(project, tmp_path, capsys):
    """``given("liste.csv", text, "--date", …)`` → (code, output, errors, project's folder)."""

    def run(name: str, content: str | bytes, *options: str, files=None):
        root = project(files)
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["--projet", str(root), "importer", str(path), *options])
        out, err = capsys.readouterr()
        return code, out, err, root

    return run


# --- a spreadsheet with other titles -------------------------------------------------------------

OTHER = (
    "Nom de la structure;Type de structure;Tél;Ville;CP;Remarques\n"
    "Les Pitchouns;Crèche PSU;0199000010;VALBOURG;99100;à rappeler\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_other_titles_are_understood_at_once_and_come_in_as_drafts(given, encoding, mark):
    code, out, _, root = given("annuaire.csv", OTHER.replace(";", mark).encode(encoding), "--appliquer")
    assert code == 0, out
    assert "Tél → telephone" in out
    assert "Remarques → une note" in out
    record = load(root, drafts=True).get(Structure, "les-pitchouns")
    assert (record.commune, record.type, record.telephone) == ("Valbourg", "multi-accueil", "+33199000010")
    assert (record.etat_fiche, record.sources[0].titre) == ("brouillon", "annuaire.csv")
    assert 'notes_internes: "Remarques : à rappeler"' in (root / record.file).read_text("utf-8")


def test_what_a_person_says_of_a_column_is_kept(given, capsys):
    text = "Structure;Ville;Bidule;Type\nLes Pitchouns;Valbourg;selon revenus;MAM\n"
    code, out, _, root = given("x.csv", text, "--colonne", "Bidule=tarif.texte", "--appliquer")
    assert code == 0, out
    load(root)  # the file is one that data/ may hold
    path = root.parent / "y.csv"
    path.write_text(text.replace("Pitchouns", "Loulous"), "utf-8")
    assert main(["--projet", str(root), "importer", str(path), "--appliquer"]) == 0, capsys.readouterr()
    assert load(root, drafts=True).get(Structure, "les-loulous").tarif.texte == "selon revenus"


def test_a_near_name_is_told_and_not_merged(given):
    rows = "Lieu;Ville\nLes Lutin;Valbourg\nLes Lutins;Valbourg\nLes Lutins;Saint-Clair-sur-Lède\n"
    code, out, _, root = given("x.csv", rows, "--date", "2026", "--appliquer")
    assert code == 0, out
    assert "les-lutin.yml (ressemble à « Les Lutins » :" in out
    assert "ligne 3 : Les Lutins (data/structures/les-lutins.yml, même nom, même commune)" in out
    names = {path.stem for path in (root / "data/structures").iterdir()}
    assert names == {"les-lutins", "les-lutin", "les-lutins-saint-clair-sur-lede"}


def test_a_list_badly_described_is_told(given):
    lists = "- nom: x\n  titre: X\n  genre: structure\n  colonnes: {Nom: nom, Tel: telefone}\n"
    code, _, err, _ = given("x.csv", "Nom;Tel\nA;1\n", "--date", "2026", files={"data/imports.yml": lists})
    assert (code, "« telefone » n'est pas un champ d'une fiche de structure.\n    → Vouliez-vous écrire" in err) == (1, True), err


# --- hostile -------------------------------------------------------------------------------------


def test_no_text_of_a_list_breaks_anything(given):
    table = io.StringIO()
    csv.writer(table).writerows([
        ["Nom", "Type", "Ville", "Tél", "Adresse", "Âges", "Places", "Horaires", "Divers"],
        *(row for n, text in enumerate(HOSTILE)
          for row in ([f"Lieu bizarre {n}", text, "Valbourg", *[text] * 6], [text] * 9, [text, "MAM", "Valbourg"])),
    ])  # fmt: skip
    _, out, err, root = given("l.csv", table.getvalue().encode("utf-8", "replace"), "--appliquer")
    assert "Traceback" not in out + err
    assert len([one for one in load(root, drafts=True).all(Structure) if one.nom.startswith("Lieu bizarre")]) > 5


@pytest.mark.parametrize("title", [*HOSTILE, "x" * 301])
def test_no_title_of_a_list_breaks_anything(given, title):
    text = io.StringIO()
    csv.writer(text).writerows([["Nom du lieu", "Ville", title], ["Les Pitchouns", "Valbourg", "x"]])
    _, out, err, root = given("l.csv", text.getvalue().encode("utf-8", "replace"), "--appliquer")
    assert "Traceback" not in out + err
    load(root, drafts=True)
    assert load_lists(root)[1] == []


def test_a_service_takes_the_theme_that_its_row_says_and_the_others_are_told_once(given):
    rows = "Nom;Commune;Type\nLa Navette;Valbourg;Transports\nTruc;Valbourg;\nMachin;Valbourg;à voir\n"
    code, out, _, root = given("services.csv", rows, "--appliquer")
    assert (code, out.count("→ Ajoutez une colonne « Thèmes »")) == (1, 1)
    assert "le thème de 2 services (lignes 3, 4)" in out.replace("\xa0", " ").replace("\u202f", " ")
    assert [path.name for path in (root / "data/services").glob("*.yml")] == ["la-navette.yml"]
    assert load(root, drafts=True).get(Service, "la-navette").themes == ("mobilite",)


# --- a week, machines, what is no place ----------------------------------------------------------


def _week(root, id):
    hours = load(root, drafts=True).get(Structure, id).horaires
    return {day: str(getattr(hours, day)) for day in ("lundi", "mardi", "mercredi") if hours and getattr(hours, day)}


def test_a_day_that_is_not_understood_keeps_the_whole_week_in_the_notes(given):
    rows = (
        "Nom;Commune;Type;Lundi;Mardi;Mercredi;Jeudi\n"
        "Le Nid;Valbourg;Crèche;8h-12h;idem;fermé;\n"
        "La Ronde;Valbourg;Crèche;9h-17h;//;?;9h-17h\nLe Lac;Valbourg;Crèche;7h-18h;;;\n"
    )
    code, out, _, root = given("creches.csv", rows, "--appliquer")
    assert code == 0, out
    week = _week(root, "le-nid")
    assert {*week} == {"lundi", "mardi"}
    assert week["lundi"] == week["mardi"]
    assert not _week(root, "la-ronde")
    assert not _week(root, "le-lac")
    assert "Lundi : 7h-18h" in (root / "data/structures/le-lac.yml").read_text("utf-8")


def test_the_times_of_a_machine_and_what_is_no_place(given):
    rows = (
        "COD;LIB_ETAB;TYP_ETAB;VILLE;TEL;H_OUV;H_FERM;JRS_OUV\n"
        "01;Le Nid;CRECHE;VALBOURG;0199000031;0730;1830;L-M--\n02;Le Lac;CRECHE;VALBOURG;0199000032;1930;2015;LMMJV\n"
        "98;Essai du logiciel;;;;;;\nNb de crèches : 2;;;;;;;\n"
    )
    code, out, _, root = given("export.csv", rows, "--appliquer")
    assert code == 0, out
    assert {*_week(root, "le-nid")} == {"lundi", "mercredi"}
    assert not _week(root, "le-lac")
    assert not [*(root / "data/structures").glob("*essai*")]


def test_a_list_of_helps_is_told_once(given):
    rows = "Quoi;Commune\nAtelier couture;Valbourg\nPortage de livres;Valbourg\nNavette du lac;Valbourg\nMAM Les Loups;Valbourg\n"
    code, out, _, root = given("aides.csv", rows, "--appliquer")
    assert (code, out.count("--genre service")) == (1, 1)
    assert (root / "data/structures/mam-les-loups.yml").exists()
    assert not (root / "data/structures/atelier-couture.yml").exists()
