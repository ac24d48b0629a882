"""Bodies and meetings, and their pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.loading import load
from ctg.model.meeting import Instance, Rencontre
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.people import bodies as people_bodies
from ctg.plan import deciding

FILES = {
    "data/instances/pilotage.yml": "nom: Comité de pilotage\npresidence: la vice-présidence\nmembres: [CAF 99, MSA]\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/instances/conseil.yml": "nom: Conseil\ncadre: ville\n",
    "data/partenaires/caf.yml": "nom: CAF de l'Essai\nsigle: CAF 99\n",
    "data/rencontres/mars.yml": "titre: Mars\ndate: 2026-03-12\ninstance: pilotage\nsuites: [{texte: Le bilan est validé}]\n",
    "data/rencontres/vieux.yml": "titre: Vieux\ndate: 2025\ninstance: pilotage\n",
    "data/rencontres/bientot.yml": "titre: Bientôt\ndate: 2026-12-03\ninstance: pilotage\n",
    "data/rencontres/seance.yml": "titre: Séance\ndate: 2026-02\ninstance: conseil\n",
    "data/rencontres/forum.yml": "titre: Forum\ndate: 2026-05-02\ntype: forum\n",
    "data/rencontres/atelier.yml": "titre: Atelier\ndate: 2026-06-02\ntype: atelier\ninstance: pilotage\n",
}


@pytest.fixture
def render(project):
    def make(files: dict[str, str] | None = None) -> Renderer:
        return Renderer(load(project(FILES | (files or {}))), dt.date(2026, 11, 25))

    return make


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def page_of(render: Renderer, kind: type, id: str) -> str:
    return record_page(render, render.catalogue.get(kind, id)).body


def test_bodies_that_lack_the_same_are_said_together(render):
    empty = {"data/instances/vide.yml": "nom: Vide\n", "data/instances/creux.yml": "nom: Creux\n"}
    catalogue = render(empty).catalogue
    bodies = [people_bodies.body(render(empty), instance) for instance in catalogue.all(Instance)]
    assert people_bodies.gaps(bodies) == [
        (["Comité de pilotage"], ["la fréquence des réunions"]),
        (["Conseil"], ["la présidence", "les membres", "la fréquence des réunions"]),
        (["Creux", "Vide"], ["la présidence", "les membres", "le calendrier des réunions"]),
    ]


def test_a_meeting_that_is_over_says_what_is_missing_and_no_more_how_to_attend(render):
    files = {"data/rencontres/mars.yml": "titre: M\ndate: 2026-03-12\nouverte_a_tous: oui\ninscription: Entrée libre.\n"}
    found = text_of(page_of(render(files), Rencontre, "mars"))
    assert "Non renseigné : les décisions et le compte rendu." in found
    assert "Entrée libre" not in found


def test_suites_tell_the_state_in_words_and_link_the_action(render):
    files = {
        "data/axes/a.yml": "numero: A\ntitre: Axe\n",
        "data/actions/a1.yml": "titre: Un bus\naxe: a\nporteurs: [V]\n",
        "data/actions/a2.yml": "titre: Secret\naxe: a\nporteurs: [V]\netat_fiche: brouillon\n",
        "data/rencontres/forum.yml": "titre: Forum\ndate: 2026-05-02\ntype: forum\nsuites:\n"
        "  - {texte: Un bus, etat: en-cours, reponse: Il roule., action: a1}\n  - {texte: Un pont, action: a2}\n",
    }
    body = page_of(render(files), Rencontre, "forum")
    assert '<span class="etat etat--en-cours">en cours</span>' in body
    assert '<span class="etat etat--inconnu">suite non renseignée</span>' in body
    assert '<a href="../../actions/a1/">Un bus</a>' in body
    assert "Secret" not in body
    assert body.count("<p>Action ") == 1  # the other linked action is a draft


CONSULTED = {
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/instances/conseil.yml": "nom: Conseil\ncadre: ville\n",
    "data/rencontres/forum.yml": "titre: Forum\ndate: 2025-05-02\ntype: forum\nsuites:\n"
    "  - {texte: Un bus, etat: realisee}\n  - {texte: Un pont, etat: non-retenue}\n",
    "data/rencontres/atelier.yml": "titre: Atelier\ndate: 2026-05-02\ntype: atelier\nsuites: [{texte: Un banc}]\n",
    "data/rencontres/projet.yml": "titre: Ailleurs\ndate: 2026-01\ntype: atelier\ninstance: conseil\n"
    "suites: [{texte: Un arbre, etat: prevue}]\n",
    "data/rencontres/reunion.yml": "titre: Comité\ndate: 2026-02\n",
    "data/rencontres/demain.yml": "titre: Demain\ndate: 2026-12\ntype: questionnaire\n",
}


@pytest.fixture
def page(project):
    def make(kept: str = "") -> str:
        files = {name: content for name, content in CONSULTED.items() if re.search(kept, name)}
        (page,) = deciding.deciding_page(Renderer(load(project(files)), dt.date(2026, 11, 25)))
        return page.body

    return make


def told(body: str, heading: str = "") -> str:
    """What is said of inhabitants; ``heading``: in that fold."""
    said = body.split('<h2 id="habitants"')[1].split("<h2")[0].replace("\u00a0", " ")
    return said.split(f"<summary>{heading}")[1].split("</details>")[0] if heading else said


def test_demands_of_the_convention_and_of_other_frameworks_are_never_mixed(page):
    body = page()
    own, others = told(body, "Ce que sont devenues ces demandes"), told(body, "Dans d’autres démarches")
    assert "3 demandes : 1 réalisée, 1 non retenue, 1 dont la suite n’est pas renseignée." in told(body)
    assert re.findall(r'<dt>([^<]+) <span class="suites', own) == ["Un banc", "Un bus", "Un pont"]  # newest consultation first
    assert re.findall(r'<dt>([^<]+) <span class="suites', others) == ["Un arbre"]
    assert others.count("Hors CTG : Contrat de ville") == 1
    assert "Hors CTG" not in own + told(body, "2 consultations")


def test_without_consultation_of_the_convention_the_page_says_so(page):
    body = page("projet|conseil|reunion|ville")
    assert "Aucune consultation des habitants propre à la convention territoriale globale (CTG)" in told(body)
    assert "<summary>Ce que sont devenues" not in body
    assert "Ailleurs" in told(body, "Dans d’autres démarches")
