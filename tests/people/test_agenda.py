"""The diary: what is open to all and still to come."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.pages import record_page
from ctg.pages.renderer import Renderer
from ctg.people import agenda

OPEN = "ouverte_a_tous: oui\n"
FILES = {
    "data/rencontres/hier.yml": f"titre: Hier\ndate: 2026-11-24\n{OPEN}",
    "data/rencontres/prive.yml": "titre: Privé\ndate: 2026-12-01\n",
    "data/rencontres/mois.yml": f"titre: Sans jour\ndate: 2026-12\n{OPEN}",
    "data/rencontres/forum.yml": f"titre: Forum\ndate: 2026-12-04\nheures: 18h-20h\ncommune: Valbourg\n{OPEN}",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
    "data/rencontres/cafe.yml": f"titre: Café\ndate: 2026-12-04\nheures: 9h-10h\ncadre: ville\n{OPEN}",
    "data/rencontres/brouillon.yml": f"titre: Idée\ndate: 2026-12-05\netat_fiche: brouillon\n{OPEN}",
    "data/rencontres/enquete.yml": f"titre: Enquête\ndate: 2026-11-01\nfin: 2026-11-30\ntype: questionnaire\n{OPEN}",
    "data/structures/bus.yml": "nom: Bus\ntype: autre\ncommune: Valbourg\n"
    "arrets: [{commune: Saint-Clair-sur-Lède, lieu: place, horaires: {jeudi: 9h-12h}}]\n",
}


@pytest.fixture
def render(project):
    def make(files: dict[str, str]) -> Renderer:
        return Renderer(load(project(files)), dt.date(2026, 11, 25))

    return make


def test_only_what_is_open_to_all_and_still_to_come_by_day(render):
    groups = agenda.by_label(agenda.meetings(render(FILES)))
    assert [(label, [event.meeting.titre for event in events]) for label, events in groups] == [
        ("jusqu’au 30 novembre", ["Enquête"]),
        ("vendredi 4 décembre", ["Café", "Forum"]),
        ("décembre 2026, jour à préciser", ["Sans jour"]),
    ]


def test_stops_of_the_two_weeks_to_come(render):
    # Thursdays 26 November and 3 December; 10 December is the sixteenth day.
    assert [event.label for event in agenda.stops(render(FILES))] == ["jeudi 26 novembre", "jeudi 3 décembre"]


def test_registrations_are_announced_until_they_are_over(render):
    dates = [
        "du 2 au 13 novembre 2026",
        "du 16 au 30 novembre 2026",
        "à partir du 4 janvier 2027",
        "le 1er juin 2027",
        "en avril",
    ]
    place = (
        "nom: Crèche\ntype: multi-accueil\ncommune: Valbourg\ncourriel: a@exemple.fr\ninscription: {dates: ["
        + ", ".join(dates)
        + "]}\n"
    )
    made = render({"data/structures/creche.yml": place})
    assert [event.label for event in agenda.registrations(made)] == ["jusqu’au 30 novembre 2026", "à partir du 4 janvier 2027"]
    (page,) = agenda.agenda_page(made)
    assert "Les inscriptions</h2>" in page.body
    assert [event.deadline.place.nom for event in agenda.soon(made) if event.deadline] == ["Crèche", "Crèche"]
    pages = {page.path: page.body for page in record_page.files(made)}
    assert "Inscriptions jusqu’au 30 novembre 2026." in pages["structures/creche/"]
    assert "du 2 au 13 novembre 2026 (date passée)" in pages["structures/creche/"]
    assert "Les inscriptions à Valbourg" in pages["communes/valbourg/"]
    assert "Les inscriptions" not in pages["communes/saint-clair-sur-lede/"]


def test_what_moves_without_a_known_calendar_is_listed_apart(render):
    files = {
        "data/services/maison.yml": "nom: Maison mobile\nthemes: [sante]\nmodes: [itinerant]\n",
        "data/services/ecoute.yml": "nom: Écoute\nthemes: [sante]\nmodes: [telephone]\n",
        "data/structures/navette.yml": "nom: Navette\ntype: autre\ncommune: Valbourg\n"
        "arrets: [{commune: Valbourg, quand: le lundi en 2022}]\n",
    }
    assert [place.nom for place in agenda.without_calendar(render(FILES | files))] == ["Navette", "Maison mobile"]


def test_the_page_labels_another_framework_and_shows_nothing_over_or_private(render):
    (page,) = agenda.agenda_page(render(FILES))
    assert page.body.count("Hors CTG\u00a0: Contrat de ville") == 1
    for title in ("Hier", "Privé", "Idée"):
        assert title not in page.body
