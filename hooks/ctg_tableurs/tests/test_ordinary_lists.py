"""Lists as town halls keep them: they come in without an edit, all as drafts, and a second time only what changed does."""

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.model.structure import Structure
from ctg_tableurs.kinds import TypeWords
from ctg_tableurs.titles import meaning_of
from tableaux import write_ods, write_xlsx

TITLED = [
    ["Annuaire enfance, état au 3 mars 2026"],
    ["Structure", "", "", "Contact", "", "Âges", "", "Nbre de places", "Horaires", "Observations"],
    ["Nom", "Type", "Ville", "Tél.", "Mail", "mini", "maxi", "", "", ""],
    ["Le Nid", "M.A.M.", "VALBOURG", 199000031.0, "nid@exemple.fr", "10 sem.", "3 ans", 12.0, "L au V 7h15/18h45", "-"],
    ["La Ruche", "RAM (RPE)", "", "01.99.00.00.32 (le matin)", "", 0.0, "6 ans", "", "fermé en août", "liste d'attente"],
    ["ST CLAIR S/ LEDE"],
    ["Les Grands", "ALSH extrascolaire", "", "01 99 00 00 33", "", "3 ans", "onze ans", "une trentaine", "", ""],
    ["Ailleurs", "CCAS", "Loin-les-Bains", "01 99 00 00 34"],
    ["Total", "", "", "", "", "", "", 42.0],
]


@pytest.fixture
def brought(project, tmp_path, capsys):
    """``brought("x.xlsx", rows)`` → (output, project's folder), applied."""

    def run(name, rows, *options):
        root = project()
        path = (write_ods if name.endswith(".ods") else write_xlsx)(tmp_path / name, rows)
        code = main(["--projet", str(root), "importer", str(path), "--appliquer", *options])
        out, err = capsys.readouterr()
        assert code == 0, out + err
        return out, root

    return run


@pytest.mark.parametrize("name", ["annuaire.xlsx", "annuaire.ods"])
def test_two_lines_of_titles_a_total_and_a_commune_said_once(brought, name):
    out, root = brought(name, TITLED)
    assert "Ajoutées en brouillon : 3" in out
    assert "Hors de vos communes, laissées de côté : 1\n  ligne 8 : Ailleurs (Loin-les-Bains)" in out
    assert "ligne 9 : Total ; 42" in out
    found = load(root, drafts=True)
    nest, hive, grown = (found.get(Structure, id) for id in ("le-nid", "la-ruche", "les-grands"))
    assert (nest.type, nest.commune, nest.telephone, nest.places.total) == ("mam", "Valbourg", "+33199000031", 12)
    assert (nest.ages.de.texte, nest.as_written["horaires"]["vendredi"]) == ("10 semaines", "7h15-18h45")
    assert (hive.type, hive.commune, hive.telephone) == ("relais-petite-enfance", "Valbourg", "+33199000032")
    noted = (root / hive.file).read_text("utf-8")
    assert all(text in noted for text in ("le matin", "Horaires : fermé en août", "liste d'attente"))
    assert (grown.type, grown.commune, grown.ages.a.texte) == ("accueil-de-loisirs", "Saint-Clair-sur-Lède", "11 ans")
    assert (grown.places, "une trentaine" in (root / grown.file).read_text("utf-8")) == (None, True)
    assert {one.etat_fiche for one in (nest, hive, grown)} == {"brouillon"}
    assert (nest.sources[0].titre, str(nest.sources[0].date.first)) == (name, "2026-03-03")


def test_a_second_time_only_what_changed_changes(brought, project, tmp_path, capsys):
    _, root = brought("annuaire.xlsx", TITLED)
    before = {path.name: path.read_bytes() for path in (root / "data/structures").iterdir()}
    rows = [[*row] for row in TITLED]
    rows[3][3] = "01 99 00 00 41"
    assert main(["--projet", str(root), "importer", str(write_xlsx(tmp_path / "annuaire.xlsx", rows)), "--appliquer"]) == 0
    out = capsys.readouterr().out
    assert "Modifiées : 1" in out
    after = {path.name: path.read_bytes() for path in (root / "data/structures").iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"le-nid.yml"}
    load(root)  # the memory of the list is a file that data/ may hold
    nest = root / "data/structures/le-nid.yml"
    corrected = nest.read_text("utf-8").replace("01 99 00 00 41", "01 99 00 00 51").replace("nom: Le Nid", "nom: Le Nid bleu")
    nest.write_text(corrected, "utf-8")
    rows[3][4] = "bleu@exemple.fr"
    assert main(["--projet", str(root), "importer", str(write_xlsx(tmp_path / "annuaire.xlsx", rows)), "--appliquer"]) == 0
    assert nest.read_text("utf-8") == corrected.replace("nid@exemple.fr", "bleu@exemple.fr"), "what was corrected stays"
    capsys.readouterr()
    nest.write_text(nest.read_text("utf-8").replace("etat_fiche: brouillon\n", ""), "utf-8")
    assert main(["--projet", str(root), "importer", str(write_xlsx(tmp_path / "annuaire.xlsx", TITLED)), "--appliquer"]) == 0
    assert "Modifiées" not in capsys.readouterr().out, "once published, it is nobody's draft"


