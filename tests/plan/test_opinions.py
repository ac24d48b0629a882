"""A plan submitted to everyone's opinion: when one may answer, how, and what became of what was said."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.pages.files import Asset
from ctg.pages.renderer import Renderer, record_page
from ctg.people.meetings import DECIDING, open_call
from ctg.plan import deciding, money
from ctg.plan.deciding import OPINIONS
from ctg.site.former import redirection
from dits import words_of
from territoires import convention

DRAFT = convention("debut: 2022", "fin: 2026") | {
    "data/axes/a.yml": "numero: 1\ntitre: Accueillir\ncadre: ctg\n",
    "data/cadres/suivante.yml": "titre: Convention 2027-2031\nnature: ctg\ndebut: 2027-03\nfin: 2031\nsuccede_a: ctg\n"
    "avis: {debut: 2026-12-01, fin: 2027-01-31, courriel: avis@exemple.fr, depot: À la mairie.}\n",
    "data/axes/b.yml": "numero: 1\ntitre: Relier\ncadre: suivante\n",
    "data/actions/navette.yml": "titre: Une navette\nnumero: '1.1'\naxe: b\nporteurs: [CAF]\netats:\n"
    "  - etat: en-projet\n    date: 2026-11-20\n"
    "objectif: Aller au marché.\ncalendrier: {debut: 2027, fin: 2028}\n"
    "moyens: {financiers: [{annee: 2027, financeur: CAF, prevu: 5000}]}\n",
}
SUMMARY = {
    "data/rencontres/avis.yml": "titre: Les avis sur le projet\ndate: 2027-02-10\ntype: questionnaire\n"
    "participation: 212 réponses\n"
    "resultats: [Le marché est trop loin.]\n"
    "suites: [{texte: Un arrêt au marché, etat: prevue, reponse: Le mardi., action: navette}]\n",
}
BEFORE, DURING, LAST, AFTER = (dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2027, 1, 31), dt.date(2027, 2, 15))


@pytest.fixture
def on(project):
    """``on(day, {file: text})`` → the renderer of the draft above on that day."""
    return lambda day, more=None: Renderer(load(project(DRAFT | (more or {})), on=day), day)


def page(render: Renderer) -> str:
    return next(file.body for file in deciding.files(render) if file.path == OPINIONS.path)


def test_one_answers_from_the_first_day_to_the_last(on):
    for day, told in (
        (BEFORE, "Du 1er décembre 2026 au 31 janvier 2027, chacun pourra dire ce qu'il en pense."),
        (DURING, "Jusqu'au 31 janvier 2027 inclus, chacun peut dire ce qu'il en pense. Ce plan n'est pas encore signé."),
        (LAST, "Jusqu'au 31 janvier 2027 inclus"),
        (AFTER, "L'appel à avis s'est terminé le 31 janvier 2027."),
    ):
        assert told in words_of(page(on(day)))
    assert [bool(open_call(on(day).catalogue, day)) for day in (BEFORE, DURING, LAST, AFTER)] == [False, True, True, False]


def test_the_sheet_to_print_lists_each_action(on):
    sheets = [file for file in deciding.files(on(DURING)) if isinstance(file, Asset)]
    assert [sheet.path for sheet in sheets] == [f"{OPINIONS.path}feuille-suivante.pdf"]
    assert sheets[0].content.startswith(b"%PDF")
    assert not [file for file in deciding.files(on(AFTER, SUMMARY)) if isinstance(file, Asset)]  # nobody can hand it in any more


def test_afterwards_what_was_said_and_what_became_of_it(on):
    assert "La synthèse des avis n'est pas encore publiée." in words_of(page(on(AFTER)))
    said = DRAFT["data/cadres/suivante.yml"].replace("À la mairie.", "À la mairie., synthese: avis")
    render = on(AFTER, SUMMARY | {"data/cadres/suivante.yml": said})
    told = words_of(page(render))
    assert "Les avis sur le projet , mercredi 10 février 2027 : 212 réponses" in told
    assert "Un arrêt au marché" in told
    assert "Le marché est trop loin." in told
    action = record_page(render, render.catalogue.get(Action, "navette")).body
    assert "Un arrêt au marché" in action  # linked from the action
    assert "Donnez votre avis" not in action


def test_the_action_and_the_other_pages_lead_to_it_while_it_is_open(on):
    for day, there in ((BEFORE, False), (DURING, True), (AFTER, False)):
        render = on(day)
        action = record_page(render, render.catalogue.get(Action, "navette")).body
        (asked,) = deciding.deciding_page(render)
        for body in (action, asked.body):
            assert ("Donnez votre avis</a>" in body) is there
    assert "En projet" in action


def test_what_is_only_proposed_has_no_money_of_the_convention(on):
    """On a day of the convention to come, before anything of it is decided."""
    day = dt.date(2027, 3, 2)
    decided = DRAFT["data/actions/navette.yml"].replace("en-projet", "en-cours")
    for files, counted in ({}, False), ({"data/actions/navette.yml": decided}, True):
        signed = {"data/cadres/suivante.yml": DRAFT["data/cadres/suivante.yml"] + "signature: 2026-12\n"}
        page_, *_pictures = money.files(on(day, files | signed))
        assert ("5 000" in words_of(page_.body)) is counted


def test_without_any_call_there_is_no_page_and_its_address_leads_to_what_people_said(project):
    assert not list(deciding.files(Renderer(load(project({}), on=DURING), DURING)))
    assert redirection(OPINIONS.path) == DECIDING.path
