"""Who answers for a place: the best known number first, each said for what it is."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.places.contacts import Via, number_to_call

ONE, TWO, TOWN = "04 65 71 00 01", "04 65 71 00 02", "04 65 71 00 09"
COMMUNES = f"""- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {{lat: 46.5, lon: 2.5}}
  mairie: {{telephone: {TOWN}}}
"""
RUNS = "gestionnaire: Les Amis\n"


@pytest.fixture
def answer(project):
    """``answer(lines, type, partner="…", relay="…")`` → who answers for a structure of that type."""

    def read(lines: str = "", type: str = "ludotheque", partner: str = "", relay: str = "") -> object:
        files = {
            "data/communes.yml": COMMUNES,
            "data/structures/lieu.yml": f"nom: Lieu\ntype: {type}\ncommune: Valbourg\n{lines}",
        }
        if partner:
            files["data/partenaires/amis.yml"] = f"nom: Les Amis\n{partner}"
        if relay:
            files["data/structures/relais.yml"] = f"nom: Relais\ntype: autre\ncommune: Valbourg\n{relay}"
        catalogue = load(project(files), on=dt.date(2026, 11, 30))
        return number_to_call(catalogue, catalogue.get(Structure, "lieu"))

    return read


def test_the_place_then_who_runs_it_then_who_it_names_then_a_national_line_then_the_town_hall(answer):
    relay = {"relay": f"telephone: {TWO}\n"}
    named = "contact_relais: relais\n"
    runs = {"partner": f"telephone: {ONE}\n"}
    ranked = [
        answer(f"telephone: {ONE}\n{RUNS}{named}", "caf", **relay),
        answer(RUNS + named, "caf", **runs, **relay),
        answer(RUNS + named, "caf", partner="nature: association\n", **relay),
        answer(RUNS, "caf", partner="nature: association\n"),
        answer(),
    ]
    assert [one.via for one in ranked] == [Via.OWN, Via.MANAGER, Via.NAMED, Via.NATIONAL, Via.TOWN_HALL]
    assert [one.sentence for one in ranked] == [
        "",
        "Numéro de : Les Amis.",
        "Numéro de : Relais.",
        "Caf, dans toute la France, numéro national.",
        "Mairie de Valbourg : on peut vous orienter.",
    ]


def test_a_switchboard_is_said_as_one_and_comes_after_a_national_line(answer):
    hall = {"partner": f"telephone: {TOWN}\n"}
    said = answer(RUNS, **hall)
    assert (said.via, said.sentence) == (Via.SWITCHBOARD, "C’est un standard (Les Amis) : demandez « Lieu ».")
    assert answer(RUNS, "caf", **hall).via is Via.NATIONAL
    relay = answer("contact_relais: relais\n", relay=f"telephone: {TOWN}\n")
    assert relay.sentence == "C’est un standard (mairie de Valbourg) : demandez « Relais »."


def test_who_runs_it_may_belong_to_who_has_the_number(answer, project):
    files = {
        "data/communes.yml": COMMUNES,
        "data/structures/lieu.yml": "nom: Lieu\ntype: ccas\ncommune: Valbourg\ngestionnaire: Le CCAS\n",
        "data/partenaires/ccas.yml": "nom: Le CCAS\nrattachement: ville\n",
        "data/partenaires/ville.yml": f"nom: Ville de Valbourg\ntelephone: {TOWN}\n",
    }
    catalogue = load(project(files), on=dt.date(2026, 11, 30))
    assert number_to_call(catalogue, catalogue.get(Structure, "lieu")).who == "Ville de Valbourg"


def test_repond_is_said_of_a_number_that_was_checked_only(answer):
    source = "sources: [{titre: Appel, date: 2026-10-01}]\n"
    relay = answer("contact_relais: relais\n", relay=f"telephone: {TWO}\nverifie_le: 2026-10-01\n{source}")
    assert relay.sentence == "Qui répond : Relais."


def test_in_danger_the_town_hall_is_no_answer(answer):
    assert answer("", "hebergement-urgence") is None
    shelter = answer("numero_relais: 115\n", "hebergement-urgence")
    assert shelter.sentence == "Sans abri ce soir, numéro national, jour et nuit, gratuit."


def test_a_line_serves_the_main_theme_of_a_service_only(project):
    files = {
        "data/services/a.yml": "nom: Aide\nthemes: [handicap]\nzone: [Valbourg]\n",
        "data/services/b.yml": "nom: Jeu\nthemes: [enfance, handicap]\nzone: [Valbourg]\n",
    }
    catalogue = load(project(files), on=dt.date(2026, 11, 30))
    line = [number_to_call(catalogue, catalogue.get(Service, id)) for id in "ab"]
    assert line[0].number.titre == "Communauté 360, handicap"
    assert line[1] is None
