"""French for readers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cas import each
from ctg.common import phrases
from ctg.model.fields import PartialDate
from ctg.model.periods import DayOfYear

# In the tables below: « ~ » is a no-break space, « _ » a narrow no-break space.


def spaces(expected: str) -> str:
    return expected.replace("~", "\u00a0").replace("_", "\u202f")


@each(
    ("written", "shown"),
    [
        ("Vous ne trouvez pas ?", "Vous ne trouvez pas_?"),
        ("Venez ! Oui ; non", "Venez_! Oui_; non"),
        ("dit « oui »", "dit «_oui_»"),
        ("Prix : 5 € (10 %)", "Prix~: 5~€ (10~%)"),
        ("à 3 km, 18 mois, 2 ans, 8 h", "à 3~km, 18~mois, 2~ans, 8~h"),
        ("10 heures", "10 heures"),
        ("18 403 290 €, 2 800 places", "18_403_290~€, 2_800~places"),
        (
            "04 66 79 01 02, 0 800 23 13 13, 3 200 12, en 2018 200 places",
            "04 66 79 01 02, 0 800 23 13 13, 3 200 12, en 2018 200~places",
        ),
        ("l'été d'Anna", "l’été d’Anna"),
        ("'x' l' '", "'x' l' '"),
        ("https://exemple.fr/?a=1;b", "https://exemple.fr/?a=1;b"),
        ("<a href='https://exemple.fr'>", "<a href='https://exemple.fr'>"),
        ("{% if a != b %}", "{% if a != b %}"),
        ("a : b", "a~: b"),
        ("rien:à changer", "rien:à changer"),
        ("déjà\u202f! fait\u00a0: bien", "déjà_! fait~: bien"),
        ("", ""),
    ],
)
def test_typography(written, shown):
    assert phrases.typography(written) == spaces(shown)
    assert phrases.typography(spaces(shown)) == spaces(shown), "a second pass changes nothing"


@pytest.mark.parametrize(
    ("date", "alone", "after_de"),
    [
        (dt.date(2026, 9, 1), "1er septembre 2026", "du 1er septembre 2026"),
        (dt.date(2026, 9, 11), "11 septembre 2026", "du 11 septembre 2026"),
        (PartialDate(2023, 3, 1), "1er mars 2023", "du 1er mars 2023"),
        (PartialDate(2024, 8), "août 2024", "d’août 2024"),
        (PartialDate(2024, 10), "octobre 2024", "d’octobre 2024"),
        (PartialDate(2024, 4), "avril 2024", "d’avril 2024"),
        (PartialDate(2018, 9), "septembre 2018", "de septembre 2018"),
        (PartialDate(2018), "2018", "de 2018"),
        (PartialDate(2016, approx=True), "vers 2016", "d’environ 2016"),
        (PartialDate(2016, 8, approx=True), "vers août 2016", "d’environ août 2016"),
    ],
)
def test_dates(date, alone, after_de):
    assert phrases.date_fr(date) == alone
    assert phrases.de_date(date) == after_de


@each(
    ("say", "value", "shown"),
    [
        (phrases.number, 470, "470"),
        (phrases.number, 75893, "75_893"),
        (phrases.number, Decimal("1234567.5"), "1_234_567,5"),
        (phrases.number, Decimal("46.90"), "46,9"),
        (phrases.number, 46.9, "46,9"),
        (phrases.number, Decimal("12.345"), "12,34"),
        (phrases.number, Decimal("-3"), "-3"),
        (phrases.number, -0.0, "0"),
        (phrases.number, Decimal("-0.004"), "-0,004"),
        (phrases.number, -1e-300, "0"),
        (phrases.distance, 0.99, "moins de~1~km"),
        (phrases.distance, 1, "1~km"),
        (phrases.distance, 12.6, "13~km"),
        (phrases.phone, "+33442345678", "04~42~34~56~78"),
        (phrases.phone, "+33800200166", "0~800~20~01~66"),
        (phrases.phone, "3646", "36~46"),
        (phrases.phone, "116000", "116~000"),
        (phrases.phone, "115", "115"),
        (phrases.phone, "+3225123456", "+32~2~512~34~56"),
        (phrases.euros, Decimal(0), "0~€"),
        (phrases.euros, Decimal("-0.00"), "0~€"),
        (phrases.euros, Decimal("0.001"), "moins d’un centime"),
        (phrases.euros, Decimal("148500.5"), "148_500,50~€"),
        (phrases.euros, Decimal("148501.00"), "148_501~€"),
        (phrases.euros, Decimal(10**12), "1_000_000_000_000~€"),
    ],
)
def test_numbers(say, value, shown):
    assert say(value) == spaces(shown)


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Valbourg", "de Valbourg", "à Valbourg"),
        ("Écureuil-le-Haut", "d’Écureuil-le-Haut", "à Écureuil-le-Haut"),
        ("Le Pin-Vert", "du Pin-Vert", "au Pin-Vert"),
        ("Les Ormes", "des Ormes", "aux Ormes"),
        ("L'Isle", "de L'Isle", "à L'Isle"),
        ("La Roche", "de La Roche", "à La Roche"),
    ],
)
def test_communes_after_a_preposition(name, of, at):
    assert (phrases.of_name(name), phrases.at_name(name)) == (of, at)


DAY, MONTH, YEAR = PartialDate(2026, 4, 12), PartialDate(2026, 4), PartialDate(2028)
ABOUT = PartialDate(2028, approx=True)


@pytest.mark.parametrize(
    ("start", "end", "lasting", "moment"),
    [
        (MONTH, PartialDate(2028, 12, 31), "d’avril 2026 au 31 décembre 2028", "d’avril 2026 au 31 décembre 2028"),
        (DAY, YEAR, "du 12 avril 2026 à 2028", "du 12 avril 2026 à 2028"),
        (MONTH, PartialDate(2026, 6), "d’avril 2026 à juin 2026", "d’avril à juin 2026"),
        (DAY, PartialDate(2026, 4, 14), "du 12 avril 2026 au 14 avril 2026", "du 12 au 14 avril 2026"),
        (MONTH, ABOUT, "d’avril 2026 jusque vers 2028", None),
        (DAY, None, "à partir du 12 avril 2026", "dimanche 12 avril 2026"),
        (MONTH, None, "à partir d’avril 2026", "avril 2026"),
        (None, PartialDate(2028, 12, 31), "jusqu’au 31 décembre 2028", None),
        (None, YEAR, "jusqu’en 2028", None),
        (None, ABOUT, "jusque vers 2028", None),
        (None, None, "", None),
    ],
)
def test_periods(start, end, lasting, moment):
    assert phrases.lasting(start, end) == lasting
    if moment:
        assert phrases.from_to(start, end) == moment


@pytest.mark.parametrize(
    ("du", "au", "alone", "after_a_noun"),
    [
        (dt.date(2026, 12, 24), dt.date(2027, 1, 3), "du 24 décembre 2026 au 3 janvier 2027", None),
        (dt.date(2026, 8, 1), dt.date(2026, 8, 21), "du 1er au 21 août 2026", None),
        (dt.date(2026, 8, 1), None, "le 1er août 2026", "du 1er août 2026"),
        (DayOfYear(7, 1), DayOfYear(8, 31), "du 1er juillet au 31 août", None),
        (DayOfYear(7, 14), DayOfYear(7, 14), "le 14 juillet", "du 14 juillet"),
    ],
)
def test_days(du, au, alone, after_a_noun):
    assert phrases.days(du, au) == alone
    assert phrases.of_days(du, au) == (after_a_noun or alone)
