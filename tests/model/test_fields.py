"""Fields: what people write, accepted or refused, and the value kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from cas import each
from ctg.model import KINDS
from ctg.model.fields import (
    Age,
    Ages,
    Email,
    FullDate,
    KnownDate,
    Number,
    Part,
    PartialDate,
    Phone,
    Postcode,
    Url,
    YesNo,
)
from ctg.model.periods import Borne, DayOfYear, NthWeekday, Quand
from ctg.model.territory import SiteUrl, Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.describe import Type, all_fields, fields_of


def convert(kind, text):
    return TypeAdapter(kind).validate_python(text)


ACCEPTED = [
    # telephone: E.164, or the short number alone
    (Phone, "04 42 34 56 78", "+33442345678"),
    (Phone, "0442345678", "+33442345678"),
    (Phone, "04.42.34.56.78", "+33442345678"),
    (Phone, " 06 12 34 56 78 ", "+33612345678"),
    (Phone, "+33 (0)4 42 34 56 78", "+33442345678"),
    (Phone, "0033442345678", "+33442345678"),
    (Phone, "0 800 123 456", "+33800123456"),
    (Phone, "3919", "3919"),
    (Phone, "39 19", "3919"),
    (Phone, "116 117", "116117"),
    (Phone, "01 99 00 11 99", "+33199001199"),  # ranges of films and examples
    (Phone, "0262 99 00 00", "+262262990000"),  # overseas: another country for those who dial, the same ten figures
    (Phone, "+33 262 99 00 00", "+262262990000"),
    (Phone, "0590 99 00 00", "+590590990000"),
    (Phone, "0596 55 00 00", "+596596550000"),
    # e-mail
    (Email, "accueil@exemple.fr", "accueil@exemple.fr"),
    (Email, " Accueil@EXEMPLE.FR ", "Accueil@exemple.fr"),
    (Email, "petite-enfance.rpe@ville.exemple.fr", "petite-enfance.rpe@ville.exemple.fr"),
    # web: kept as written, but for the signs that HTML refuses in a link
    (Url, "https://exemple.fr/liste?tx_actu[id]=3|4", "https://exemple.fr/liste?tx_actu%5Bid%5D=3%7C4"),
    (Url, "http://exemple.fr/a/b.html?x=1&y=2#c", "http://exemple.fr/a/b.html?x=1&y=2#c"),
    (Url, " https://exemple.fr:8080/crèche ", "https://exemple.fr:8080/crèche"),
    (Url, "https://crèche.fr", "https://crèche.fr"),
    # postcode
    (Postcode, "01000", "01000"),
    # yes or no
    (YesNo, "oui", True),
    (YesNo, "Non", False),
    # numbers: comma or point, any space between thousands
    (Number, "470", Decimal(470)),
    (Number, "46,9", Decimal("46.9")),
    (Number, "75\u00a0893", Decimal(75893)),
    (Number, "1\u202f234\u202f567,5", Decimal("1234567.5")),
    (Number, "-3", Decimal(-3)),
    (Number, "0,1", Decimal("0.1")),  # exact: never a binary fraction
    # dates
    (KnownDate, "2026", PartialDate(2026)),
    (KnownDate, "2026-09", PartialDate(2026, 9)),
    (KnownDate, " 2026-09-01 ", PartialDate(2026, 9, 1)),
    (KnownDate, "2024-02-29", PartialDate(2024, 2, 29)),
    (KnownDate, "vers 2016", PartialDate(2016, approx=True)),
    # a day of one year, or of each
    (Borne, "2026-12-24", dt.date(2026, 12, 24)),
    (Borne, " 02-29 ", DayOfYear(2, 29)),
    (Borne, "2028-02-29", dt.date(2028, 2, 29)),
    # when it opens
    (Quand, "premier mardi du mois", NthWeekday(1, 1)),
    (Quand, "1er lundi du mois", NthWeekday(1, 0)),
    (Quand, "Deuxième  Samedi de chaque mois", NthWeekday(2, 5)),
    (Quand, "dernier dimanche du mois", NthWeekday(-1, 6)),
    (Quand, "second mardi du mois", NthWeekday(2, 1)),
    (Quand, "3e mardi du mois", NthWeekday(3, 1)),
    (Quand, "quatrième mardi du mois", NthWeekday(4, 1)),
    (Quand, "2026-12-05", dt.date(2026, 12, 5)),
]
REFUSED = [
    (Phone, ["04 42 34 56 7", "04 42 34 56 789", "00 00 00 00 00", "9999", "12", "abc", "", "04 42 34 56 78 ou 06 12 34 56 78"]),
    (Email, ["a@b", "a b@c.fr", "a@@b.fr", "@exemple.fr", "Accueil <a@b.fr>", "a@localhost", "a@[127.0.0.1]", "exemple.fr", ""]),
    (Url, ["www.exemple.fr", "ftp://exemple.fr", "javascript:alert(1)", "data:text/html,x", "//exemple.fr", "https://localhost",
           "", "https://exemple", 'https://exemple.fr/"x', "https://exemple.fr/<b>", "https://exemple.fr/a b",
           "https://exemple.fr\\@x.fr"]),
    (Postcode, ["1000", "011000", "2A004", "75 001", ""]),
    (YesNo, ["yes", "no", "true", "1", "o", "", "peut-être"]),
    (Number, ["douze", "12 %", "1,2,3", "1.234,5", "NaN", "Infinity", "1e13", "10-12", "", "€"]),
    (KnownDate, ["26", "2026-9", "2026-13", "2026-00", "2023-02-29", "01/09/2026", "septembre 2026", "environ 2026", "0000"]),
    (Borne, ["", "24/12", "24-12", "2027-02-29", "1026-12-24", "2026-12", "20261224", "x" * 10_000, ["12-24"], None]),
    (Quand, ["cinquieme mardi du mois", "mardi", "premier mardi", "12-05", "05/12/2026", "premier mardi du mois et jeudi",
             "\u202epremier mardi du mois?" * 9]),
    (SiteUrl, [f"https://exemple.fr/{end}" for end in ("?a=b", "#a", "?", "#", "../x/", "a/../b", "./", "%2e%2e/", "a//b", "$x/",
                                                       "*", ":a")]),
]  # fmt: skip


@each(("kind", "text", "value"), ACCEPTED)
def test_what_is_accepted(kind, text, value):
    kept = convert(kind, text)
    assert (kept, type(kept)) == (value, type(value))


@each(("kind", "text"), [(kind, text) for kind, texts in REFUSED for text in texts])
def test_what_is_refused_says_why_and_how_to_mend(kind, text):
    with pytest.raises(ValidationError) as caught:
        convert(kind, text)
    [error] = caught.value.errors()
    assert error["type"] == "french"
    assert error["ctx"]["remedy"]
    assert len(str(error["ctx"])) < 400


@pytest.mark.parametrize(
    ("text", "words", "months"),
    [
        ("10 semaines", "10 semaines", 2.3),
        ("45 jours", "45 jours", 1.48),
        ("18 mois", "18 mois", 18),
        ("3ans", "3 ans", 36),
        ("1 An", "1 an", 12),
        ("130 ans", "130 ans", 1560),
    ],
)
def test_ages_compare_in_months_and_read_as_french(text, words, months):
    age = Ages(de=text).de
    assert age.texte == words
    assert age.mois == pytest.approx(months, abs=0.01)


@pytest.mark.parametrize("text", ["3", "ans", "trois ans", "3,5 ans", "-1 an", "3 ans et demi", "131 ans", ""])
def test_ages_without_a_number_and_a_unit_are_refused(text):
    with pytest.raises(ValidationError):
        Ages(de=text)


def test_ages_in_different_units_may_meet_but_not_cross():
    assert Ages(de="12 mois", a="1 an").a == Age("1 an", 12)
    assert Ages(de="10 semaines", a="3 ans").de.mois < 36
    with pytest.raises(ValidationError, match="13 mois"):
        Ages(de="13 mois", a="1 an")


@pytest.mark.parametrize(
    ("text", "latest"),
    [("2026", (2026, 12, 31)), ("2024-02", (2024, 2, 29)), ("2026-09-01", (2026, 9, 1)), ("vers 2016", (2016, 12, 31))],
)
def test_the_latest_day_that_a_partial_date_may_mean(text, latest):
    assert convert(KnownDate, text).latest == dt.date(*latest)


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "1899-12-31", "2101-01-01"])
def test_a_year_that_no_calendar_holds_is_refused_where_it_is_written(written):
    class Dated(Part):
        le: FullDate | None = None
        vers: KnownDate | None = None

    assert Dated(le="1900-01-01", vers="2100").vers == PartialDate(2100)
    for name in ("le", "vers"):
        with pytest.raises(ValidationError) as refused:
            Dated(**{name: written})
        [error] = refused.value.errors()
        assert (error["loc"], error["ctx"]["remedy"]) == ((name,), "Corrigez l'année : de 1900 à 2100.")


# --- what a model says of its fields is what it checks -------------------------------------------


def models(base: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Every model of the tool."""
    for model in base.__subclasses__():
        if model.__module__.startswith("ctg."):
            yield model
        yield from models(model)


def test_no_field_takes_a_date_of_any_year():
    bare = {dt.date, PartialDate}
    for model in models(Part):
        for name, kind in get_type_hints(model, include_extras=True).items():
            held = () if get_origin(kind) is Annotated else (kind, *get_args(kind))
            assert not bare.intersection(held), f"{model.__name__}.{name} : FullDate ou KnownDate"


MODELS = (*KINDS, Territoire, Vocabulary)


@each("model", MODELS)
def test_every_field_has_a_known_type_a_label_and_an_example(model):
    for field in all_fields(fields_of(model)):
        assert field.type is not Type.OTHER, f"donnez un nom au type de {field.path} dans description.TYPES"
        assert field.label, field.path
        assert field.example or field.type in {Type.GROUP, Type.TERMS, Type.NAME}, f"donnez un exemple à {field.path}"
