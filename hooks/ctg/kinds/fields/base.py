"""The types of fields that several kinds share: from the text in YAML to a checked value.

A field is defined once, by :func:`champ`: its label, help and example feed the check, the messages,
the help pages and the editor's completion.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ctg.ground.problems import french, shown


@dataclass(frozen=True)
class Traits:
    """What may be done with a field, said where it is defined; what is not said is refused."""

    sans_lieu: bool = False
    """Published even of a record whose address is confidential; if it is a free text, once somebody has read it again."""
    personne: bool = False
    """May hold the name of a person, as streets and public buildings do."""
    interne: bool = False
    """Never leaves ``data/``."""


NO_TRAIT = Traits()

CLOSED = "closed"
"""Marks a type of texts in which nobody can write a sentence (a telephone number, a postcode): every other text is free."""


def champ(
    libelle: str,
    aide: str = "",
    exemple: str = "",
    default: Any = None,
    *,
    sans_lieu: bool = False,
    personne: bool = False,
    interne: bool = False,
    **constraints: Any,
) -> Any:
    """A field with what people need to fill it and its :class:`Traits`. ``default=...`` (Ellipsis) makes it compulsory."""
    return Field(
        default,
        title=libelle,
        description=aide or None,
        examples=[exemple] if exemple else None,
        json_schema_extra={"sans_lieu": sans_lieu, "personne": personne, "interne": interne},
        **constraints,
    )


class Part(BaseModel):
    """A group of fields inside a record: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    former: ClassVar[frozenset[str]] = frozenset()
    """Fields of the group that ``ctg migrer`` writes otherwise today."""

    def __copy__(self) -> Self:
        """A copy without what was worked out from the fields: it is most often made to have others."""
        copy = super().__copy__()
        for name in copy.__dict__.keys() - type(self).model_fields:
            del copy.__dict__[name]
        return copy


def left(model: type[BaseModel]) -> frozenset[str]:
    """The fields that a group had in former versions, those of what it is made of included."""
    return frozenset[str]().union(*(vars(one).get("former", ()) for one in model.__mro__))


@cache
def traits_of(model: type[BaseModel]) -> dict[str, Traits]:
    """The traits of each field of a model."""
    given = {name: field.json_schema_extra for name, field in model.model_fields.items()}
    return {
        name: Traits(**{trait: extra[trait] is True for trait in extra}) if isinstance(extra, dict) else NO_TRAIT
        for name, extra in given.items()
    }


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


# --- yes or no -----------------------------------------------------------------------------------


def _yes_no(value: object) -> bool:
    if isinstance(value, str) and value.strip().lower() in {"oui", "non"}:
        return value.strip().lower() == "oui"
    raise french(f"« {shown(value)} » n'est ni « oui » ni « non ».", "Écrivez oui ou non.")


YesNo = Annotated[bool, BeforeValidator(_yes_no)]


# --- numbers and dates ---------------------------------------------------------------------------


def _number(value: object) -> Decimal:
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", str(value).strip()).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > 10**12:
        raise french(f"« {shown(value)} » n'est pas un nombre.", "Écrivez un nombre en chiffres : 470 ou 46,9.")
    return number


Number = Annotated[Decimal, BeforeValidator(_number)]


def thousands_or_decimals(text: str) -> tuple[str, str] | None:
    """The two readings of « 1.250 » or « 1,200 »: (1250, 1,25). None when there is one only, as for 0,125 or 1 250."""
    if not (found := re.fullmatch(r"([1-9]\d{0,2})[.,](\d{3})", text.strip())):
        return None
    decimals = found[2].rstrip("0") if found[2].endswith("0") else f"{found[2]}0"  # a fourth figure makes it clear
    return found[1] + found[2], f"{found[1]},{decimals}".rstrip(",")


