"""What a text probably meant."""

from __future__ import annotations

import pytest

from ctg.sheets.guesses import Form, of_group, of_list, of_number, of_text
from ctg.sheets.times import week


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12/03/2026", "2026-03-12"),
        ("12.3.2026", "2026-03-12"),
        ("le 1er août 2026", "2026-08-01"),
        ("Février 2026", "2026-02"),
        ("03/2026", "2026-03"),
        ("12 mars", "…-03-12"),
        ("9h à 12h et 14h/17h", ["9h-12h", "14h-17h"]),
        ("de 9:00 à 12:30", "9h-12h30"),
        ("9-12h", "9h-12h"),
        ("2 ans et demi", "30 mois"),
        ("dès la naissance", "0 mois"),
        ("“99100”", "99100"),
        ("219 900 012 00017", "21990001200017"),
        ("www.exemple.fr", "https://www.exemple.fr"),
        ("http//www.exemple.fr", "http://www.exemple.fr"),
        ("lutins @ exemple.fr", "lutins@exemple.fr"),
        ("X", "oui"),
    ],
)
def test_one_value(text, value):
    assert value in [form.value for form in of_text(text)]


def test_what_is_left_out_is_kept():
    assert Form("01.99.00.00.01", "01.99.00.00.02") in list(of_text("Tél. 01.99.00.00.01 ou 01.99.00.00.02"))
    assert Form("a@exemple.fr", "b@exemple.fr") in list(of_text("a@exemple.fr ; b@exemple.fr"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3-6 ans", {"de": "3 ans", "a": "6 ans"}),
        ("de 10 semaines à 3 ans", {"de": "10 semaines", "a": "3 ans"}),
        ("jusqu'à 6 ans", {"a": "6 ans"}),
        ("à partir de 11 ans", {"de": "11 ans"}),
        ("du 1er au 21 août", {"du": "08-01", "au": "08-21"}),
        ("du 24 décembre 2026 au 3 janvier 2027", {"du": "2026-12-24", "au": "2027-01-03"}),
        ("20 places", {"total": "20", "annee": "…"}),
        ("20 (2025)", {"total": "20", "annee": "2025"}),
        ("44,16 ; 4,61", {"lat": "44.16", "lon": "4.61"}),
        ("Gratuit", {"gratuit": "oui"}),
    ],
)
def test_a_group(text, value):
    assert value in [form.value for form in of_group(text)]


def test_days():
    assert list(week("du lundi au mercredi de 9h à 12h")) == ["lundi", "mardi", "mercredi"]
    assert week("9h-17h", "lundi et jeudi") == {"lundi": "9h-17h", "jeudi": "9h-17h"}
    assert week("le lundi") == {}


@pytest.mark.parametrize("text", ["• un • deux", "un ; deux", "un, deux", "- un - deux"])
def test_a_list(text):
    assert next(iter(of_list(text))).value == ["un", "deux"]


def test_a_number_alone_is_taken_with_its_sign():
    assert [[form.value for form in of_number(text)] for text in ("20 enfants", "-5", "2025-2026", "1 200 €")] == [
        ["20"], ["-5"], [], ["1200"],
    ]  # fmt: skip
