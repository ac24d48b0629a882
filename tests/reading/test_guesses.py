"""What a text probably meant; the ordinary hours of lists from elsewhere."""

import pytest

from cas import each
from ctg.model.fields import thousands_or_decimals
from ctg.reading import guesses
from ctg.reading.describe import Type
from ctg.reading.guesses import of_list, of_number, of_word
from ctg.reading.registers import spans_of
from suivre import lost


def of_text(text):
    return [form for kind in Type for form in guesses.of_text(text, kind)]


def of_group(text):
    return [*guesses.of_group(text, ("de", "gratuit", "du", "total", "lat", "lundi"))]


TYPED = {
    of_text: ("7 mai 2027", "mai 2027", "07/05/2027", "8h30-11h45", "de 10h à 12h puis de 13h30 à 16h", "4 ans",
              "dès la naissance", "05 12 34 56 78", "ram@exemple.fr", "https://exemple.fr/ram", "vrai"),
    of_number: ("35", "35 places", "1 500"),
    of_group: ("de 4 à 12 ans", "à partir de 6 mois", "jusqu'à 17 ans", "35 (2024)", "du 2 au 9 mai", "45,1 ; 3,2", "gratuit",
               "mardi 10h-12h", "du lundi au jeudi de 8h à 18h"),
    of_list: ("vélo, bus", "vélo ; bus"),
    of_word: ("publiée",),
}  # fmt: skip


@each("more", ["hors jours fériés", "un mardi sur trois", "dont 2 réservées", "à peu près", "3 fois", "pas"])
@each(("forms", "text"), [(forms, text) for forms, texts in TYPED.items() for text in texts])
def test_no_form_loses_a_word_or_a_figure(forms, text, more):
    for typed in (f"{text} {more}", f"{more} {text}", f"{text}, {more}"):
        for form in forms(typed):
            assert not lost(more, f"{form.value} {form.rest} {form.unit}"), f"{typed} → {form}"


@pytest.mark.parametrize("sign", ["?", "~", "<", "+"])
def test_no_form_drops_a_sign_that_says_otherwise(sign):
    for text in ("7 mai 2027", "8h30-11h45", "35", "35 (2024)", "gratuit", "publiée"):
        for form in (form for forms in TYPED for typed in (text + sign, sign + text) for form in forms(typed)):
            assert sign in f"{form.value} {form.rest} {form.unit}", f"{text} → {form}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3-6 ans", {"de": "3 ans", "a": "6 ans"}),
        ("du 1er au 21 août", {"du": "08-01", "au": "08-21"}),
        ("20 places", {"total": "20", "annee": "…"}),
        ("44,16 ; 4,61", {"lat": "44.16", "lon": "4.61"}),
        ("Gratuit", {"gratuit": "oui"}),
    ],
)
def test_a_group(text, value):
    assert value in [form.value for form in of_group(text)]


@pytest.mark.parametrize(
    "text",
    ["vendredi 6 mai 2027", "fin mai 2027", "9h, 14h", "10h et 15h", "8h-12h ou 13h-17h", "2,3 ans", "3 ans et 5 ans",
     "moins de 4 ans", "05 12 34 56 78 90"],
)  # fmt: skip
def test_what_has_no_sure_reading_has_no_form(text):
    assert {form.value for form in of_text(text)} <= {text, text.replace(" ", "")}
    assert not list(of_group(text))


@pytest.mark.parametrize(
    ("text", "ways"),
    [("3.400", ("3400", "3,4")), ("2,345", ("2345", "2,3450")), ("9.000", ("9000", "9")), ("0,125", None), ("3 400", None),
     ("3.4", None), ("1,2345", None)],
)  # fmt: skip
def test_a_thousand_or_one(text, ways):
    assert thousands_or_decimals(text) == ways


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
