"""``ctg importer`` of lists from elsewhere: drafts with their source, never over a record, nothing guessed in silence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from data_inclusion.schema.v1.services import Service as OfficialService
from data_inclusion.schema.v1.structures import Structure as OfficialStructure

from ctg.commands import main
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg_tableurs.known_lists import load_lists
from reading.test_yaml_edit import HOSTILE

FS = (
    "id_fs,insee_dep,lib_fs,adresse,complement_adresse,insee_com,code_postal,lib_com,latitude,longitude,mail,telephone,h_lundi,"
    "h_mardi,h_mercredi,h_jeudi,h_vendredi,h_samedi,prise_rdv,commentaire,type_fs,format_fs,groupe_fs,labellisation_fs\n"
)
OURS = (
    "7,99,France services de Valbourg,3 place de la Mairie,,99001,99100,Valbourg,46.5,2.5,valbourg@example.org,01 99 00 00 08,"
    "13:30 - 17:00,09:00 - 12:00 / 13:30 - 17:00,00:00 - 00:00 / 09:00 - 12:00,,,,Non,Ouvert un samedi sur deux,"
    "Principal,Fixe,,\n"
)
AWAY = "8,01,France services d'ailleurs,1 rue,,01033,01200,Ailleurs-sur-Vive,46,5,,,,,,,,,,,,,,\n"
WRONG = "9,99,France services de Saint-Clair,,,99002,99200,Saint-Clair-sur-Lède,,,,01 99 00,,,,,,,,,,,,\n"
PLACELESS = "10,99,France services sans lieu,,,,,,,,,,,,,,,,,,,,,\n"


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


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# --- France services -----------------------------------------------------------------------------


def test_a_national_list_gives_the_drafts_of_the_territory(given, capsys):
    listed = FS + OURS + AWAY + PLACELESS
    code, out, _, root = given("liste-fs.csv", listed, "--date", "2024-08-01", "--appliquer")
    assert code == 0
    assert "Hors de vos communes : 1 (Ailleurs-sur-Vive (1))" in out
    assert "Sans commune, laissées de côté : 1 (ligne 4)" in out
    record = load(root, drafts=True).get(Structure, "france-services-de-valbourg")
    assert (record.etat_fiche, record.type, record.commune) == ("brouillon", "france-services", "Valbourg")
    assert record.as_written["horaires"] == {"lundi": "13h30-17h", "mardi": ["9h-12h", "13h30-17h"], "mercredi": "9h-12h"}
    [source] = record.sources
    assert (source.titre, source.date.year) == ("Liste nationale des France services (ANCT)", 2024)
    assert source.url.startswith("https://www.data.gouv.fr/")
    assert "commentaire : Ouvert un samedi sur deux" in (root / record.file).read_text("utf-8")
    assert [one.id for one in load(root).all(Structure)] == ["les-lutins"]  # never published

    before = tree(root)  # again: it is known by its number, even renamed
    path = root / "data/structures/france-services-de-valbourg.yml"
    path.write_text(path.read_text("utf-8").replace("de Valbourg\n", "du bourg\n", 1), "utf-8")
    (root.parent / "encore.csv").write_text(FS + OURS, "utf-8")
    assert main(["--projet", str(root), "importer", str(root.parent / "encore.csv"), "--date", "2025", "--appliquer"]) == 0
    out = capsys.readouterr().out
    assert "même identifiant dans la liste) ; la liste dit autre chose" in out
    assert "lib_fs : France services du bourg → France services de Valbourg" in out
    assert tree(root).keys() == before.keys()


def test_a_row_that_is_refused_is_told_and_nothing_is_written(given):
    code, out, _, root = given("liste-fs.csv", FS + OURS + WRONG, "--date", "2024-08")
    assert code == 1
    assert "ligne 3, colonne « telephone »\n    01 99 00\n    « 01 99 00 » n'est pas un numéro de téléphone.\n    → " in out
    assert sorted(path.name for path in (root / "data/structures").iterdir()) == ["les-lutins.yml"]


@pytest.mark.parametrize(("date", "told"), [([], "de quand date cette liste"), (["--date", "hier"], "n'est pas une date")])
def test_a_list_has_a_date(given, date, told):
    code, _, err, _ = given("liste-fs.csv", FS + OURS, *date)
    assert (code, told in err) == (1, True)


# --- data·inclusion ------------------------------------------------------------------------------

STRUCTURE = {
    "source": "dora", "id": "dora--1", "nom": "Maison du lien", "date_maj": "2026-02-14", "siret": "21990001200017",
    "commune": "Valbourg", "code_insee": "99001", "code_postal": "99100", "adresse": "2 rue du Lien", "longitude": 2.5,
    "latitude": 46.5, "telephone": "+33199000009", "courriel": "lien@example.org", "reseaux_porteurs": ["mission-locale"],
    "description": "Un lieu pour tous.", "horaires_accueil": "Mo-Tu 08:30-12:00,14:00-17:00; We off; PH off",
}  # fmt: skip
SERVICE = {
    "source": "dora", "structure_id": "dora--1", "id": "dora--s1", "nom": "Atelier du jeudi", "date_maj": "2026-02-14",
    "description": "Un atelier ouvert à tous.", "thematiques": ["numerique--acceder-a-des-services-en-ligne"],
    "frais": "gratuit", "code_insee": "99001", "commune": "Valbourg", "contact_nom_prenom": "Camille Exemple",
    "horaires_accueil": "Jan-Mar Th 10:00-12:00", "conditions_acces": "avoir 18 ans",
}  # fmt: skip


def as_csv(record: dict) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, record)
    writer.writeheader()
    writer.writerow({name: ",".join(value) if isinstance(value, list) else value for name, value in record.items()})
    return text.getvalue()


@pytest.mark.parametrize("form", ["json", "items", "csv"])
def test_data_inclusion_structures_then_their_services(given, tmp_path, form):
    OfficialStructure.model_validate(STRUCTURE)
    OfficialService.model_validate(SERVICE)

    def text(record: dict) -> str:
        return as_csv(record) if form == "csv" else json.dumps([record] if form == "json" else {"items": [record], "total": 1})

    name = f"liste.{'csv' if form == 'csv' else 'json'}"
    code, out, _, root = given(name, text(STRUCTURE), "--appliquer")
    assert code == 0, out
    place = load(root, drafts=True).get(Structure, "maison-du-lien")
    assert (place.type, place.siret, place.etat_fiche) == ("mission-locale", "21990001200017", "brouillon")
    assert place.as_written["horaires"] == {
        "lundi": ["8h30-12h", "14h-17h"], "mardi": ["8h30-12h", "14h-17h"],
    }  # fmt: skip
    assert str(place.sources[0].date.first) == "2026-02-14"
    (tmp_path / f"services.{name}").write_text(text(SERVICE), "utf-8")
    assert main(["--projet", str(root), "importer", str(tmp_path / f"services.{name}"), "--appliquer"]) == 0
    offer = load(root, drafts=True).get(Service, "atelier-du-jeudi")
    assert (offer.structure, offer.themes, offer.tarif.gratuit) == ("maison-du-lien", ("numerique",), True)
    assert "horaires_accueil : Jan-Mar Th 10:00-12:00" in (root / offer.file).read_text(
        "utf-8"
    )  # more than a week: left to a person
    assert b"Camille" not in b"".join(tree(root).values())


@pytest.mark.parametrize(
    ("name", "official"), [("data-inclusion-structures", OfficialStructure), ("data-inclusion-services", OfficialService)]
)
def test_the_columns_are_those_of_the_schema(tmp_path, name, official):
    [liste] = [one.liste for one in load_lists(tmp_path)[0] if one.liste.nom == name]
    assert liste.titles - {"score_qualite"} == official.model_fields.keys()


def test_the_same_siret_is_the_same_place(given):
    own = 'nom: Le Lien\ntype: autre\ncommune: Valbourg\ntelephone: 01 99 00 00 09\nsiret: "21990001200017"\n'
    _, out, _, root = given("l.json", json.dumps([STRUCTURE]), "--appliquer", files={"data/structures/lien.yml": own})
    assert "Le Lien (data/structures/lien.yml, même SIRET) ; la liste dit autre chose :" in out
    assert "adresse : (vide) → 2 rue du Lien" in out
    assert (root / "data/structures/lien.yml").read_text("utf-8") == own


@pytest.mark.parametrize("text", ["[", "[" * 50_000, "{}", '{"a": [], "b": []}', "[1]", '"x"', "\ud800", "[]"])
def test_json_that_is_no_list_is_refused(given, text):
    code, out, err, _ = given("l.json", text.encode("utf-8", "surrogatepass"))
    assert (code, out) == (1, "")
    assert "JSON" in err or "vide" in err


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
    assert "les-lutin.yml (ressemble à data/structures/les-lutins.yml" in out
    assert "ligne 3 : Les Lutins (data/structures/les-lutins.yml, même nom, même commune)" in out
    names = {path.stem for path in (root / "data/structures").iterdir()}
    assert names == {"les-lutins", "les-lutin", "les-lutins-saint-clair-sur-lede"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            "colonnes: {Nom: nom, Tel: telefone}",
            "« telefone » n'est pas un champ d'une fiche de structure.\n    → Vouliez-vous écrire",
        ),
        ("colonnes: {Nom: nom, Tel: telephone}\n  partout: {nimporte: x}", "« nimporte » n'est pas un champ"),
        ("colonnes: {Tel: telephone}\n  genre_: x", "data/imports.yml, ligne 5"),
    ],
)
def test_a_list_badly_described_is_told_on_its_line(given, lines, told):
    lists = f"- nom: x\n  titre: X\n  genre: structure\n  {lines}\n"
    code, _, err, _ = given("x.csv", "Nom;Tel\nA;1\n", "--date", "2026", files={"data/imports.yml": lists})
    assert (code, told in err) == (1, True), err


@pytest.mark.parametrize("ville", ["ST CLAIR SUR LEDE", "St-Clair-sur-Lède CEDEX 2", "saint clair sur lède"])
def test_a_commune_is_known_as_spreadsheets_write_it(given, ville):
    listed = FS + f"8,,France services de Saint-Clair,1 rue,,,,{ville},,,,,,,,,,,,,,,,\n"
    assert "Ajoutées en brouillon : 1" in given("liste-fs.csv", listed, "--date", "2024-08")[1]


# --- hostile -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_list_breaks_anything(given, text):
    record = {name: text if isinstance(value, str) else value for name, value in STRUCTURE.items()}
    rows = [record | {"nom": "Lieu bizarre", "code_insee": "99001"}, record, STRUCTURE | {"nom": text}]
    _, out, err, root = given("l.json", json.dumps(rows), "--appliquer", "--sauf-refus")
    assert "Traceback" not in out + err
    try:
        load(root, drafts=True)
    except DataError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("title", [*HOSTILE, "x" * 301])
def test_no_title_of_a_list_breaks_anything(given, title):
    text = io.StringIO()
    csv.writer(text).writerows([["Nom du lieu", "Ville", title], ["Les Pitchouns", "Valbourg", "x"]])
    _, out, err, root = given("l.csv", text.getvalue().encode("utf-8", "replace"), "--appliquer")
    assert "Traceback" not in out + err
    load(root, drafts=True)
    assert load_lists(root)[1] == []
