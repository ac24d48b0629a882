"""Evaluations: the draft, which judges nothing and names what is not known, and their texts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Cadre
from ctg_comites.evaluation_draft import consulted
from ctg_comites.evaluation_kind import Evaluation
from territoires import convention

ACTION = "titre: {}\naxe: a\nporteurs: [Mairie]\n{}"
FILES = convention("debut: 2024", "fin: 2028", 'constats: ["Peu de places : trop peu."]') | {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\ncadre: ctg\n",
    "data/cadres/vide.yml": "titre: Projet de territoire\nnature: projet-de-territoire\n",
    "data/indicateurs/places.yml": "nom: Places\nunite: places\nproducteur: CAF\ndepart: {annee: 2024, valeur: 10}\n"
    "cible: {annee: 2028, valeur: 20}\nvaleurs: [{annee: 2025, valeur: 14, source: CAF}]\n",
    "data/indicateurs/muet.yml": "nom: Muet\nunite: jours\nproducteur: CAF\n",
    "data/actions/a1.yml": ACTION.format(
        "Un guide",
        "indicateurs: [places, muet]\netats:\n  - etat: en-cours\ndifficultes: [{texte: 'Rien : {{ x }} # trop'}]\n"
        "suite: {decision: reconduite, motif: Il sert.}\n"
        "moyens: {financiers: [{annee: 2025, financeur: CAF, prevu: 100, realise: 90}, {annee: 2026, financeur: CAF}]}\n",
    ),
    "data/actions/a2.yml": ACTION.format("Un bus", ""),
    "data/rencontres/samedi.yml": "titre: Samedi\ndate: 2025-03-08\ntype: atelier\nresultats: [Il manque un bus.]\n"
    "suites: [{texte: Un bus, etat: realisee, action: a2}]\n",
    "data/rencontres/avant.yml": "titre: Avant\ndate: 2019-03-08\ntype: atelier\n",
}


@pytest.fixture
def drafted(capsys):
    """``drafted(project, "ctg")`` → (exit code, what is written, standard error)."""

    def run(root: Path, cadre: str) -> tuple[int, str, str]:
        code = main(["--projet", str(root), "document", "evaluation", cadre])
        place = root / f"data/evaluations/evaluation-{cadre}.yml"
        return code, place.read_text("utf-8") if place.exists() else "", capsys.readouterr().err

    return run


def test_it_tells_what_the_sheets_know_and_judges_nothing(drafted, project):
    code, text, _ = drafted(project(FILES), "ctg")
    assert code == 0
    for said in (
        "2 actions : 1 en cours, 1 sans état connu.",
        "Places : 14 places en 2025. Départ : 10 (2024) ; cible : 20 (2028).",
        "{indicateur: places, force: forte}",
        '{action: a1, montre: "Rien : {{ x }} # trop", force: faible}',
        "Au moins 100 € prévus et au moins 90 € réalisés, d'après 1 fiche d'action sur 2.",
        "{action: a1, montre: Il sert., force: forte}",
        "Suites décidées : 1 reconduite, sur 2 actions.",
        '{rencontre: samedi, montre: "1 demande : 1 réalisée", force: faible}',
        "Constat du début : Peu de places : trop peu.",
        "Autres plans du territoire : Projet de territoire.",
    ):
        assert said.replace("\u202f", " ") in text.replace("\u202f", " ").replace("\xa0", " "), said
    assert "rencontre: avant" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("jugement:")]


def test_it_names_what_the_sheets_do_not_say_and_whom_to_ask(drafted, project):
    root = project(FILES)
    text = drafted(root, "ctg")[1]
    for lacking in (
        "L'état de l'action : A2. À demander à : Mairie.",
        "Un montant pour l'action : A2. À demander à : Mairie.",
        "Un chiffre pour l'action : A2. À demander à : Mairie.",
        "Une mesure : « Muet ». À demander à : CAF.",
        "La suite de l'action : A2. À demander à : Mairie.",
        "Un diagnostic. À demander à :",
    ):
        assert lacking in text
    code, kept, told = drafted(root, "ctg")
    assert (code, kept, "existe déjà" in told) == (2, text, True), "what somebody completed is never replaced"


@pytest.mark.parametrize("cadre", ["ctg", "vide"])
def test_it_is_a_sound_draft(drafted, project, cadre):
    root = project(FILES)
    before = load(root).warnings
    drafted(root, cadre)
    catalogue = load(root, drafts=True)
    (record,) = catalogue.all(Evaluation)
    assert catalogue.warnings == before
    assert (len(record.questions), record.published) == (5, False)
    assert not [one for question in record.questions for one in question.preuves if not one.force]


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
