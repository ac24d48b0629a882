"""Fields, hours, periods: what people write, accepted or refused, and the value kept."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from cas import each, reviewed
from ctg.model import KINDS
from ctg.model.fields import Age, Ages, Email, FullDate, KnownDate, Number, Part, PartialDate, Phone, Postcode, Url, YesNo
from ctg.model.opening_hours import Horaires
from ctg.model.periods import Borne, Period, Quand
from ctg.model.place import read_window, window_in
from ctg.model.territory import SiteUrl, Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.describe import Type, all_fields, fields_of
from horaires_au_hasard import typed

WRITTEN = Path(__file__).with_name("champs.txt")
"""A kind of field, then texts that people write in it, one a line (in JSON where a line would not show them): the value kept, or
why it is refused and how to mend it."""
KINDS_OF_FIELDS: dict[str, Callable[[Any], object]] = {
    **{
        name: TypeAdapter(kind).validate_python
        for name, kind in {
            "Phone": Phone, "Email": Email, "Url": Url, "Postcode": Postcode, "YesNo": YesNo, "Number": Number,
            "KnownDate": KnownDate, "Borne": Borne, "Quand": Quand, "SiteUrl": SiteUrl
        }.items()
    },
    "Age": lambda text: Ages(de=text).de,
    "Jour": lambda text: Horaires(lundi=text).lundi,
    "Inscription": lambda text: read_window(text) if window_in(text) is None else window_in(text),
    "Semaine": lambda fields: (bool((hours := Horaires(**typed(fields))).week), hours.known, hours.school_year)
}  # fmt: skip


def said(written: str) -> Iterator[str]:
    kind, *texts = written.splitlines()
    for line in texts:
        try:
            kept = KINDS_OF_FIELDS[kind](json.loads(line) if line[0] in '"[{' or line == "null" else line)
        except ValidationError as refused:
            [error] = refused.errors()
            assert error["type"] == "french", line
            yield f"{line} : REFUSÉ {error['msg']} {error['ctx']['remedy']}"
        else:
            yield f"{line} : {kept!r}"


def test_what_people_write_is_kept_or_refused_as_it_was_reviewed(request):
    reviewed(WRITTEN, said, request)


@pytest.mark.parametrize(("kind", "text"), [(Borne, "x" * 10_000), (Quand, "\u202epremier mardi du mois?" * 9)])
def test_a_text_without_end_is_refused_in_few_words(kind, text):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    assert len(str(caught.value.errors()[0]["ctx"])) < 400
    assert read_window("du " * 5000) is None


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
    assert TypeAdapter(KnownDate).validate_python(text).latest == dt.date(*latest)


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


@pytest.mark.parametrize(
    ("du", "au", "inside", "outside"),
    [
        ("12-24", "01-03", ["2026-12-24", "2026-12-31", "2027-01-01", "2030-01-03"], ["2026-12-23", "2027-01-04", "2027-07-01"]),
        ("02-10", "02-29", ["2027-02-28", "2028-02-29"], ["2028-03-01", "2027-03-01"]),
        ("02-29", "03-02", ["2028-02-29", "2027-03-01"], ["2027-02-28", "2028-02-28"]),
        ("02-29", None, ["2028-02-29"], ["2027-02-28", "2027-03-01"]),
        ("2026-12-24", "2027-01-03", ["2026-12-24", "2027-01-03"], ["2027-12-25", "2026-01-01"]),
    ],
)
def test_a_period_holds_its_two_ends(du, au, inside, outside):
    period = Period(du=du, au=au)
    assert all(period.contains(dt.date.fromisoformat(date)) for date in inside)
    assert not any(period.contains(dt.date.fromisoformat(date)) for date in outside)


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
