"""The evaluations: their texts, page, list, and the links back from what they stand on."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Cadre
from ctg.pages.renderer import Renderer
from ctg_comites.evaluation_draft import consulted
from ctg_comites.evaluation_kind import CritereEvaluation, Evaluation, Preuve, QuestionEvaluation, Recommandation
from ctg_comites.evaluation_pages import document, listed
from territoires import ESSAI, ROOT, catalogue_of, convention, made_site

TODAY = dt.date(2026, 11, 25)
CATALOGUE = catalogue_of(ESSAI)
MIDWAY = CATALOGUE.get(Evaluation, "mi-chemin")


@pytest.fixture(scope="module")
def texts() -> dict:
    return document(CATALOGUE, MIDWAY)


def questions(made: dict) -> list[dict]:
    return [question for criterion in made["criteres"] for question in criterion["questions"]]


def with_(*asked: QuestionEvaluation) -> Evaluation:
    return MIDWAY.model_copy(update={"questions": asked})


def test_the_consultations_of_a_convention_are_those_of_its_years_or_of_its_actions(project):
    days = {
        "avant": "2023-12-31",
        "premier": "2024-01-01",
        "dernier": "2028-12-31",
        "apres": "2029-01-01",
        "suivie": "2029-02-01",
    }
    meetings = {f"data/rencontres/{name}.yml": f"titre: {name}\ndate: {day}\ntype: atelier\n" for name, day in days.items()}
    meetings["data/rencontres/suivie.yml"] += "suites: [{texte: Un bus, action: bus}]\n"
    own = {"data/axes/a.yml": "numero: 1\ntitre: Relier\n", "data/actions/bus.yml": "titre: Bus\naxe: a\nporteurs: [CAF]\n"}
    after = dt.date(2030, 1, 1)
    catalogue = load(project(convention("debut: 2024", "fin: 2028") | meetings | own), on=after)
    found = consulted(catalogue, catalogue.get(Cadre, "ctg"), catalogue.all(Action), after)
    assert [one.id for one in found] == ["premier", "dernier", "suivie"]


def test_advice_names_the_plan_that_takes_it_up_when_it_is_another(texts):
    (kept,) = questions(texts)[1]["recommandations"]
    assert kept["actions"] == [
        {"titre": "Action 1.3 : Étudier une micro-crèche à La Roche-aux-Merles", "cle": "actions/micro-creche-roche/"}
    ]
    elsewhere = QuestionEvaluation(
        critere=CritereEvaluation.MOYENS,
        question="Et après ?",
        recommandations=(Recommandation(texte="Patiner", actions=("piste-de-patins",)), Recommandation(texte="Attendre")),
    )
    first, second = questions(document(CATALOGUE, with_(elsewhere)))[0]["recommandations"]
    assert first["actions"][0]["titre"].endswith("(Projet du conseil des enfants (2026))")
    assert second["actions"] == []


def test_a_figure_without_value_and_a_draft_are_no_evidence_that_shows():
    asked = QuestionEvaluation(
        critere=CritereEvaluation.PERTINENCE,
        question="Et les aides ?",
        preuves=(Preuve(indicateur="non-recours"), Preuve(rencontre="un-brouillon")),
    )
    (only,) = questions(document(CATALOGUE, with_(asked)))[0]["preuves"]
    assert only["faits"] == "Aucune valeur connue."


def test_every_evaluation_is_listed():
    assert [one for one, _, _ in listed(Renderer(CATALOGUE, TODAY), None)["evaluations"]] == list(CATALOGUE.all(Evaluation))


@pytest.mark.gard
def test_without_evaluation_nothing_is_offered():
    site = made_site(ROOT)
    assert site.catalogue.all(Evaluation) == ()
    assert listed(Renderer(site.catalogue, TODAY), None) is None
