"""The dates of actions and of the convention, against hand-made cases; today is 25 November 2026 unless said."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Cadre
from ctg.plan.timeline import deadline, ending, is_overdue, life, renewals, steps, where_we_are
from territoires import convention as convention_file

TODAY = dt.date(2026, 11, 25)


PROVEN = {"titre": "T", "axe": "a", "porteurs": ["V"], "sources": [{"titre": "Procès-verbal"}]}


def action(etat: str | None = "en-cours", fin: str | None = None, *etapes: dict) -> Action:
    states = [{"date": "2026-01-12", "etat": etat}] if etat else []
    return Action.model_validate(PROVEN | {"etats": states, "calendrier": {"fin": fin, "etapes": etapes}})


# --- milestones ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "fait", "state"),
    [
        ("2026-04", "oui", "faite"),
        ("2026-04", "non", "en-retard"),
        ("2026-04", None, "non-renseignee"),
        ("2026-11-24", "non", "en-retard"),
        ("2026-11-25", "non", "a-venir"),  # its day is not over
        ("2026-11", "non", "a-venir"),  # nor its month
        ("2026", None, "a-venir"),  # nor its year
        ("2025", "non", "en-retard"),
        ("vers 2025", "non", "en-retard"),
        ("2027-01", None, "a-venir"),
    ],
)
def test_a_step_is_late_only_once_its_last_possible_day_is_past_and_it_is_said_not_done(date, fait, state):
    step = {"date": date, "titre": "Étape"} | ({"fait": fait} if fait else {})
    assert [one.state for one in steps(action("en-cours", None, step), TODAY)] == [state]


def test_what_an_abandoned_action_had_planned_is_not_awaited():
    planned = [{"date": d, "titre": d, "fait": f} for d, f in (("2025-01", "oui"), ("2026-01", "non"), ("2027-01", "non"))]
    assert [step.state for step in steps(action("abandonnee", None, *planned), TODAY)] == ["faite", "sans-suite", "sans-suite"]


def test_steps_are_in_the_order_of_time_whatever_the_file_says():
    written = [{"date": date, "titre": date} for date in ("2027", "2027-01-15", "2026", "2026-01")]
    ordered = [step.titre for step in steps(action("en-cours", None, *written), TODAY)]
    assert ordered == ["2026-01", "2026", "2027-01-15", "2027"]


def test_an_action_without_calendar_has_no_step():
    assert steps(Action.model_validate(PROVEN), TODAY) == ()


@pytest.mark.parametrize(
    ("etat", "fin", "overdue"),
    [
        ("en-cours", "2026-10", True),
        ("en-cours", "2026-11", False),
        ("en-cours", "2026", False),
        ("non-engagee", "2025", True),
        ("realisee", "2025", False),
        ("suspendue", "2025", False),
        (None, "2025", False),  # it may well be over: nobody said
        ("en-cours", None, False),
    ],
)
def test_an_action_is_overdue_when_it_says_that_it_is_not_over(etat, fin, overdue):
    assert is_overdue(action(etat, fin), TODAY) is overdue


# --- the convention ------------------------------------------------------------------------------


def convention(debut: str | None = None, fin: str | None = None) -> Cadre:
    return Cadre.model_validate({"titre": "CTG", "nature": "ctg", "debut": debut, "fin": fin})


@pytest.mark.parametrize(
    ("fin", "found"),
    [
        (None, "inconnue"),
        ("2026-11-24", "passee"),
        ("2026-11-25", "bientot"),
        ("2026", "bientot"),  # the year is not over, so neither is the convention
        ("2027-05-25", "bientot"),
        ("2027-05-26", "plus-tard"),
        ("2027", "plus-tard"),
        ("2025", "passee"),
    ],
)
def test_the_end_is_announced_six_months_ahead_and_past_only_after_its_last_possible_day(fin, found):
    assert ending(convention(fin=fin), TODAY) == found


@each(
    ("debut", "fin", "sentence"),
    [
        ("2024-01-01", "2028-12-31", "La convention est dans sa troisième année, sur cinq."),
        ("2022", "2026", "La convention est dans sa cinquième et dernière année."),
        ("2024-12", "2028-11", "La convention est dans sa deuxième année, sur quatre."),
        ("2024-11-26", "2028-11-25", "La convention est dans sa deuxième année, sur quatre."),  # the third begins tomorrow
        ("2024-09-01", "2028-12-31", "La convention est dans sa troisième année."),  # four years and four months
        ("2024", None, "La convention est dans sa troisième année."),
        ("2026", "2026", "La convention est en cours."),
        ("2027", "2031", "La convention n’a pas encore commencé."),
        ("2021", "2025", "La convention est terminée."),
        ("2021-11-26", "2026-11-25", "La convention est dans sa cinquième et dernière année."),  # it ends tonight
        ("vers 2024", "2028", ""),
        (None, "2028", ""),
    ],
)
def test_today_s_place_in_the_convention(debut, fin, sentence):
    assert where_we_are(convention(debut, fin), TODAY) == sentence


@pytest.mark.parametrize(
    ("fin", "sentence"),
    [
        (None, ""),
        ("2026-12-30", "La convention se termine dans 35 jours, le 30 décembre 2026."),
        ("2026-11-26", "La convention se termine demain, le 26 novembre 2026."),
        ("2026-11-25", "La convention se termine aujourd’hui, le 25 novembre 2026."),
        ("2026-11-24", "La convention s’est terminée le 24 novembre 2026."),
        ("2026-12", "La convention se termine en décembre 2026, au plus tard dans 36 jours. Le jour exact n’est pas connu."),
        ("vers 2026", "La convention se termine vers 2026."),
        ("2028-12-31", "La convention se termine le 31 décembre 2028."),
    ],
)
def test_the_deadline_is_counted_in_days_only_when_it_is_near_and_sure(fin, sentence):
    assert deadline(convention(fin=fin), TODAY) == sentence


OWN_DATES = """\
signature: 2023-12-15
debut: 2024
fin: 2028
jalons: [{date: 2025-09, titre: Un poste est créé, source: offre d'emploi}]
"""


def test_the_life_of_the_convention_gathers_its_dates_its_meetings_and_its_reports(project):
    root = project(
        {
            "data/axes/a.yml": "numero: A\ntitre: Axe\n",
            "data/actions/une.yml": "titre: U\naxe: a\nporteurs: [V]\n"
            "bilans: [{annee: 2025, texte: T}, {annee: 2024, texte: T}]\n",
            "data/actions/deux.yml": "titre: D\naxe: a\nporteurs: [V]\n"
            "bilans: [{annee: 2025, texte: T}, {annee: 2026, texte: T}]\n",
            "data/rencontres/copil.yml": "titre: Comité\ndate: 2025-06-10\n",
            "data/rencontres/demain.yml": "titre: Forum\ndate: 2026-12-04\ntype: forum\n",
            "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
            "data/rencontres/autre.yml": "titre: Ailleurs\ndate: 2025-06-11\ncadre: ville\n",
        }
    )
    with (root / "data/cadres/ctg.yml").open("a", encoding="utf-8") as file:
        file.write(OWN_DATES)
    found = life(load(root), TODAY)
    assert [(moment.titre, moment.date.year) for moment in found["past"]] == [
        ("Signature de la convention", 2023),
        ("Début de la convention", 2024),
        ("Bilan de l’année pour 1 action", 2024),
        ("Comité", 2025),
        ("Un poste est créé", 2025),
        ("Bilan de l’année pour 2 actions", 2025),
        ("Bilan de l’année pour 1 action", 2026),  # of a year that is not over, hence today
    ]
    assert [moment.titre for moment in found["ahead"]] == ["Forum", "Fin de la convention"]
    assert [moment.key for moment in (*found["past"], *found["ahead"]) if moment.key] == ["rencontres/copil", "rencontres/demain"]
    assert [moment.source for moment in found["past"] if moment.kind == "jalon"] == ["offre d'emploi"]


def test_a_territory_that_says_nothing_has_no_timeline(project):
    found = life(load(project()), TODAY)
    assert found == {"past": [], "ahead": []}


def test_what_is_to_be_renewed_is_said_by_year_with_six_months_notice(project):
    cof = "titre: COF de la crèche\nnature: cof\ndebut: 2025\nfin: {}\n"
    post = "moyens: {postes: [{fonction: animatrice, a: 2028-03}]}\n"
    files = convention_file("debut: 2024", "fin: 2028-12-31") | {
        "data/cadres/apres.yml": "titre: CTG 2\nnature: ctg\ndebut: 2029\nfin: 2033\nsuccede_a: ctg\n",
        "data/cadres/proche.yml": cof.format("2027-03-31"),
        "data/cadres/finie.yml": cof.format("2026-03-31"),
        "data/axes/a.yml": "numero: A\ntitre: Axe\ncadre: ctg\n",
        "data/actions/a1.yml": f"titre: Un relais\naxe: a\nporteurs: [CAF]\n{post}",
    }
    day = dt.date(2026, 11, 30)
    found = renewals(load(project(files), on=day), day)
    told = {year: [one.told(day) for one in own] for year, own in found.items()}
    assert told == {
        2027: ["finit le 31 mars 2027 ; à renouveler maintenant"],
        2028: [
            "finit en mars 2028 ; à préparer avant le 30 septembre 2027",
            "finit le 31 décembre 2028 ; la suite se prépare : CTG 2 (2029-2033)",
        ],
    }
