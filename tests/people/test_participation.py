"""What « Décider ensemble » says of inhabitants."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.plan import deciding

FILES = {
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
        files = {name: content for name, content in FILES.items() if re.search(kept, name)}
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
