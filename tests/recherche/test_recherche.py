"""The search answers what families type: a floor that no change of words or of engine may go below."""

from __future__ import annotations

import gzip

import pytest
from rappel import answers, missed, queries

from ctg.model.structure import Structure
from territoires import ROOT, catalogue_of

pytestmark = pytest.mark.gard
FLOOR = 0.90


@pytest.fixture(scope="module")
def types() -> dict[str, str]:
    return {f"{structure.key}/": structure.type for structure in catalogue_of(ROOT).all(Structure)}


@pytest.mark.parametrize("of", ["reglage", "reserve"])
def test_a_right_answer_stands_among_the_first_three(real_site, types, of):
    asked, lost = queries(of), missed(real_site, types, of)
    shown = "\n".join(f"{query.mots} : {told['pages'][:3]}" for query, told in lost)
    assert len(lost) <= (1 - FLOOR) * len(asked), shown


def test_each_set_is_large_and_says_something_else(real_site):
    sets = {of: {query.mots for query in queries(of)} for of in ("reglage", "reserve")}
    assert all(len(found) >= 75 for found in sets.values())
    assert not sets["reglage"] & sets["reserve"]


def test_accents_sigles_faults_and_words_run_together_change_nothing(real_site):
    first = {
        "c.a.f.": "structures/caf-bagnols/",
        "C’est où la ludothèque ?": "structures/ludotheque/",
        "ludoteques": "structures/ludotheque/",
        "la ribanbelle": "structures/la-ribambelle/",
        "petitspas": "structures/petits-pas/",
        "creche bagnol sur seze": "structures/eugenie-thome/",
        "crechetavel": "structures/les-petits-bouchons/",
    }
    told = answers(real_site, list(first))
    assert {text: one["pages"][0] for text, one in zip(first, told, strict=True)} == first


def test_a_word_that_nobody_knows_never_empties_the_answer(real_site):
    plain, lost = answers(real_site, ["divorce", "divorce zzyzx"])
    assert lost["pages"] == plain["pages"] != []


def test_a_town_ranks_by_distance_and_is_offered(real_site):
    told = answers(real_site, ["creche a taveI".replace("I", "l")])[0]
    assert told["communes"] == ["tavel"]
    assert told["pages"][0] == "structures/les-petits-bouchons/"
    assert answers(real_site, ["bus st nazaire"])[0]["communes"] == ["saint-nazaire"]


def test_an_age_leaves_out_what_is_for_others(real_site):
    pages = answers(real_site, ["que faire 15 ans"])[0]["pages"]
    assert "structures/planet-ados/" in pages
    assert "structures/les-petits-bouchons/" not in pages


def test_what_the_site_lacks_is_said_rather_than_guessed(real_site):
    told = answers(real_site, ["médiathèque"])[0]
    assert told["ailleurs"] == ["La bibliothèque ou la médiathèque"]
    assert told["pages"] == []


def test_the_project_is_answered_only_when_asked_for(real_site):
    asked, families = answers(real_site, ["indicateur pauvreté", "crèche"])
    assert asked["projet"][0] == "indicateurs/taux-pauvrete/"
    assert families["projet"] == []
    assert not any(address.startswith(("indicateurs/", "actions/", "ctg/")) for address in families["pages"])


def test_ten_languages_are_understood_and_told(real_site):
    asked = {
        "childcare": "en", "سكن": "ar", "guardería": "es", "emprego": "pt", "kreş": "tr", "affitto": "it", "școală": "ro",
        "лікар": "uk", "کرایه": "prs", "Tagesmutter": "de",
    }  # fmt: skip
    told = answers(real_site, list(asked))
    assert [one["langue"] for one in told] == list(asked.values())
    assert all(one["pages"] for one in told)


def test_the_texts_are_searched_for_every_word(real_site):
    one, both, lost = answers(real_site, ["simulateurs", "simulateur garde", "simulateur zzyzx"])
    assert one["textes"] == both["textes"] == ["parcours/je-reprends-le-travail/"]
    assert lost["textes"] == []
    assert answers(real_site, ["autorité organisatrice"])[0]["textes"] == ["ctg/petite-enfance/"]


@pytest.mark.parametrize(("name", "most"), [("chercher", 40_000), ("chercher-textes", 45_000)])
def test_the_index_stays_light(real_site, name, most):
    assert len(gzip.compress((real_site / f"assets/{name}.json").read_bytes(), mtime=0)) <= most


def test_hostile_words_only_find_nothing(real_site):
    texts = ["<img src=x onerror=alert(1)>", "__proto__", "constructor", "a" * 5000, "\u0000", "((((", "0" * 300]
    assert len(answers(real_site, texts)) == len(texts)
