"""Hours of lists from elsewhere: only an ordinary week is read, the rest is left to a person."""

from __future__ import annotations

import pytest

from ctg.reading.registers import spans_of


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("09:00 - 12:00 / 13:30 - 17:00", "9h-12h, 13h30-17h"),
        ("00:00 - 00:00 / 09:00 - 12:00", "9h-12h"),
        ("8h-12h et 14h à 18h", "8h-12h, 14h-18h"),
        ("sur rendez-vous", "sur rendez-vous"),
        ("", ""),
    ],
)
def test_the_hours_of_a_day(text, ours):
    assert spans_of(text) == ours
