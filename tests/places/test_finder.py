"""The finder: what it tells the browser of each place, who suits an age group; the answers of the tool, dated and sourced."""

import datetime as dt
from decimal import Decimal

import pytest

from ctg.common.phrases import date_fr
from ctg.loading import load
from ctg.model.fields import Ages
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import Renderer, record_page
from ctg.places import finder
from ctg.places.answers import files, national_answers
from ctg.places.lists import AGE_GROUPS, suits_ages
from dits import words_of
from lieux_hostiles import TODAY


@pytest.mark.parametrize(
    ("more", "receives"),
    [
        ("", False),  # an aid: the same on all days
        ("modes: [en-ligne, telephone]\nstructure: les-lutins\n", False),
        ("structure: les-lutins\n", True),
        ("structure: les-lutins\nacces: orientation\n", False),  # one is sent there
        ("adresse: 1 rue Haute\n", True),
        ("modes: [itinerant]\n", True),
        ("zone: [Valbourg]\nhoraires: {note: Quatre mercredis.}\n", False),
    ],
)
def test_what_has_no_day_is_no_answer_to_a_day(project, more, receives):
    catalogue = load(project({"data/services/aide.yml": f"nom: Aide\nthemes: [numerique]\n{more}"}))
    assert finder.receives(catalogue, catalogue.get(Service, "aide")) is receives
    entries = {one["k"]: one for one in finder.finder_data(Renderer(catalogue, TODAY))["lieux"]}
    assert ("r" in entries["services/aide"]) is receives
    assert entries["structures/les-lutins"]["r"] is True


def test_beyond_two_hundred_places_a_page_holds_the_first_of_each_need_and_the_data_what_all_lines_say(project):
    place = "nom: Lieu {n}\ntype: {type}\ncommune: Valbourg\nsources: [{{titre: Un annuaire, date: 2026-01-01}}]\n{phone}"
    types = ("ludotheque", "ccas", "multi-accueil")
    files = {
        f"data/structures/lieu-{n}.yml": place.format(n=n, type=types[n % 3], phone="telephone: 04 65 71 00 09\n" * (n > 150))
        for n in range(250)
    }
    render = Renderer(load(project(files)), TODAY)
    bodies = {file.path: file.body for file in finder.files(render) if file.path.endswith("/")}
    assert bodies["trouver/"].count('<li class="lieu"') == 3 * finder.FIRST
    assert bodies["trouver/petite-enfance/"].count('<li class="lieu"') == finder.HELD
    assert "Toutes les fiches" in bodies["trouver/petite-enfance/"]
    entries = finder.finder_data(render)["lieux"]
    assert len(entries) >= 250
    first = [render.catalogue.get(Structure, one["k"].removeprefix("structures/")) for one in entries[:30]]
    assert all(place.telephone for place in first), "who can be called first"
    assert len({one["u"] for one in entries[:3]}) == 3, "each need in turn"
    one = next(one for one in entries if one["k"] == "structures/lieu-200")
    assert (one["n"], one["m"], one["u"]) == ("Lieu 200", ["Crèche", "Valbourg"], "petite-enfance")


@pytest.mark.parametrize(
    ("ends", "listed"),
    [
        ({"de": "10 semaines", "a": "3 ans"}, ["0-3-ans", "3-6-ans"]),
        ({"de": "3 ans", "a": "11 ans"}, ["3-6-ans", "6-11-ans", "11-18-ans"]),
        ({"de": "12 ans", "a": "17 ans"}, ["11-18-ans"]),
        ({"de": "16 ans", "a": "25 ans"}, ["11-18-ans", "18-25-ans"]),
        ({"de": "18 mois"}, list(AGE_GROUPS)),
        ({"a": "6 ans"}, ["0-3-ans", "3-6-ans", "6-11-ans"]),
    ],
)
def test_what_a_list_shows(ends, listed):
    ages = Ages.model_validate(ends)
    assert [id for id, (_, low, high) in AGE_GROUPS.items() if suits_ages(ages, low, high)] == listed


READ = dt.date(2026, 11, 30)
ANSWERS = {one.id: one for one in national_answers()}
RELAY = "nom: Le relais\ntype: relais-petite-enfance\ncommune: Valbourg\ntelephone: 04 65 71 00 01\n"


def test_an_hour_of_creche_costs_a_share_of_the_income_up_to_the_ceiling():
    scale = ANSWERS["prix-de-la-creche"].bareme
    assert scale.priced_examples == [
        ("2\u202f000\u00a0€", "un enfant", "1,24\u00a0€"),
        ("3\u202f500\u00a0€", "deux enfants", "1,81\u00a0€"),
    ]
    assert scale.hourly(8500, 0) == scale.hourly(20000, 0) == Decimal("5.26")


@pytest.mark.parametrize("id", ANSWERS)
def test_any_territory_has_every_answer_with_its_numbers_and_its_date(project, id):
    render, one = Renderer(load(project({"data/structures/relais.yml": RELAY}), on=READ), READ), ANSWERS[id]
    text = words_of(next(page.body for page in files(render) if page.path == f"reponses/{id}/"))
    assert one.phrase.split(" :")[0][:20] in text
    assert f"Relu le {date_fr(one.relu_le)}." in text
    for number in one.numeros:
        assert number.replace("+33", "0") in text.replace(" ", "")


def test_a_service_held_in_a_place_of_its_commune_is_said_under_it_and_one_held_elsewhere_by_itself(project):
    service = "nom: {0}\nthemes: [petite-enfance]\nstructure: les-lutins\nzone: [Valbourg]\n{1}"
    files = {
        "data/services/la.yml": service.format("Éveil", ""),
        "data/services/ici.yml": service.format("Bain", "adresse: 1 rue Haute\n"),
    }
    catalogue = load(project(files))
    page = record_page(Renderer(catalogue, TODAY), catalogue.commune("Valbourg")).body
    assert page.count('data-lieu="services/la"') == 0
    assert page.count('data-lieu="services/ici"') == 1
    assert "Sur place : Éveil" in words_of(page)
