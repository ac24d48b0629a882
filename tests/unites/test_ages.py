"""Who suits an age group: lists show all that meets it, coverage counts what receives at least half of it."""

from __future__ import annotations

import pytest

from ctg.analysis.ages import AGE_GROUPS, serves, suits
from ctg.kinds.fields import Ages


def groups(rule, **ends) -> list[str]:
    ages = Ages.model_validate(ends)
    return [id for id, (_, low, high) in AGE_GROUPS.items() if rule(ages, low, high)]


@pytest.mark.parametrize(
    ("ends", "listed", "counted"),
    [
        ({"de": "10 semaines", "a": "3 ans"}, ["0-3-ans", "3-6-ans"], ["0-3-ans"]),
        ({"de": "3 ans", "a": "11 ans"}, ["3-6-ans", "6-11-ans", "11-18-ans"], ["3-6-ans", "6-11-ans"]),
        ({"de": "12 ans", "a": "17 ans"}, ["11-18-ans"], ["11-18-ans"]),
        ({"de": "16 ans", "a": "25 ans"}, ["11-18-ans", "18-25-ans"], ["18-25-ans"]),
        ({"de": "18 mois"}, list(AGE_GROUPS), list(AGE_GROUPS)),  # exactly half of the first group
        ({"de": "19 mois"}, list(AGE_GROUPS), list(AGE_GROUPS)[1:]),
        ({"a": "6 ans"}, ["0-3-ans", "3-6-ans", "6-11-ans"], ["0-3-ans", "3-6-ans"]),
    ],
)
def test_what_a_list_shows_and_what_coverage_counts(ends, listed, counted):
    assert groups(suits, **ends) == listed
    assert groups(serves, **ends) == counted


def test_no_age_said_is_nobody_in_particular():
    assert not suits(None, 0, 36)
    assert not serves(None, 0, 36)
