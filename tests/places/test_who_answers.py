"""Who answers for a place: the best known number first, each said for what it is."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.structure import Service, Structure
from ctg.places.contacts import Via, buses_to, number_to_call, whom_to_call
from ctg.places.lists import share_shown

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


@pytest.fixture
def told(project):
    """``told({id: more lines}, "a b")`` → ([(who, for whom else)], those without a number), by identifier."""

    def read(more: dict[str, str], asked: str) -> tuple[list[tuple[str, list[str]]], list[str]]:
        files = {f"data/structures/{id}.yml": f"nom: {id}\ntype: pmi\ncommune: Valbourg\n{lines}" for id, lines in more.items()}
        catalogue = load(project(files))
        answers, silent = whom_to_call(catalogue, (catalogue.get(Structure, id) for id in asked.split()))
        return [(one.name, [other.id for other in one.others]) for one in answers], [place.id for place in silent]

    return read


A = "telephone: 04 65 71 00 01\n"
B = "telephone: 04 65 71 00 02\n"


@pytest.mark.parametrize(
    ("more", "asked", "found"),
    [
        ({"a": A, "b": B}, "b a", ([("b", []), ("a", [])], [])),  # in the order asked
        ({"a": A, "b": "contact_relais: a\n", "c": "contact_relais: a\n"}, "b a c", ([("a", ["b", "c"])], [])),
        ({"a": A, "b": "", "c": "contact_relais: b\n"}, "a b c", ([("a", [])], ["b", "c"])),
    ],
)
def test_a_number_is_given_once_with_those_for_whom_it_answers_and_who_has_none_apart(told, more, asked, found):
    assert told(more, asked) == found


def test_a_bus_is_told_by_its_known_stop_in_the_commune_and_never_by_whom_it_serves(project):
    bus = "nom: Le {0}\nthemes: [{1}]\nzone: [Valbourg]\n{2}"
    stop = "arrets: [{commune: Valbourg, lieu: place du Four}]\n"
    files = {
        "data/structures/a.yml": "nom: Jeux\ntype: ludotheque\ncommune: Valbourg\nadresse: 1 rue du Lac\n",
        "data/structures/b.yml": "nom: Refuge\ntype: hebergement-urgence\ncommune: Valbourg\nadresse_confidentielle: oui\n",
        "data/services/bus.yml": bus.format("bus", "mobilite", stop),
        "data/services/autre.yml": bus.format("car sans arrêt", "mobilite", ""),
        "data/services/jeux.yml": bus.format("bus des jeux", "enfance, mobilite", stop),
    }
    catalogue = load(project(files))
    told = [[(one.nom, stop.lieu) for one, stop in buses_to(catalogue, catalogue.get(Structure, id))] for id in "ab"]
    assert told == [[("Le bus", "place du Four")], []]


SERVICE = "nom: Une place\nthemes: [petite-enfance]\n{}ensemble: {{type: multi-accueil, nombre: {}}}\n"
CRECHE = "nom: {}\ntype: multi-accueil\ncommune: Valbourg\n{}"


@pytest.fixture
def said(project):
    def read(files: dict[str, str]) -> str:
        catalogue = load(project(files))
        (service,) = catalogue.all(Service)
        return share_shown(catalogue, service)

    return read


MISSING_TWO = "Crèches (multi-accueils) : il y en a 3 en tout. Ce site en montre 1, il en manque 2."


def test_what_is_missing_is_said_and_nothing_when_all_are_there(said):
    service = "data/services/s.yml"  # the small territory has one crèche
    assert said({service: SERVICE.format("", 3)}) == MISSING_TWO
    assert said({service: SERVICE.format("", 1)}) == ""
    assert said({service: "nom: Une place\nthemes: [petite-enfance]\n"}) == ""


def test_only_those_of_the_same_institution_are_counted_by_any_of_its_names(said):
    files = {
        "data/services/s.yml": SERVICE.format("gestionnaire: Agglo\n", 3),
        "data/partenaires/agglo.yml": "nom: Agglomération du Pays\nautres_noms: [Agglo]\nrole: Elle gère.\n",
        "data/structures/a.yml": CRECHE.format("A", "gestionnaire: Agglomération du Pays\n"),
        "data/structures/b.yml": CRECHE.format("B", "gestionnaire: Une association\n"),
    }
    assert said(files) == MISSING_TWO
