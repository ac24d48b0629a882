"""The coordinator's sentences; today's date."""

import datetime as dt

import pytest

from ctg.common.escaping import plain
from ctg.common.problems import DataError, nearest, shown
from ctg.loading import load
from ctg.model.territory import PARIS, today
from ctg.reading import remedies


def test_nothing_is_near_a_text_without_end():
    assert nearest("x" * 100_000, ["multi-accueil", "x"]) is None


def test_a_value_is_quoted_short_and_on_one_line():
    assert shown("a\n  b\tc") == "a b c"
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 59 + "…"


@pytest.mark.parametrize("count", [1_000, 4_000])
def test_a_sheet_of_nothing_but_mistakes_is_told_in_as_many_words_whatever_its_length(project, monkeypatch, count):
    asked = []
    monkeypatch.setattr(remedies, "message_and_remedy", lambda *_, **__: asked.append(1) or ("x", "y"))
    monkeypatch.setattr(remedies, "meant_field", lambda *_: asked.append(1))
    place = "nom: X\ntype: autre\ncommune: Valbourg\n" + "".join(f"k{n}: 1\n" for n in range(count))
    with pytest.raises(DataError) as refused:
        load(project({"data/structures/x.yml": place}))
    mine = [one for one in refused.value.problems if one.file == "data/structures/x.yml"]
    assert (len(mine), len(asked)) == (remedies.MOST_TOLD + 1, 2 * remedies.MOST_TOLD)
    assert f"Il y a {count - remedies.MOST_TOLD} erreurs de plus dans cette fiche." in [one.message for one in mine]


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  deux\nlignes\u2028trois  ", "deux lignes trois"),
        ("a\u202eb\u200fc\ufeffd\u00ade", "abcde"),
        ("x" * 10_000, "x" * 299 + "…"),
    ],
)
def test_plain_text(text, shown):
    assert plain(text) == shown
