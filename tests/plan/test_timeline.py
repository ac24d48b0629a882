"""The dates of actions and of the convention, against hand-made cases; today is 25 November 2026 unless said."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.loading import load
from ctg.model.action import Action, Calendrier
from ctg.model.framework import Cadre
from ctg.plan.timeline import deadline, ending, lateness, renewals, since, steps, where_we_are, why_late_or_stopped
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


def test_steps_are_in_the_order_of_time_whatever_the_file_says():
    written = [{"date": date, "titre": date} for date in ("2027", "2027-01-15", "2026", "2026-01")]
    ordered = [step.titre for step in steps(action("en-cours", None, *written), TODAY)]
    assert ordered == ["2026-01", "2026", "2027-01-15", "2027"]


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
def test_an_action_is_late_when_its_end_is_past_and_it_says_that_it_is_not_over(etat, fin, overdue):
    assert bool(lateness(action(etat, fin), TODAY)) is overdue


def test_what_makes_an_action_late_is_said():
    missed = {"date": "2026-06", "titre": "Première soirée", "fait": "non"}
    assert lateness(action("en-cours", "2027", missed), TODAY) == "Pas fait : Première soirée (juin 2026)."
    begun = action("non-engagee").model_copy(update={"calendrier": Calendrier(debut="2026-09")})
    assert lateness(begun, TODAY) == "Début prévu en septembre 2026."


def told(*states: tuple[str, str], **more) -> Action:
    return Action.model_validate(PROVEN | {"etats": [{"date": date, "etat": etat} for date, etat in states]} | more)


STEP = {"calendrier": {"etapes": [{"date": "2025-03", "titre": "Trois villages", "fait": "oui"}]}}


@pytest.mark.parametrize(
    ("states", "steps_done", "begun"),
    [
        ([("2026-11-16", "en-cours")], STEP, None),  # only its last news
        ([("2026-11-16", "en-cours")], {}, None),
        ([("2025-01-10", "en-preparation"), ("2025-02-01", "en-cours"), ("2026-11-16", "en-cours")], STEP, "2025-02-01"),
        ([("2025-01-10", "en-preparation"), ("2026-11-16", "en-cours")], STEP, None),  # a step was done between the two
        ([("2025-05-10", "en-preparation"), ("2026-11-16", "en-cours")], STEP, "2026-11-16"),
        ([("2026-04-14", "suspendue"), ("2026-10-01", "suspendue")], STEP, "2026-04-14"),  # it happened on a day
        ([("2026-10-01", "non-engagee")], {}, None),
    ],
)
def test_a_state_repeated_does_not_begin_again(states, steps_done, begun):
    assert since(told(*states, **steps_done)) == (begun and dt.date.fromisoformat(begun))


def test_the_reason_is_what_says_why_and_never_the_news():
    first = {"date": "2026-04-14", "etat": "suspendue", "note": "Zone inondable."}
    stopped = {"etats": [first, {"date": "2026-09-01", "etat": "suspendue"}]}
    given_up = {"etats": [{"date": "2025-03-31", "etat": "abandonnee"}], "suite": {"decision": "arretee", "motif": "Trop cher."}}
    goes_on = {"etats": [{"date": "2026-10-21", "etat": "en-cours", "note": "Quatorze familles."}]}
    actions = [Action.model_validate(PROVEN | one) for one in (stopped, given_up, goes_on)]
    assert [why_late_or_stopped(one, "") for one in actions] == ["Zone inondable.", "Trop cher.", ""]
    assert why_late_or_stopped(actions[2], "Il manque deux personnes.") == "Il manque deux personnes."


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
