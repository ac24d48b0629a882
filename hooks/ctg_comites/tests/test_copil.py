"""``ctg document comite``: what a committee receives, what it decided, and what comes back when nobody did it."""

from __future__ import annotations

import datetime as dt

from ctg.loading import load
from ctg.model.meeting import Rencontre
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.plan import deciding
from ctg.upkeep.alerts import alerts
from ctg_comites.committee_file import before, decision_file, file_as_pdf
from dits import plain
from octets import pdf_pages
from territoires import convention

BEFORE, AFTER, LATE = dt.date(2026, 11, 27), dt.date(2026, 12, 20), dt.date(2027, 7, 1)
OPTIONS = """\
  - texte: Un bus le vendredi ?
    pourquoi: Le dernier part à 18 heures.
    options:
      - nom: Chaque vendredi
        cout: 18000
        preuves: 41 demandes.
      - {nom: Pas cette année}
"""
FILES = convention("debut: 2024", "fin: 2028") | {
    "data/instances/copil.yml": "nom: Comité de pilotage\nrole: Il décide.\n",
    "data/rencontres/copil-2026-06.yml": "titre: Comité de juin\ndate: 2026-06-12\ninstance: copil\n"
    "suites: [{texte: Un guide, etat: prevue, choix: Sur papier, qui: CAF, echeance: 2026-10}]\n",
    "data/rencontres/copil-2026-12.yml": f"titre: Comité de décembre\ndate: 2026-12-10\ninstance: copil\nsuites:\n{OPTIONS}",
    "data/axes/a.yml": "numero: 1\ntitre: Relier\n",
    "data/actions/bus.yml": "titre: Bus\nnumero: '1.1'\naxe: a\nporteurs: [Région]\n"
    "etats: [{date: 2026-01-10, etat: en-preparation}, {date: 2026-09-01, etat: en-cours}]\n"
    "moyens: {financiers: [{annee: 2026, financeur: CAF, prevu: 12000}]}\n",
    "data/indicateurs/retour.yml": "nom: Voyages du soir\nunite: voyages\nproducteur: Région\nsens: hausse\n"
    "depart: {annee: 2024, valeur: 100}\ncible: {annee: 2028, valeur: 500}\n"
    "valeurs: [{annee: 2024, valeur: 100}, {annee: 2026, valeur: 120}]\nsources: [{titre: Bilan}]\n",
}


def meeting(catalogue, id: str = "copil-2026-12") -> Rencontre:
    return catalogue.get(Rencontre, id)


def test_the_file_holds_what_is_asked_and_what_enlightens_it(project):
    catalogue = load(project(FILES), on=BEFORE)
    told = decision_file(catalogue, meeting(catalogue), BEFORE)
    (question,) = told["questions"]
    chosen, other = question["options"]
    assert (question["texte"], question["pourquoi"]) == ("Un bus le vendredi ?", ["Le dernier part à 18 heures."])
    assert plain(chosen["cout"]) == "18 000 € par an"
    assert chosen["preuves"] == ["41 demandes."]
    assert (other["cout"], other["preuves"]) == ("non chiffré", ["rien d’écrit"])
    assert told["depuis"] == "Depuis le 12 juin 2026 (Comité de juin)"
    assert [plain(line) for line in told["mouvements"]] == ["1.1 Bus : de « en préparation » à « en cours » (1er septembre 2026)"]
    assert [plain(one).partition(" : ")[0] for one in told["alertes"]] == ["Voyages du soir", "Comité de juin"]
    assert plain(told["alertes"][1]).endswith("décider d’une autre échéance. (Comité de pilotage)")


def test_it_holds_in_two_pages_that_begin_with_what_to_decide(project):
    catalogue = load(project(FILES), on=BEFORE)
    told = decision_file(catalogue, meeting(catalogue), BEFORE)
    pages = list(pdf_pages(file_as_pdf(catalogue, meeting(catalogue), BEFORE)))
    assert len(pages) <= 2
    orders = [pages[0].index(words) for words in ("Unbuslevendredi", "Choixretenu", "Laconventionsetermine", "1actionsur1")]
    assert orders == sorted(orders)
    assert told["decide"] == ["Un guide : Sur papier (CAF, pour octobre 2026) : prévue"]
    assert any(plain(text).startswith("Argent connu : ") and "12 000 €" in plain(text) for text in told["essentiel"])
    assert before(catalogue, meeting(catalogue)).id == "copil-2026-06"


