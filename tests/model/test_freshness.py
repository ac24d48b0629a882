"""When a record must be looked at again."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.model.framework import Axe
from ctg.model.freshness import is_stale, last_proof, never_confirmed, proven_on, review_due
from ctg.model.structure import Service
from ctg.open_data.values import plain

DAY = dt.timedelta(days=1)


def record(checked: str | None) -> Axe:
    return Axe(numero="A", titre="Relier", verifie_le=checked)


@pytest.mark.parametrize(
    ("checked", "due"), [("2026-01-15", "2026-07-15"), ("2026-08-31", "2027-02-28"), ("2023-08-31", "2024-02-29")]
)
def test_a_record_is_stale_the_day_after_its_term_and_not_before(checked, due):
    day = dt.date.fromisoformat(due)
    checked_record = record(checked)
    assert review_due(checked_record) == day
    assert [is_stale(checked_record, today) for today in (day - DAY, day, day + DAY)] == [False, False, True]


def test_a_record_never_confirmed_has_no_term():
    assert review_due(record(None)) is None
    assert not is_stale(record(None), dt.date.max)


@pytest.mark.parametrize(
    ("state", "checked", "expected"),
    [
        ("a_verifier", None, True),
        ("a_verifier", "2026-09-01", True),  # the banner says so
        ("publiee", None, True),
        ("publiee", "2026-09-01", False),
        ("brouillon", None, False),
    ],
)
def test_a_place_that_nobody_vouches_for(state, checked, expected):
    place = Service(nom="Jeux", themes=["enfance"], etat_fiche=state, derniere_preuve="2025", verifie_le=checked)
    assert never_confirmed(place) is expected


def test_the_convention_s_records_rest_on_their_sources():
    assert not never_confirmed(record(None))


@pytest.mark.parametrize(
    ("dates", "proof", "proven"),
    [
        ({"verifie_le": "2026-10-01", "derniere_preuve": "2018"}, "2018", "2026-10-01"),
        ({"derniere_preuve": "2018"}, "2018", "2018-01-01"),
        ({}, None, None),
        ({"sources": [{"titre": "A", "date": "2024"}, {"titre": "B", "date": "2025-03"}]}, "2025-03", "2025-03-01"),
        ({"etat_fiche": "a_verifier", "verifie_le": "2026-10-01", "derniere_preuve": "vers 2025"}, "vers 2025", "2025-01-01"),
    ],
)
def test_a_date_is_that_of_a_proof_and_reading_again_proves_nothing(dates, proof, proven):
    one = Axe(numero="A", titre="Relier", **dates)
    assert (last_proof(one) and plain(last_proof(one))) == proof
    assert proven_on(one) == (proven and dt.date.fromisoformat(proven))
