"""Who suits an age group: lists show all that meets it, coverage counts what receives at least half of it."""

from __future__ import annotations

import pytest

from ctg.model.fields import Ages
from ctg.places.lists import AGE_GROUPS, suits_ages


def groups(**ends) -> list[str]:
    ages = Ages.model_validate(ends)
    return [id for id, (_, low, high) in AGE_GROUPS.items() if suits_ages(ages, low, high)]


@pytest.mark.parametrize(
    ("ends", "listed"),
    [
        ({"de": "10 semaines", "a": "3 ans"}, ["0-3-ans", "3-6-ans"]),
        ({"de": "3 ans", "a": "11 ans"}, ["3-6-ans", "6-11-ans", "11-18-ans"]),
        ({"de": "12 ans", "a": "17 ans"}, ["11-18-ans"]),
        ({"de": "16 ans", "a": "25 ans"}, ["11-18-ans", "18-25-ans"]),
        ({"de": "18 mois"}, list(AGE_GROUPS)),
        ({"a": "6 ans"}, ["0-3-ans", "3-6-ans", "6-11-ans"]),
    ],
)
def test_what_a_list_shows(ends, listed):
    assert groups(**ends) == listed


def test_no_age_said_is_nobody_in_particular():
    assert not suits_ages(None, 0, 36)
