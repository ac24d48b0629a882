"""Bodies and meetings, and their pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.kinds import Instance, Rencontre
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.project.people import governance
from ctg.outputs.records import record_page

ATTACK = "'<script>alert(1)</script> {{ 7*7 }}'"
FILES = {
    "data/instances/pilotage.yml": "nom: Comité de pilotage\npresidence: la vice-présidence\nmembres: [CAF 99, MSA]\n",
    "data/instances/conseil.yml": "nom: Conseil\ncadre: projet-de-territoire\n",
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


def test_a_body_knows_its_last_and_next_meetings(render):
    body = governance.body(render(), render().catalogue.get(Instance, "pilotage"))
    assert [meeting.id for meeting in body.past] == ["atelier", "mars", "vieux"]
    assert [meeting.id for meeting in body.coming] == ["bientot"]
    assert body.unknown == ["la fréquence des réunions"]


def test_what_is_not_known_of_a_body_is_said_once(render):
    only = render({"data/instances/vide.yml": "nom: Vide\n"})
    found = text_of(page_of(only, Instance, "vide"))
    assert found.count("Non renseigné") == 1
    assert "Non renseigné : la présidence, les membres et le calendrier des réunions." in found


def test_bodies_that_lack_the_same_are_said_together(render):
    empty = {"data/instances/vide.yml": "nom: Vide\n", "data/instances/creux.yml": "nom: Creux\n"}
    catalogue = render(empty).catalogue
    bodies = [governance.body(render(empty), instance) for instance in catalogue.all(Instance)]
    assert governance.gaps(bodies) == [
        (["Comité de pilotage"], ["la fréquence des réunions"]),
        (["Conseil"], ["la présidence", "les membres", "la fréquence des réunions"]),
        (["Creux", "Vide"], ["la présidence", "les membres", "le calendrier des réunions"]),
    ]


def test_the_governance_page_labels_other_frameworks_and_lists_meetings_by_year(render):
    (page,) = governance.files(render())
    own, others, meetings = page.body.split("<h2")[1:]
    assert "Comité de pilotage" in own
    assert "Hors CTG" not in own
    assert "Conseil" in others
    assert text_of(others).count("Hors CTG : projet de territoire") == 1
    assert re.findall(r"<h3>([^<]+)</h3>", meetings) == ["À venir", "2026", "2025"]
    # The forum, a consultation of no body, is on the page of participation.
    assert re.findall(r"rencontres/(\w+)/", meetings) == ["bientot", "atelier", "mars", "seance", "vieux"]
    assert text_of(meetings).count("Hors CTG : projet de territoire") == 1


def test_a_member_is_linked_when_it_has_a_page_and_plain_otherwise(render):
    (page,) = governance.files(render())
    assert '<a href="../../partenaires/caf/">CAF 99</a>, MSA</dd>' in page.body


def test_a_meeting_to_come_says_how_to_attend_and_asks_for_no_result(render):
    files = {"data/rencontres/bientot.yml": "titre: B\ndate: 2026-12-03\nouverte_a_tous: oui\ninscription: Entrée libre.\n"}
    found = text_of(page_of(render(files), Rencontre, "bientot"))
    assert "À venir, ouverte à tous. Entrée libre." in found
    assert "Non renseigné" not in found


def test_a_meeting_that_is_over_says_what_is_missing_and_no_more_how_to_attend(render):
    files = {"data/rencontres/mars.yml": "titre: M\ndate: 2026-03-12\nouverte_a_tous: oui\ninscription: Entrée libre.\n"}
    found = text_of(page_of(render(files), Rencontre, "mars"))
    assert "Non renseigné : les décisions et le compte rendu." in found
    assert "Entrée libre" not in found


def test_the_breadcrumb_of_a_meeting_goes_by_its_body_and_that_of_a_consultation_by_participation(render):
    def above(id: str) -> list[str]:
        return [title for title, _ in record_page(render(), render().catalogue.get(Rencontre, id)).trail]

    assert above("mars") == ["Le projet CTG", "Gouvernance", "Comité de pilotage"]
    assert above("forum") == above("atelier") == ["Le projet CTG", "Participation"]


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
    assert body.count("suites__reponse") == 1  # the other linked action is a draft


def test_hostile_words_are_shown_never_run(render):
    files = {
        "data/instances/pilotage.yml": f"nom: {ATTACK}\nrole: {ATTACK}\nmembres: [{ATTACK}]\nmissions: [{ATTACK}]\n",
        "data/rencontres/mars.yml": f"titre: {ATTACK}\ndate: 2026-03-12\ninstance: pilotage\nlieu: {ATTACK}\npublic: {ATTACK}\n"
        f"resultats: [{ATTACK}]\nsuites: [{{texte: {ATTACK}}}, {{texte: {ATTACK}, reponse: {ATTACK}}}]\n",
    }
    made = render(files)
    (page,) = governance.files(made)
    for body in (page.body, page_of(made, Instance, "pilotage"), page_of(made, Rencontre, "mars")):
        assert "<script" not in body
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in body