def one_reading(value: object, field: str = "") -> object:
    """A number as typed, unless it may be a thousand times another. ``field`` is as in :func:`ctg.ground.problems.french`."""
    if isinstance(value, str) and (ways := thousands_or_decimals(re.sub(r"\s*(?:€|euros?)$", "", value))):
        told = f"« {shown(value)} » se lit de deux façons."
        raise french(told, f"Écrivez {ways[0]} ou {ways[1]}, selon ce que vous voulez dire.", field)
    return value


WholeOrCents = Annotated[Number, BeforeValidator(one_reading)]
"""A number of persons or of euros."""
Count = Annotated[int, BeforeValidator(one_reading)]
"""A whole number of persons or of things."""

YEARS = range(1900, 2101)
"""Outside of these, a year was mistyped; and no calendar has a day after 31 December 9999."""
Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[-1])]


def _plausible(year: int, written: object) -> None:
    if year not in YEARS:
        raise french(f"« {written} » n'est pas une date plausible.", f"Corrigez l'année : de {YEARS[0]} à {YEARS[-1]}.")


def _of_our_time(date: dt.date) -> dt.date:
    _plausible(date.year, date)
    return date


FullDate = Annotated[dt.date, AfterValidator(_of_our_time)]
"""Of a field, never ``dt.date``, which takes any year."""


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day; ``approx`` when the source only suggests it."""

    year: int
    month: int | None = None
    day: int | None = None
    approx: bool = False

    @property
    def first(self) -> dt.date:
        """The first day that this date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that this date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def _partial_date(value: object) -> PartialDate:
    match = re.fullmatch(r"(vers )?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(value).strip())
    try:
        if not match:
            raise ValueError
        approx, year, month, day = match.groups()
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise french(
            f"« {shown(value)} » n'est pas une date.",
            "Écrivez 2026, 2026-09, 2026-09-01, ou « vers 2026 » si vous n'êtes pas sûr.",
        ) from None
    _plausible(int(year), int(year))
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None, bool(approx))


KnownDate = Annotated[PartialDate, BeforeValidator(_partial_date)]


@dataclass(frozen=True)
class Age:
    """An age as written (« 10 semaines ») and in months, for comparisons (30.4375 days a month)."""

    texte: str
    mois: float


def _age(value: object) -> Age:
    match = re.fullmatch(r"(\d{1,3})\s*(jours?|semaines?|mois|ans?)", str(value).strip().lower())
    if not match:
        told, bare = f"« {shown(value)} » n'est pas un âge.", str(value).strip()
        if bare.isdecimal():
            raise french(told, f"Ajoutez l'unité : « {bare[:3]} ans », « {bare[:3]} mois » ou « {bare[:3]} semaines ».")
        raise french(told, "Écrivez par exemple « 10 semaines », « 18 mois » ou « 3 ans ».")
    number, unit = int(match[1]), match[2].rstrip("s") if match[2] != "mois" else "mois"
    months = number * {"jour": 1 / 30.4375, "semaine": 7 / 30.4375, "mois": 1, "an": 12}[unit]
    if months > 130 * 12:
        raise french(f"« {shown(value)} » est un âge trop grand.", "Vérifiez le nombre et l'unité (semaines, mois, ans).")
    word = unit if unit == "mois" or number < 2 else unit + "s"
    return Age(f"{number} {word}", round(months, 2))


class Ages(Part):
    """The ages that a place or a service is for; either end may be missing."""

    de: Annotated[Age, BeforeValidator(_age)] | None = champ("Âge minimum", "Avec son unité.", "10 semaines", sans_lieu=True)
    a: Annotated[Age, BeforeValidator(_age)] | None = champ("Âge maximum", "Avec son unité.", "3 ans", sans_lieu=True)

    def model_post_init(self, _context: object) -> None:
        if self.de and self.a and self.de.mois > self.a.mois:
            raise french(f"L'âge minimum ({self.de.texte}) dépasse l'âge maximum ({self.a.texte}).", "Échangez les deux âges.")
