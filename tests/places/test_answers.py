"""The answers of the tool: dated, with their sources, the same in any territory, and told when their year is over."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.places.answers import files, national_answers, open_late
from ctg.upkeep.review import NATIONAL, review

TODAY = dt.date(2026, 11, 30)
ANSWERS = {one.id: one for one in national_answers()}
CRECHE, LATE = ANSWERS["prix-de-la-creche"], ANSWERS["garde-apres-18-h-30"]
RELAY = "nom: Le relais\ntype: relais-petite-enfance\ncommune: Valbourg\ntelephone: 04 65 71 00 01\n"


def made(project, files: dict[str, str]) -> Renderer:
    return Renderer(load(project(files), on=TODAY), TODAY)


def told(render, id: str) -> str:
    page = next(page for page in files(render) if page.path == f"reponses/{id}/")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.body)).replace("\u202f", " ").replace("\u00a0", " ").split())


def test_an_hour_of_creche_costs_a_share_of_the_income_up_to_the_ceiling():
    scale = CRECHE.bareme
    assert scale.priced_examples == [
        ("2\u202f000\u00a0€", "un enfant", "1,24\u00a0€"),
        ("3\u202f500\u00a0€", "deux enfants", "1,81\u00a0€"),
    ]
    assert scale.hourly(8500, 0) == scale.hourly(20000, 0) == Decimal("5.26")


@pytest.mark.parametrize(("day", "over"), [("2026-12-31", False), ("2027-01-01", True)])
def test_when_their_year_is_over_the_page_and_the_report_say_it(project, day, over):
    today = dt.date.fromisoformat(day)
    catalogue = load(project({}), on=today)
    render = Renderer(catalogue, today)
    assert ("Ces chiffres ont été relus en 2026 : ils ont pu changer." in told(render, CRECHE.id)) is over
    section = next(one for one in review(catalogue, today) if one.title == NATIONAL)
    said = [one.reason for one in section.findings if one.key == "reponses/prix-de-la-creche"]
    assert said == ["l'année 2026 est finie : chiffres à relire"] * over


@pytest.mark.parametrize("id", ANSWERS)
def test_any_territory_has_every_answer_with_its_numbers_and_its_date(project, id):
    text = told(made(project, {"data/structures/relais.yml": RELAY}), id)
    one = ANSWERS[id]
    assert one.phrase.split(" :")[0].replace("'", "’")[:20] in text
    assert "Relu le 30 novembre 2026." in text
    for number in one.numeros:
        assert number.replace("+33", "0") in text.replace(" ", "")


def test_who_is_open_late_is_found_in_known_hours_and_nothing_is_guessed(project):
    place = "nom: {0}\ntype: multi-accueil\ncommune: Valbourg\nhoraires: {{lundi: {1}}}\n"
    files = {
        "data/structures/tard.yml": place.format("Tard", "7h-19h15"),
        "data/structures/tot.yml": place.format("Tôt", "7h-18h"),
        "data/structures/juste.yml": place.format("Juste", "7h-18h30"),
        "data/structures/matin.yml": place.format("Matin", "matin"),
        "data/structures/guichet.yml": place.format("Guichet", "8h-20h").replace("multi-accueil", "guichet-unique"),
    }
    render = made(project, files)
    assert [(one.nom, hour) for one, hour in open_late(render, LATE)] == [("Tard", "19 h 15")]
