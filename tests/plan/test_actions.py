"""What the pages of actions say: money added up, meetings, what is missing."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.plan import action_pages
from ctg.plan.action_pages import meetings_about

TODAY = dt.date(2026, 11, 25)
AXE = {"data/axes/a.yml": "numero: A\ntitre: Accueillir\n"}


@pytest.fixture
def render(project):
    """``render(files)`` → the renderer of a small territory with an axis and a partner, the CAF."""

    def make(files: dict[str, str]) -> Renderer:
        caf = {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"}
        return Renderer(load(project(AXE | caf | files)), TODAY)

    return make


# --- money ---------------------------------------------------------------------------------------

MONEY = "porteurs: [V]\ntitre: T\naxe: a\nmoyens: {financiers: [{annee: 2025, prevu: 10, realise: 12, financeur: V}%s]}\n"


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", "2025 V 10 € 12 € +2 €"),
        (
            ", {annee: 2024, prevu: '5,50', financeur: CAF, dispositif: REAAP, nature: fonctionnement}",
            "2024 CAF REAAP, fonctionnement 5,50 € inconnu inconnu 2025 V 10 € 12 € +2 € Total 15,50 € au moins 12 € inconnu",
        ),
        (
            ", {annee: 2026, financeur: CAF}",
            "2025 V 10 € 12 € +2 € 2026 CAF inconnu inconnu inconnu Total au moins 10 € au moins 12 € inconnu",
        ),
    ],
)
def test_planned_is_never_added_to_spent_and_an_unknown_stays_one(render, more, shown):
    one = render({"data/actions/x.yml": MONEY % more})
    body = record_page(one, one.catalogue.get(Action, "x")).body
    table = re.search(r"<tbody>.*?</table>", body, re.DOTALL).group()
    assert " ".join(re.sub(r"<[^>]+>", " ", table).replace("\u202f", " ").replace("\xa0", " ").split()) == shown


# --- the page of an action -----------------------------------------------------------------------

MEETINGS = {
    "data/actions/x.yml": "titre: X\naxe: a\nporteurs: [V]\nstructures: [les-lutins]\n",
    "data/actions/y.yml": "titre: Y\naxe: a\nporteurs: [V]\n",
    "data/rencontres/copil.yml": "titre: Comité\ndate: 2025-03\nsuites: [{texte: Décision du comité, action: x}]\n",
    "data/rencontres/atelier.yml": "titre: Atelier\ndate: 2024-03\ntype: atelier\n"
    "suites: [{texte: Un bus, etat: realisee, action: x}, {texte: Un banc, action: y}]\n",
    "data/rencontres/forum.yml": "titre: Forum\ndate: 2026-05\ntype: forum\nsuites: [{texte: Un train, action: x}]\n",
}


def test_what_was_said_of_an_action_the_newest_first_and_inhabitants_apart(render):
    one = render(MEETINGS)
    record = one.catalogue.get(Action, "x")
    assert [suite.texte for _, suite in meetings_about(one.catalogue, record)] == ["Un train", "Décision du comité", "Un bus"]
    shown = action_pages.action(one, record)
    assert [suite.texte for _, suite in shown["asked"]] == ["Un train", "Un bus"]
    assert [suite.texte for _, suite in shown["decided"]] == ["Décision du comité"]
    body = record_page(one, record).body
    assert "Un banc" not in body
    assert body.index("Ce que les habitants ont dit") < body.index("Un train") < body.index("Un bus") < body.index("Décision du")


def test_what_is_missing_is_said_once_together(render):
    one = render({"data/actions/x.yml": "titre: T\naxe: a\nporteurs: [V]\npublics: tous\n", "data/actions/y.yml": FULL})
    bare, full = one.catalogue.get(Action, "x"), one.catalogue.get(Action, "y")
    words = ["l’avancement", "l’objectif", "les partenaires", "le calendrier", "les moyens", "les indicateurs", "les bilans"]
    assert bare.missing == words
    body = record_page(one, bare).body
    assert body.count("Non renseigné") == 1
    assert body.count("avancement") == 1
    assert (full.missing, "renseigné" in record_page(one, full).body) == (["les indicateurs"], True)


FULL = """\
titre: T
axe: a
porteurs: [V]
etats:
  - etat: en-cours
objectif: O
publics: tous
partenaires: [CAF]
calendrier: {fin: 2026-10, etapes: [{date: 2026-04, titre: Ouvrir, fait: non}, {date: 2027, titre: Fêter}]}
moyens: {postes: [{fonction: accueil, etp: 0.5}]}
bilans: [{annee: 2024, texte: Ancien}, {annee: 2025, texte: Récent}]
"""


# --- the list ------------------------------------------------------------------------------------

TOLD = "objectif: O\ncalendrier: {fin: 2028}\n"
"""Enough for an action to be in the list, without its state."""


def test_without_any_stated_state_one_sentence_says_it_and_no_chip_repeats_it(render):
    bare = {"data/actions/x.yml": f"titre: T\naxe: a\nporteurs: [V]\n{TOLD}"}
    page = next(iter(action_pages.files(render(bare))))
    assert page.body.count("avancement") == 1
    assert (page.script, "<form" in page.body) == ("", False)  # nothing to choose
    stated = bare | {"data/actions/y.yml": f"titre: T\naxe: a\nporteurs: [V]\netats:\n  - etat: en-cours\n{TOLD}"}
    assert next(iter(action_pages.files(render(stated)))).body.count("avancement non renseigné") == 1


def test_an_action_of_which_little_is_known_is_elsewhere_and_its_page_is_light(render):
    files = {
        "data/actions/x.yml": f"titre: T\naxe: a\nporteurs: [V]\n{TOLD}",
        "data/actions/y.yml": "titre: Y\naxe: a\nporteurs: [V]\n",
    }
    one = render(files)
    page = next(iter(action_pages.files(one))).body.replace("\u00a0", " ")
    assert ("actions/x/" in page, "actions/y/" in page) == (True, False)
    assert 'Nous savons peu de chose de l’autre action. <a href="../ce-que-l-on-sait/">' in page
    told, sparse = (record_page(one, one.catalogue.get(Action, id)) for id in "xy")
    assert ("Tout le territoire" in told.body, "Tout le territoire" in sparse.body) == (True, False)
    assert [page.trail[1][1] for page in (told, sparse)] == ["ctg/actions/", "ctg/ce-que-l-on-sait/"]
    assert 'href="../../ctg/ce-que-l-on-sait/#demander"' in sparse.body


def test_without_any_action_to_show_the_address_leads_to_what_is_known(render):
    (only,) = action_pages.files(render({"data/actions/y.yml": "titre: Y\naxe: a\nporteurs: [V]\n"}))
    assert (only.path, b"0; url=../ce-que-l-on-sait/" in only.content) == ("ctg/actions/index.html", True)
