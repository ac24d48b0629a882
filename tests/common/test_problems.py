"""The coordinator's sentences."""

from __future__ import annotations

import pytest

from ctg.common.problems import DataError, Problem, fold, nearest, report, shown, suggest
from ctg.loading import load
from ctg.reading import remedies


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


def test_nothing_wrong_is_said():
    assert report([]) == "Aucune erreur dans data/."


def test_the_report_goes_by_file_then_by_line_as_numbers():
    found = [problem(10), problem(9), problem(1, "data/b.yml")]
    places = [part.split(",")[:2] for part in str(DataError(found)).split("\n\n")[1:]]
    assert places == [
        ["data/a.yml", " ligne 9"],
        ["data/a.yml", " ligne 10"],
        ["data/b.yml", " ligne 1"],
    ]


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
