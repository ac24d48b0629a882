"""Meetings: framework, over or to come, what became of demands."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.loading import load
from ctg.model.meeting import Instance, Rencontre, Suite
from ctg.people.meetings import coming, framework, is_coming, outcome, past

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


def test_to_come_is_sorted_soonest_first_and_over_newest_first():
    dates = ["2026-12", "2026-12-04", "2026-01-10", "2027-01-05", "2025", "2026-10-01", "2026-12-03"]
    found = [meeting(date, **({"fin": "2026-11-30"} if date == "2026-10-01" else {})) for date in dates]
    # What is under way comes first; a month without a day comes after the days of this month.
    assert [str(m.date.first) for m in coming(found, TODAY)] == [
        "2026-10-01", "2026-12-03", "2026-12-04", "2026-12-01", "2027-01-05",
    ]  # fmt: skip
    assert [str(m.date.first) for m in past(found, TODAY)] == ["2026-01-10", "2025-01-01"]


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