def test_a_commune_said_once_a_sheet_or_a_title_and_the_same_as_above(brought):
    _, root = brought("x.xlsx", [
        ["Nom", "Type", "Tél."], ["Commune de VALBOURG"], ["Le Nid (fermé en août)", "MAM", "01 99 00 00 31"],
        ["St Clair/Lède"], ["La Ruche", "//", "idem"],
    ])  # fmt: skip
    nest, hive = (load(root, drafts=True).get(Structure, id) for id in ("le-nid", "la-ruche"))
    assert (nest.commune, hive.commune, hive.type) == ("Valbourg", "Saint-Clair-sur-Lède", "mam")
    assert (hive.telephone, "fermé en août" in (root / nest.file).read_text("utf-8")) == ("+33199000031", True)


def test_a_place_a_column(brought):
    _, root = brought("x.ods", [["Nom", "Le Nid", "La Ruche"], ["Type", "MAM", "CS"], ["Ville", "Valbourg", "Valbourg"],
                                ["Téléphone", "01 99 00 00 31", ""], ["Âge mini (ans)", "0", "3"]])  # fmt: skip
    nest, hive = (load(root, drafts=True).get(Structure, id) for id in ("le-nid", "la-ruche"))
    assert (nest.type, nest.telephone, hive.type, hive.ages.de.texte) == ("mam", "+33199000031", "centre-social", "3 ans")


@pytest.mark.parametrize(
    ("title", "meaning"),
    [("Nom de l'établissement", "nom"), ("Mèl", "courriel"), ("TELEPHONE", "telephone"), ("N° de tél.", "telephone"),
     ("Communes", "commune"), ("Âge mini (mois)", "ages.de"), ("Capacité d'accueil", "places.total"),
     ("Tél. 2", "telephone"), ("Nom du directeur", "personne"), ("Places disponibles", "notes_internes"),
     ("Horaires d'ouverture", "horaires"), ("Zorglub", ""),
     ("Tél. du gestionnaire", "notes_internes"), ("Portable de la présidente", "personne"), ("N° d'agrément", "notes_internes"),
     ("Adresse (siège)", "notes_internes"), ("Coût par place", "notes_internes"), ("Nb d'enfants inscrits", "notes_internes"),
     ("Dans quelle commune êtes-vous ?", "commune"), ("Tél. zorglub", "notes_internes"), ("Âges, capacité", "contact")],
)  # fmt: skip
def test_a_title(title, meaning):
    assert meaning_of(title) == meaning


@pytest.mark.parametrize(
    ("text", "id"),
    [("CCAS", "ccas"), ("M.A.M", "mam"), ("Maison d'ass. mat.", "mam"), ("Crèches collectives", "multi-accueil"),
     ("LAEP", "laep"), ("garderie périscolaire", "periscolaire"), ("Point info jeunesse", "information-jeunesse"),
     ("ludo", "ludotheque"), ("France Services", "france-services"), ("salle de sport", ""),
     ("lieu d'accueil parents-enfants", "laep"),
     ("assistantes maternelles (MAM)", "mam"),
     ("Accueil péri-scolaire", "periscolaire"),
     ("consultation PMI", "pmi"), ("accueil du public", ""), ("Lieu de répit", "repit"), ("Cantine scolaire", "cantine")],
)  # fmt: skip
def test_a_type_as_town_halls_write_it(project, text, id):
    assert TypeWords(project()).of(text) == id


def test_titles_are_not_needed_nor_a_column_of_names_or_of_communes(brought):
    """« Le Nid, 5 rue Haute, 99100 Valbourg » is a name, a street and a commune; ages and places without a title are notes."""
    _, root = brought("x.xlsx", [
        ["CS Mosaïque, 5 rue Haute, 99100 Valbourg", "01 99 00 00 31 - cs@exemple.fr", "- de 6 ans", "24 berceaux, jardin"],
        ["Pesée (PMI), 99100 Valbourg", "pmi@exemple.fr", "0/6 ans", ""],
    ])  # fmt: skip
    found = {one.nom: one for one in load(root, drafts=True).all(Structure) if one.etat_fiche == "brouillon"}
    social, baby = found["CS Mosaïque"], found["Pesée (PMI)"]
    assert (social.type, social.adresse, social.telephone, social.places, social.ages) == (
        "centre-social", "5 rue Haute", "+33199000031", None, None)  # fmt: skip
    assert (baby.type, baby.courriel) == ("pmi", "pmi@exemple.fr")


@pytest.mark.parametrize(("de", "a", "read"), [(3.0, 11.0, True), (3.0, 4.0, False), (0.0, 6.0, True), (11.0, 3.0, False)])
def test_ages_without_a_unit_are_years_when_they_can_be_nothing_else(brought, de, a, read):
    _, root = brought("x.xlsx", [["Nom", "Ville", "Âge mini", "Âge maxi"], ["Les Grands", "Valbourg", de, a]])
    ages = load(root, drafts=True).get(Structure, "les-grands").ages
    assert bool(ages and ages.a) == read
