"""``ctg chiffres``: what an official file would change, and nothing written but what is accepted."""

from __future__ import annotations

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.model.figure import Indicateur

NAME = "data/indicateurs/population.yml"
POPULATION = """\
nom: Population
unite: habitants
producteur: INSEE
officiel: {colonne: P22_POP, somme: oui}
valeurs:
  - {annee: 2021, valeur: 1500, source: recensement}
  - {annee: 2022, valeur: 900, commune: Valbourg, source: estimation}   # à remplacer
"""
ROWS = "CODGEO;LIBGEO;P22_POP\n99001;Valbourg;1000,4\n99002;Saint-Clair-sur-Lède;500\n30028;Ailleurs;7\n"


@pytest.fixture
def chiffres(project, tmp_path, capsys):
    """``chiffres(csv, *options)`` → (exit code, output, errors, project's folder)."""

    def run(text: str | bytes, *options: str, sheet: str = POPULATION, name: str = "insee.csv"):
        root = project({NAME: sheet})
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["--projet", str(root), "chiffres", str(path), *options])
        said = capsys.readouterr()
        return code, said.out.replace("\u202f", " ").replace("\u00a0", " "), said.err, root

    return run


def test_the_difference_is_shown_and_nothing_is_written(chiffres):
    code, told, _, root = chiffres(ROWS, "--annee", "2022")
    assert code == 0
    assert "population (Population) : 3 valeurs à accepter, 0 déjà là." in told
    assert "2022, territoire : nouveau : 1 500,4 habitants" in told
    assert "2022, Valbourg : 900 → 1 000,4 habitants" in told
    assert "Rien n'est écrit." in told
    assert (root / NAME).read_text("utf-8") == POPULATION


def test_only_what_is_accepted_is_written_and_the_other_lines_stay(chiffres):
    said = ("--annee", "2022", "--source", "INSEE, recensement 2022", "--millesime", "juin 2025", "--accepter", "population")
    code, told, errors, root = chiffres(ROWS, *said)
    assert (code, errors) == (0, "")
    assert "1 fichier écrit." in told
    text = (root / NAME).read_text("utf-8")
    assert "  - {annee: 2021, valeur: 1500, source: recensement}\n" in text
    assert '{annee: 2022, valeur: 1000.4, commune: Valbourg, source: "INSEE, recensement 2022", note: juin 2025}   # à' in text
    (one,) = load(root).all(Indicateur)
    assert str(one.derniere.valeur) == "1500.4"
    assert main(["--projet", str(root), "chiffres", str(root.parent / "insee.csv"), "--annee", "2022"]) == 0


def test_a_line_of_the_territory_itself_is_known_by_its_siren(chiffres):
    _, told, _, _ = chiffres("CODGEO;P22_POP\n219900012;1234\n", "--annee", "2022", sheet=POPULATION.replace(", somme: oui", ""))
    assert "2022, territoire : nouveau : 1 234 habitants" in told


def test_what_is_secret_is_never_a_zero_and_leaves_no_total(chiffres):
    _, told, _, _ = chiffres(ROWS.replace("500", "s"), "--annee", "2022")
    assert "en 2022, secret ou absent du fichier : Saint-Clair-sur-Lède" in told
    assert "pas de total en 2022 : il manque Saint-Clair-sur-Lède" in told
    assert "territoire : nouveau" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ROWS.replace("P22_POP", "P22_POPU"), "Non lu, population : pas de colonne « P22_POP » (mais « P22_POPU »)."),
        ("CODGEO;P22_POP\n30028;7\n", "Aucune ligne de ce fichier n'a le code d'une de vos communes"),
        ("", "Aucune ligne de ce fichier"),
        (ROWS, "année inconnue pour Valbourg"),
        (ROWS.encode("latin-1"), "année inconnue pour Saint-Clair-sur-Lède"),
    ],
)
def test_what_is_not_read_is_told(chiffres, text, told):
    assert told in chiffres(text)[1]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--accepter", "population"), 2, "→ Ajoutez --source"),
        (("--accepter", "populatoin", "--source", "INSEE"), 2, "→ Vouliez-vous écrire « population » ?"),
    ],
)
def test_an_option_that_lacks_or_is_wrong(chiffres, options, code, told):
    found, _, errors, root = chiffres(ROWS, "--annee", "2022", *options)
    assert (found, told in errors) == (code, True)
    assert (root / NAME).read_text("utf-8") == POPULATION


def test_a_sum_of_a_year_when_other_communes_were_there_says_of_which_it_is(project, tmp_path, capsys):
    root = project({NAME: POPULATION})
    communes = root / "data/communes.yml"
    left = communes.read_text("utf-8").replace(
        "- nom: Saint-Clair-sur-Lède\n", "- nom: Saint-Clair-sur-Lède\n  jusqu_au: 2023-12-31\n"
    )
    communes.write_text(left, "utf-8")
    (tmp_path / "insee.csv").write_text(ROWS, "utf-8")
    said = ["--annee", "2022", "--source", "INSEE", "--accepter", "population"]
    assert main(["--projet", str(root), "chiffres", str(tmp_path / "insee.csv"), *said]) == 0, capsys.readouterr()
    (one,) = load(root).all(Indicateur)
    assert (one.derniere.valeur, one.derniere.perimetre) == (one.valeurs[1].valeur, load(root).day.year)
    assert [break_.annee for break_ in one.ruptures] == [2022], "2021 is of two communes, and 2022 of one"
