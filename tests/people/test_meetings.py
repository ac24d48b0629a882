"""Meetings and the diary: over or to come, open to all, when in French; what became of demands, what inhabitants said."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from cas import each
from ctg.loading import load
from ctg.model.meeting import Instance, Rencontre, Suite
from ctg.pages.renderer import Renderer, record_pages
from ctg.people import agenda
from ctg.people.meetings import appointment, framework, is_coming, moment_of, outcome
from ctg.plan import deciding

TODAY = dt.date(2026, 11, 25)


def meeting(date: str, **more) -> Rencontre:
    return Rencontre.model_validate({"titre": "Forum", "date": date, **more})


@each(
    ("date", "more", "expected"),
    [
        ("2026-11-24", {}, False),
        ("2026-11-25", {}, True),  # the day itself
        ("2026-10-01", {"fin": "2026-11-24"}, False),
        ("2026-10-01", {"fin": "2026-12-15"}, True),  # under way
        ("2026-10-01", {"fin": "2026-12-15", "participation": "40 réponses"}, True),  # and already counted
        ("2026-12", {}, True),
        ("2026-11", {}, True),  # perhaps on the 28th
        ("2026-11", {"participation": "40 personnes"}, False),  # it took place
        ("2026-10", {}, False),
        ("2027", {}, True),
        ("2026", {}, False),  # nobody could go with that
        ("vers 2026", {}, False),
        ("2026-12-20", {"fin": "2026"}, True),  # an end less precise than the beginning
    ],
)
def test_what_may_still_be_attended(date, more, expected):
    assert is_coming(meeting(date, **more), TODAY) is expected


@pytest.mark.parametrize(
    ("etats", "words"),
    [
        ([], ""),
        (["realisee", "non-retenue", "en-cours"], "3 demandes : 1 réalisée, 1 en cours, 1 non retenue"),
        (["realisee", "realisee", "a-l-etude", "a-l-etude", "prevue", None],
         "6 demandes : 2 réalisées, 1 prévue, 2 à l’étude, 1 dont la suite n’est pas renseignée"),
        ([None], "1 demande dont la suite n’est pas renseignée"),
        ([None, None], "2 demandes dont la suite n’est pas renseignée"),
    ],
)  # fmt: skip
def test_the_outcome_in_words(etats, words):
    assert outcome(Suite(texte="Un bus", etat=etat) for etat in etats) == words


def test_what_a_meeting_belongs_to(project):
    """What it names, else what its body names, else the convention of the day; a draft is no name to publish."""
    catalogue = load(
        project(
            {
                "data/cadres/ctg-2027.yml": "titre: CTG\nnature: ctg\ndebut: 2027\nfin: 2031\n",
                "data/cadres/ville.yml": "titre: Contrat de ville du Pays\nnature: contrat-de-ville\n",
                "data/cadres/sdsf.yml": "titre: Schéma\nnature: sdsf\netat_fiche: brouillon\n",
                "data/instances/pilotage.yml": "nom: Pilotage\n",
                "data/instances/conseil.yml": "nom: Conseil\ncadre: ville\n",
                "data/rencontres/a.yml": "titre: A\ndate: 2026-01\ninstance: pilotage\n",
                "data/rencontres/b.yml": "titre: B\ndate: 2026-02\ninstance: conseil\n",
                "data/rencontres/c.yml": "titre: C\ndate: 2026-03\ninstance: conseil\ncadre: ctg-2027\n",
                "data/rencontres/d.yml": "titre: D\ndate: 2026-04\ninstance: pilotage\ncadre: sdsf\n",
            }
        )
    )
    every = (*catalogue.all(Instance), *catalogue.all(Rencontre))
    assert {
        one.id: (frame.label, frame.is_ctg, bool(frame.record)) for one in every for frame in [framework(catalogue, one)]
    } == {
        "pilotage": ("convention territoriale globale (CTG)", True, False),
        "conseil": ("Contrat de ville du Pays", False, True),
        "a": ("convention territoriale globale (CTG)", True, False),
        "b": ("Contrat de ville du Pays", False, True),
        "c": ("CTG (2027-2031)", True, True),
        "d": ("autre démarche", False, False),
    }


@each(
    ("fields", "page", "diary"),
    [
        ({"date": "2026-12-04", "heures": "18h-20h30"}, "vendredi 4 décembre 2026, 18 h à 20 h 30", "vendredi 4 décembre"),
        ({"date": "2027-01-01"}, "vendredi 1er janvier 2027", "vendredi 1er janvier 2027"),
        ({"date": "2026-12-04", "heures": "matin"}, "vendredi 4 décembre 2026, le matin", "vendredi 4 décembre"),
        ({"date": "2026-12-04", "heures": "ferme"}, "vendredi 4 décembre 2026", "vendredi 4 décembre"),
        ({"date": "2026-12-04", "fin": "2026-12-06"}, "du 4 au 6 décembre 2026", "du 4 au 6 décembre"),
        ({"date": "2026-12-04", "fin": "2026-12-04"}, "vendredi 4 décembre 2026", "vendredi 4 décembre"),
        ({"date": "2026-12-20", "fin": "2027-01-10"}, "du 20 décembre 2026 au 10 janvier 2027",
         "du 20 décembre 2026 au 10 janvier 2027"),
        ({"date": "2026-10-01", "fin": "2026-12-15"}, "du 1er octobre au 15 décembre 2026", "jusqu’au 15 décembre"),
        ({"date": "2026-10-01", "fin": "2027-02-15"}, "du 1er octobre 2026 au 15 février 2027", "jusqu’au 15 février 2027"),
        ({"date": "2026-12"}, "décembre 2026, jour à préciser", "décembre 2026, jour à préciser"),
        ({"date": "vers 2027-03"}, "vers mars 2027, jour à préciser", "vers mars 2027, jour à préciser"),
        ({"date": "2027"}, "2027, date à préciser", "2027, date à préciser"),
        ({"date": "2026-12", "fin": "2027-02"}, "de décembre 2026 à février 2027, jour à préciser",
         "de décembre 2026 à février 2027, jour à préciser"),
        # over
        ({"date": "2026-03-12"}, "jeudi 12 mars 2026", None),
        ({"date": "vers 2026-03-12"}, "vers 12 mars 2026", None),
        ({"date": "2026-03"}, "mars 2026", None),
        ({"date": "vers 2021"}, "vers 2021", None),
        ({"date": "2026-03", "fin": "2026-04"}, "de mars à avril 2026", None),
        ({"date": "2025-10", "fin": "2026-01-15"}, "d’octobre 2025 au 15 janvier 2026", None),
        ({"date": "2024", "fin": "2025"}, "de 2024 à 2025", None),
        ({"date": "2026-03-12", "fin": "2026-04"}, "du 12 mars à avril 2026", None),
    ],
)  # fmt: skip
def test_when_on_its_page_and_in_the_diary(fields, page, diary):
    meeting = Rencontre.model_validate({"titre": "Forum", **fields})
    assert moment_of(meeting, TODAY).replace("\u00a0", " ") == page
    assert diary in (None, appointment(meeting, TODAY))


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
    pages = {page.path: page.body for page in record_pages(made)}
    assert "Inscriptions jusqu’au 30 novembre 2026." in pages["structures/creche/"]
    assert "du 2 au 13 novembre 2026 (date passée)" in pages["structures/creche/"]
    assert "Les inscriptions à Valbourg" in pages["communes/valbourg/"]
    assert "Les inscriptions" not in pages["communes/saint-clair-sur-lede/"]


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
