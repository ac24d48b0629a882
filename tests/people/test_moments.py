"""When a meeting takes place, in French."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.model.meeting import Rencontre
from ctg.people.meetings import appointment, moment_of

TODAY = dt.date(2026, 11, 25)


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
    ],
)  # fmt: skip
def test_to_come(fields, page, diary):
    meeting = Rencontre.model_validate({"titre": "Forum", **fields})
    assert moment_of(meeting, TODAY).replace("\u00a0", " ") == page
    assert appointment(meeting, TODAY) == diary


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": "2026-03-12"}, "jeudi 12 mars 2026"),
        ({"date": "vers 2026-03-12"}, "vers 12 mars 2026"),
        ({"date": "2026-03"}, "mars 2026"),
        ({"date": "vers 2021"}, "vers 2021"),
        ({"date": "2026-03", "fin": "2026-04"}, "de mars à avril 2026"),
        ({"date": "2025-10", "fin": "2026-01-15"}, "d’octobre 2025 au 15 janvier 2026"),
        ({"date": "2024", "fin": "2025"}, "de 2024 à 2025"),
        ({"date": "2026-03-12", "fin": "2026-04"}, "du 12 mars à avril 2026"),
    ],
)
def test_over(fields, words):
    assert moment_of(Rencontre.model_validate({"titre": "Forum", **fields}), TODAY) == words
