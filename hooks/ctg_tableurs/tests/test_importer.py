"""``ctg importer``: what it would change, field by field; nothing is written without being asked."""

import datetime as dt
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load as read_project
from ctg.open_data.cells import GENRES
from fiches import create_full
from tableaux import edit_xlsx, read_xlsx, write_ods, write_xlsx
from territoires import hamlet, tree

LUTINS = """\
# La crèche
nom: "Les Lutins"
type: multi-accueil   # du vocabulaire
commune: Valbourg
telephone: 01 99 00 11 22
derniere_preuve: 2026-09
"""
NAME = "data/structures/les-lutins.yml"


@pytest.fixture
def village(tmp_path):
    """Twelve records of it."""
    return hamlet(tmp_path / "projet")


@pytest.fixture
def ctg(capsys):
    """``ctg(root, "importer", …)`` → (exit code, output, errors)."""

    def run(root: Path, *arguments: object):
        code = main(["--projet", str(root), *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def load(project, tmp_path, ctg):
    """``load([[titles], [cells]…], "--appliquer")`` → (exit code, output, errors, project's folder)."""

    def run(rows, *arguments, files=None, name="structures.xlsx"):
        root = project({NAME: LUTINS} | (files or {}))
        if not {"Identifiant", "identifiant"} & {*rows[0]}:  # a table of ours
            rows = [["Identifiant", *rows[0]], *(["", *row] for row in rows[1:])]
        path = (write_ods if name.endswith(".ods") else write_xlsx)(tmp_path / name, rows)
        return *ctg(root, "importer", path, *arguments), root

    return run


# --- there and back ------------------------------------------------------------------------------


@pytest.mark.parametrize("genre", GENRES)
def test_a_lost_file_comes_back_whole_from_the_spreadsheet(project, ctg, tmp_path, genre):
    """With every field of its kind: groups, lists of groups, hours, dates."""
    root, tables = project(), [tmp_path / "x.xlsx", tmp_path / "x.csv"]
    file = create_full(root, genre, "Complet")
    record = read_project(root, drafts=True).get(GENRES[genre], "complet")
    for table in tables:
        ctg(root, "exporter", table, "--genre", genre, "--interne")
    for table in tables:
        file.unlink()
        code, out, err = ctg(root, "importer", table, "--genre", genre, "--appliquer")
        assert (code, err) == (0, ""), out
        assert "Ajoutées en brouillon : 1" in out
        assert "Modifiées" not in out
        assert read_project(root, drafts=True).get(GENRES[genre], "complet") == record


@pytest.mark.parametrize(
    ("id", "label", "value", "line"),
    [
        ("cerf-volant", "Téléphone", "01 99 00 11 35", "telephone: 01 99 00 11 35"),
        ("ecureuils", "Places : Nombre de places", "21", "places: {total: 21, annee: 2026}"),
        ("ecureuils", "Horaires : Mardi", "8h-12h, 14h-18h", "  mardi: [8h-12h, 14h-18h]"),
        ("ecureuils", "Comment venir", "=2+2", 'transport: "=2+2"'),
    ],
)
def test_one_cell_changed_is_one_line_changed(village, ctg, tmp_path, id, label, value, line):
    path, before = tmp_path / "structures.xlsx", tree(village)
    ctg(village, "exporter", path)
    code, out, _ = ctg(village, "importer", edit_xlsx(path, id, label, value))
    assert code == 0
    assert "Modifiées : 1" in out
    assert tree(village) == before  # a trial run
    code, out, _ = ctg(village, "importer", path, "--appliquer")
    assert "1 fichier écrit." in out
    after = tree(village)
    assert [name for name in after if after[name] != before.get(name)] == [f"data/structures/{id}.yml"]
    old, new = (some[f"data/structures/{id}.yml"].decode().splitlines() for some in (before, after))
    assert [b for a, b in zip(old, new, strict=True) if a != b] == [line]


def test_a_row_that_was_deleted_deletes_nothing_and_says_so(load):
    load([["Nom", "Type", "Commune"], ["L'Été", "multi-accueil", "Valbourg"]], "--appliquer")
    _, out, _, root = load([["Identifiant", "Type"], ["les-lutins", "ludotheque"]], "--appliquer")
    assert "Absentes du tableau : 1 (data/structures/l-ete.yml). Elles restent telles quelles" in out
    assert (root / "data/structures/l-ete.yml").exists()
    _, out, _, _ = load([["Nom", "Type", "Commune"], ["L'Hiver", "multi-accueil", "Valbourg"]])
    assert "Absentes" not in out, "a table of new places is not a list of those that exist"


# --- what is shown -------------------------------------------------------------------------------


def test_the_report_of_a_trial_run(load):
    code, out, err, root = load(
        [
            ["Identifiant", "nom", "TYPE", "Commune", "telephone", "Code postal", "Places : Nombre de places"],
            ["les-lutins", "Les Lutins", "", "", 199001199, "", ""],
            ["", "L’Été des Œufs", "multi-accueil", "Valbourg", "01 99 00 11 24", 99100, ""],
            ["", "Mauvaise", "multi-acueil", "Valbourg", "", "", "beaucoup"],
        ]
    )
    assert (code, err) == (1, "")
    assert out == (
        "structures.xlsx : 3 lignes pour data/structures/.\n\n"
        "Ajoutées en brouillon : 1\n"
        "  ligne 3 : L’Été des Œufs → data/structures/l-ete-des-oeufs.yml\n\n"
        "Modifiées : 1\n"
        "  ligne 2 : Les Lutins (data/structures/les-lutins.yml)\n"
        "    Téléphone : 01 99 00 11 22 → 01 99 00 11 99 (zéro initial rétabli)\n\n"
        "Inchangées : 0\n\n"
        "Refusées : 1\n"
        "  ligne 4, colonne « Type »\n"
        "    multi-acueil\n"
        "    « multi-acueil » n'est pas un type de structure connu.\n"
        "    → Vouliez-vous écrire « multi-accueil » ?\n"
        "  ligne 4, colonne « Places : Nombre de places »\n"
        "    beaucoup\n"
        "    « beaucoup » n'est pas un nombre entier.\n"
        "    → Écrivez un nombre en chiffres, sans unité : 12.\n"
        "  ligne 4, colonne « Places : Année »\n"
        "    Le champ « annee » est obligatoire et il manque.\n"
        "    → Remplissez la colonne « Places : Année ».\n\n"
        "Rien n'est encore écrit. Pour écrire : la même commande, avec --appliquer. Les lignes refusées ne le seront pas.\n"
    )
    assert sorted((root / "data/structures").iterdir()) == [root / NAME]


def test_an_empty_cell_leaves_the_field_and_vide_clears_it(load):
    rows = [["Identifiant", "Téléphone", "Commune"], ["les-lutins", "(vide)", ""]]
    code, out, _, root = load(rows, "--appliquer")
    assert code == 0
    assert "Téléphone : 01 99 00 11 22 → (vide)" in out
    assert (root / NAME).read_text() == LUTINS.replace("telephone: 01 99 00 11 22\n", "")


# --- writing -------------------------------------------------------------------------------------


def test_a_new_record_is_a_tidy_file(load):
    rows = [
        ["Téléphone", "Nom", "Type", "Commune", "Adresse", "Code postal", "Autres noms", "Horaires : Lundi", "Places : Année",
         "Places : Nombre de places", "Description", "Sources"],
        ["01 99 00 11 23", "L'Été : jeux", "multi-accueil", "Valbourg", "", "01200", "un\ndeux", "9h-12h, 14h-18h", 2026, 20,
         "Une ligne.\nUne autre.", 'titre: Avis, date: 2026-01, appuie: "x, y"'],
    ]  # fmt: skip
    code, out, err, root = load(rows, "--appliquer")
    assert (code, err) == (0, ""), out
    assert (root / "data/structures/l-ete-jeux.yml").read_text("utf-8") == (
        'nom: "L\'Été : jeux"\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 11 23\n'
        "description: |-\n  Une ligne.\n  Une autre.\nhoraires: {lundi: [9h-12h, 14h-18h]}\n"
        'code_postal: "01200"\nplaces: {total: 20, annee: 2026}\netat_fiche: brouillon\n'
        'sources:\n  - {titre: Avis, date: 2026-01, appuie: "x, y"}\nautres_noms: [un, deux]\n'
    )


def test_the_words_that_people_read_are_taken_for_those_of_the_files(load):
    titles = ["Nom", "Type", "Commune", "État de la fiche"]
    _, out, _, root = load([titles, ["Ludo", "crèche (multi-accueil)", "VALBOURG", "Publiée"]], "--appliquer")
    written = (root / "data/structures/ludo.yml").read_text("utf-8")
    assert "type: multi-accueil\ncommune: Valbourg\netat_fiche: publiee\n" in written, out


def test_what_is_accepted_is_written_and_what_is_refused_is_told(load):
    rows = [["Identifiant", "Téléphone", "Nom"], ["les-lutins", "01 99 00 11 23", ""], ["", "", "Sans type"]]
    code, out, err, root = load(rows, "--appliquer")
    assert (code, "1 fichier écrit." in out, "lignes refusées" in err) == (1, True, True)
    assert (root / NAME).read_text() == LUTINS.replace("11 22", "11 23")
    assert not (root / "data/structures/sans-type.yml").exists()


def test_a_file_changed_meanwhile_is_not_overwritten(load, monkeypatch):
    from ctg_tableurs import arriving

    def changed_meanwhile(root, *args):
        made = make(root, *args)
        (root / NAME).write_text(LUTINS + "# entre-temps\n")
        return made

    make = arriving.make_plan
    monkeypatch.setattr(arriving, "make_plan", changed_meanwhile)
    code, _, err, root = load([["Identifiant", "Téléphone"], ["les-lutins", "01 99 00 11 23"]], "--appliquer")
    assert code == 1
    assert "a changé entre-temps" in err
    assert (root / NAME).read_text().endswith("# entre-temps\n")


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Identifiant", "Adrese"], ["a", "b"]], "« Adrese » (vouliez-vous écrire « Adresse » ?)"),
        ([["Identifiant", "Type", "type"], ["a", "b", "c"]], "Deux colonnes portent le titre « Type »"),
        ([["Nom", ""], ["a", "b"]], "« b » est dans une colonne sans titre"),
        ([["Nom", "Mère", "Père"], ["a", "b", "c"]], "2 colonnes ne sont pas connues"),
    ],
)
def test_titles_that_cannot_be_used(load, rows, sentence):
    code, out, err, _ = load(rows)
    assert (code, out) == (1, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["../../x", "A", ""], "Un identifiant est fait de lettres minuscules"),
        (["Les Lutins", "A", ""], "→ Écrivez « les-lutins »."),
        (["", "", "01 99 00 11 22"], "Cette ligne n'a ni identifiant ni nom."),
        (["", "مرحبا 🦊", ""], "Ce nom ne donne pas d'adresse de page."),
        (["", "Les Lutins", "01 99 00 11 99"], "La fiche « Les Lutins » existe déjà."),
        (["les-lutins", "", dt.date(2026, 9, 1)], "transformé cette cellule en date"),
        (["les-lutins", "", ("=A1", "#REF!")], "erreur du tableur : #REF!"),
        (["les-lutins", "", ("=A1", "")], "formule sans résultat"),
    ],
)
def test_rows_that_cannot_be_used(load, row, sentence):
    code, out, _, _ = load([["Identifiant", "Nom", "Téléphone"], row])
    assert code == 1
    assert sentence in out


def test_two_rows_of_one_record_are_both_refused(load):
    out = load([["Identifiant", "Nom"], ["les-lutins", "A"], ["", "Les Lutins"], ["les-lutins", "B"]])[1]
    assert "Refusées : 3" in out
    assert "La même fiche est aussi à la ligne 3 et 4." in out


def test_the_row_of_help_is_skipped_even_without_its_first_column(village, ctg, tmp_path):
    path = tmp_path / "structures.xlsx"
    ctg(village, "exporter", path)
    write_xlsx(path, [row[:1] + row[2:6] for row in read_xlsx(path)])
    assert "Inchangées : 5" in ctg(village, "importer", path)[1]
