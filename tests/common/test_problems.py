"""The coordinator's sentences."""

from __future__ import annotations

import pytest

from ctg.common.problems import WARNING, DataError, Problem, fold, nearest, plural, report, shown, suggest
from ctg.loading import load
from ctg.reading import remedies


@pytest.mark.parametrize(("count", "words"), [(0, "0 erreur"), (1, "1 erreur"), (2, "2 erreurs")])
def test_plural_starts_at_two_in_french(count, words):
    assert plural(count, "erreur") == words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Saint-Clair-sur-Lède", "saint clair sur lede"), ("L’ŒUF  d'Été", "l oeuf d ete"), ("A\u0301 part", "a part"), ("--", "")],
)
def test_fold(text, folded):
    assert fold(text) == folded


TYPES = ["multi-accueil", "micro-creche", "laep", "pmi"]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("multi accueil", "multi-accueil"),
        ("Multi-Acceuil", "multi-accueil"),
        ("MICRO-CRÈCHE", "micro-creche"),
        ("piscine", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_nearest_forgives_accents_case_and_slips_only(value, meant):
    assert nearest(value, TYPES) == meant


@pytest.mark.parametrize(
    ("value", "choices", "remedy"),
    [
        ("multi accueuil", TYPES, "Vouliez-vous écrire « multi-accueil » ?"),
        ("creche", TYPES, "Valeurs possibles : laep, micro-creche, multi-accueil, pmi."),
        ("piscine", TYPES, "Valeurs possibles : laep, micro-creche, multi-accueil, pmi."),
        ("piscine", ["zoo", "Été", "arc"], "Valeurs possibles : arc, Été, zoo."),
        ("piscine", [], ""),
    ],
)
def test_suggest(value, choices, remedy):
    assert suggest(value, choices) == remedy


def test_a_long_list_of_choices_is_cut():
    remedy = suggest("piscine", ["zone", "piscicole", *(f"{n:03}" for n in range(500))])
    assert remedy == "Valeurs possibles, entre autres : piscicole, zone, 000, 001, 002."
    remedy = suggest("piscine", [f"{n:03}" for n in range(500)])
    assert remedy == "Valeurs possibles, entre autres : 000, 001, 002, 003, 004."


def test_a_value_is_quoted_short_and_on_one_line():
    assert shown("a\n  b\tc") == "a b c"
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 59 + "…"


def problem(line: int = 1, file: str = "data/a.yml", **more) -> Problem:
    return Problem(file, line, "nom", "nom: x", "Message.", **more)


@pytest.mark.parametrize(
    ("problems", "head"),
    [
        ([], "Aucune erreur dans data/."),
        ([problem()], "1 erreur dans data/. Le site en ligne n'a pas changé."),
        ([problem(1), problem(2)], "2 erreurs dans data/. Le site en ligne n'a pas changé."),
        ([problem(level=WARNING)], "1 avertissement dans data/."),
        ([problem(1, level=WARNING), problem(2)], "1 erreur et 1 avertissement dans data/. Le site en ligne n'a pas changé."),
    ],
)
def test_the_report_starts_by_counting(problems, head):
    assert report(problems).split("\n")[0] == head


def test_the_report_goes_by_file_then_by_line_as_numbers():
    found = [problem(10), problem(9), problem(1, "data/b.yml")]
    places = [part.split(",")[:2] for part in str(DataError(found)).split("\n\n")[1:]]
    assert places == [
        ["data/a.yml", " ligne 9"],
        ["data/a.yml", " ligne 10"],
        ["data/b.yml", " ligne 1"],
    ]


def test_errors_that_say_the_same_are_told_once_where_the_first_is():
    found = [problem(n, "data/b.yml") for n in (4, 3, 2, 1)] + [Problem("data/c.yml", 1, "", "", "Autre."), problem(7)]
    assert str(DataError(found)).split("\n\n")[1:] == [
        "Erreur, 5 fois : Message.\n    data/a.yml, ligne 7\n" + "\n".join(f"    data/b.yml, ligne {n}" for n in (1, 2, 3, 4)),
        "data/c.yml, ligne 1\n    Autre.",
    ]


def test_a_problem_leaves_out_what_it_does_not_know():
    assert str(Problem("data/x.yml", 3, "", "", "Vide.")) == "data/x.yml, ligne 3\n    Vide."
    assert str(problem(remedy="Corrigez.")) == "data/a.yml, ligne 1, champ « nom »\n    nom: x\n    Message.\n    → Corrigez."


@pytest.mark.parametrize("count", [1_000, 4_000])
def test_a_sheet_of_nothing_but_mistakes_is_told_in_as_many_words_whatever_its_length(project, monkeypatch, count):
    asked = []
    monkeypatch.setattr(remedies, "message_and_remedy", lambda *_, **__: asked.append(1) or ("x", "y"))
    monkeypatch.setattr(remedies, "meant_field", lambda *_: asked.append(1))
    place = "nom: X\ntype: autre\ncommune: Valbourg\n" + "".join(f"k{n}: 1\n" for n in range(count))
    with pytest.raises(DataError) as refused:
        load(project({"data/structures/x.yml": place}))
    mine = [one for one in refused.value.problems if one.file == "data/structures/x.yml"]
    assert (len(mine), len(asked)) == (remedies.MOST_TOLD + 1, 2 * remedies.MOST_TOLD)
    assert f"Il y a {count - remedies.MOST_TOLD} erreurs de plus dans cette fiche." in [one.message for one in mine]


def test_words_without_number_are_refused_before_pages_are_made_of_them(project):
    one = "{titre: A, phrase: C, lettre: A, pictogramme: material/baby-carriage}"
    words = "rubriques:\n" + "".join(f"  r{n}: {one}\n" for n in range(3_000))
    with pytest.raises(DataError) as refused:
        load(project({"data/vocabulaire.yml": words}))
    [told] = [problem for problem in refused.value.problems if problem.file == "data/vocabulaire.yml"]
    assert (told.field, "26 au plus" in told.message) == ("rubriques", True)