def test_a_choice_is_shown_before_then_in_the_register(project):
    def pages(on: dt.date, files: dict[str, str]) -> tuple[str, str]:
        render = Renderer(load(project(files), on=on), on)
        (register,) = deciding.deciding_page(render)
        return plain(record_page(render, meeting(render.catalogue)).body), plain(register.body)

    page, register = pages(BEFORE, FILES)
    assert "À décider" in page
    assert "18 000 €" in page
    assert "Un bus le vendredi ?" in register
    page, register = pages(AFTER, FILES)
    assert "Ce qui devait être décidé" in page
    assert "pas encore décidé" in register
    chosen = OPTIONS + (
        "    choix: Chaque vendredi\n    qui: Région\n    echeance: 2027-03\n    etat: prevue\n"
        "    deliberation: {organe: Conseil communautaire, date: 2026-12-15, numero: 2026-112}\n"
    )
    decided = FILES | {"data/rencontres/copil-2026-12.yml": FILES["data/rencontres/copil-2026-12.yml"].replace(OPTIONS, chosen)}
    _, register = pages(AFTER, decided)
    for text in ("Chaque vendredi", "Qui s'en charge : Région", "Échéance : mars 2027", "n° 2026-112"):
        assert text in register.replace("’", "'")


def test_what_nobody_decided_or_did_comes_back_by_itself(project):
    def waiting(day: dt.date, suites: str) -> list[str]:
        own = f"titre: Comité de décembre\ndate: 2026-12-10\ninstance: copil\nsuites:\n{suites}"
        catalogue = load(project(FILES | {"data/rencontres/copil-2026-12.yml": own}), on=day)
        groups = {group.id: group for group in alerts(catalogue, day)}
        return [alert.reason for alert in groups["suites"].alerts if alert.record.id == "copil-2026-12"]

    assert waiting(BEFORE, OPTIONS) == []
    assert "devait être décidée" in waiting(AFTER, OPTIONS)[0]
    chosen = OPTIONS + "    choix: Chaque vendredi\n    echeance: 2027-03\n    etat: prevue\n"
    assert waiting(AFTER, chosen) == []
    assert "prévue" in waiting(LATE, chosen)[0]
    assert waiting(LATE, chosen.replace("prevue", "realisee")) == []


def test_what_falls_due_between_two_committees_comes_back_done_or_not(project):
    older = (
        "titre: Comité de mars\ndate: 2026-03-05\ninstance: copil\nsuites:\n"
        "  - {texte: Un essai, etat: realisee, echeance: 2026-09}\n  - {texte: Trop tôt, etat: prevue, echeance: 2026-06-01}\n"
        "  - {texte: Trop tard, etat: prevue, echeance: 2027-03}\n  - {texte: Le budget est voté.}\n"
    )
    other = "titre: Un atelier\ndate: 2026-05-05\ntype: atelier\nsuites: [{texte: Un banc, etat: prevue, echeance: 2026-10}]\n"
    own = {"data/rencontres/copil-2026-03.yml": older, "data/rencontres/atelier.yml": other}
    catalogue = load(project(FILES | own), on=BEFORE)
    assert decision_file(catalogue, meeting(catalogue), BEFORE)["echeances"] == [
        "Comité de mars : Un essai (pour septembre 2026) : réalisée",
    ], "those of the last time are told by themselves"
    assert decision_file(catalogue, meeting(catalogue, "copil-2026-06"), BEFORE)["decide"] == [
        "Un essai (pour septembre 2026) : réalisée",
        "Trop tôt (pour le 1er juin 2026) : prévue",
        "Trop tard (pour mars 2027) : prévue",
        "Le budget est voté.",
    ]
