"""Today's date: chosen, reproducible, or Paris time."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.common.clock import PARIS, today


@pytest.mark.parametrize(
    ("chosen", "epoch", "date"),
    [
        ("2026-11-25", None, (2026, 11, 25)),
        ("2026-11-25", "0", (2026, 11, 25)),  # our own variable wins
        (None, "0", (1970, 1, 1)),
        (None, "1782856799", (2026, 6, 30)),  # 23:59:59 in Paris, summer time
        (None, "1782856800", (2026, 7, 1)),
        (None, "1767221999", (2025, 12, 31)),  # 23:59:59 in Paris, winter time
        (None, "1767222000", (2026, 1, 1)),
        ("", "0", (1970, 1, 1)),  # set to nothing is not set
    ],
)
def test_the_variables_of_the_environment_set_the_date(monkeypatch, chosen, epoch, date):
    for name, value in (("CTG_AUJOURDHUI", chosen), ("SOURCE_DATE_EPOCH", epoch)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert today(PARIS) == dt.date(*date)


def test_a_date_written_the_french_way_is_refused_not_guessed(monkeypatch):
    monkeypatch.setenv("CTG_AUJOURDHUI", "25/11/2026")
    with pytest.raises(ValueError, match="25/11/2026"):
        today(PARIS)


def test_overseas_the_day_is_that_of_the_territory(monkeypatch):
    """On the first of December at one in the morning over there, it is still November in Paris."""
    monkeypatch.delenv("CTG_AUJOURDHUI")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 11, 30, 21, tzinfo=dt.UTC).timestamp())))
    assert today(PARIS) == dt.date(2026, 11, 30)
    assert today("Indian/Reunion") == dt.date(2026, 12, 1)
