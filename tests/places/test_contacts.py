"""Whom to call: each number once, and for whom it answers."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.places.contacts import buses_to, whom_to_call


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


def test_a_place_answers_for_itself_in_the_order_asked(told):
    assert told({"a": A, "b": B}, "b a") == ([("b", []), ("a", [])], [])


def test_one_number_is_given_once_and_says_for_whom_else(told):
    assert told({"a": A, "b": "contact_relais: a\n", "c": "contact_relais: a\n"}, "b a c") == ([("a", ["b", "c"])], [])


def test_who_has_no_number_and_nobody_to_answer_is_told_apart(told):
    assert told({"a": A, "b": "", "c": "contact_relais: b\n"}, "a b c") == ([("a", [])], ["b", "c"])


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
