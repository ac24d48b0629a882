"""When one may register: full dates are read, nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.model.place import Misread, RegistrationPart, Window, read_window, window_in


@pytest.mark.parametrize(
    ("text", "du", "au", "part"),
    [
        ("du 1er au 30 avril 2027", "2027-04-01", "2027-04-30", RegistrationPart.WHOLE),
        ("Inscriptions du 15 mars au 2 avril 2027, en mairie", "2027-03-15", "2027-04-02", RegistrationPart.WHOLE),
        ("du 20 décembre 2026 au 10 janvier 2027", "2026-12-20", "2027-01-10", RegistrationPart.WHOLE),
        ("à partir du 1er mars 2027", "2027-03-01", "2027-03-01", RegistrationPart.START),
        ("jusqu'au 15 mai 2027 pour la rentrée", "2027-05-15", "2027-05-15", RegistrationPart.END),
        ("Jusqu’au 15 mai 2027", "2027-05-15", "2027-05-15", RegistrationPart.END),
        ("le 29 février 2028 de 9h à 12h", "2028-02-29", "2028-02-29", RegistrationPart.WHOLE),
    ],
)
def test_full_dates_are_read(text, du, au, part):
    assert window_in(text) == Window(dt.date.fromisoformat(du), dt.date.fromisoformat(au), part)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("le 31 avril 2027", Misread.IMPOSSIBLE),
        ("du 30 avril au 31 juin 2027", Misread.IMPOSSIBLE),
        ("du 30 avril au 1er avril 2027", Misread.REVERSED),
        ("du 1er au 30 avril", Misread.YEARLESS),
        ("jusqu'au 15 mai, en mairie", Misread.YEARLESS),
        ("Inscriptions : dès le 3 mars", Misread.YEARLESS),
        ("du 20 mars au 5 avril", Misread.YEARLESS),
        ("en avril", None),
        ("avant le 15 mars 2027", None),  # is the 15th too late?
        ("fermé du 1er au 30 avril 2027", None),
        ("toute l'année, sauf du 1er au 30 avril 2027", None),
        ("le 1er avril 20271", None),
        ("du " * 5000, None),
    ],
)
def test_nothing_is_guessed_and_what_looks_like_a_date_says_what_is_wrong(text, wrong):
    assert window_in(text) is None
    assert read_window(text) is wrong
