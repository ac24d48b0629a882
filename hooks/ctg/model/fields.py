"""The types of fields that several kinds share: each turns a text of YAML into a checked value.

A field is defined once, by :func:`champ`: its label, help and example feed the check, the messages, the help pages and the
editor's completion. Here are texts, numbers, dates, ages, ways of reaching someone, points, and closed lists of words
(:class:`Choice`)."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Protocol, Self

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)

from ctg.common.phrases import PartialDate, no_such_day, thousands_or_decimals
from ctg.common.problems import french, one_number, shown
from ctg.common.telephones import stored_number


@dataclass(frozen=True)
class Traits:
    """What may be done with a field, said where it is defined; what is not said is refused."""

    sans_lieu: bool = False
    """Published even of a record whose address is confidential; if it is a free text, once somebody has read it again."""
    personne: bool = False
    """May hold the name of a person, as streets and public buildings do."""
    interne: bool = False
    """Never leaves ``data/``."""
    passe: bool = False
    """Dates what has been seen, measured, voted or done: never after today."""


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
    passe: bool = False,
    **constraints: Any,
) -> Any:
    """A field with what people need to fill it and its :class:`Traits`."""
    return Field(
        default,
        title=libelle,
        description=aide or None,
        examples=[exemple] if exemple else None,
        json_schema_extra={"sans_lieu": sans_lieu, "personne": personne, "interne": interne, "passe": passe},
        **constraints,
    )


requis, liste = partial(champ, default=...), partial(champ, default=())
"""The same, of a field that must be filled; of a list that may be empty."""


class Part(BaseModel):
    """A group of fields inside a record: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    former: ClassVar[tuple[str, ...]] = ()
    """Fields of the group that ``ctg migrer`` writes otherwise today."""

    def __copy__(self) -> Self:
        """A copy without what was worked out from the fields: it is most often made to have others."""
        copy = super().__copy__()
        for name in copy.__dict__.keys() - type(self).model_fields:
            del copy.__dict__[name]
        return copy


def former_fields(model: type[BaseModel]) -> frozenset[str]:
    """The fields that a group had in former versions, those of its base classes included: ``ctg migrer`` rewrites them."""
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
        raise french(
            f"« {shown(value)} » n'est pas un nombre.", one_number(value) or "Écrivez un nombre en chiffres : 470 ou 46,9."
        )
    return number


Number = Annotated[Decimal, BeforeValidator(_number)]


def one_reading(value: object, field: str = "") -> object:
    """The value as typed; raises when it may be read as a thousand times another (« 1.250 »).

    ``field`` is as in :func:`ctg.common.problems.french`.
    """
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


def plausible(year: int, written: object, years: range = YEARS) -> None:
    """Raises for a year of another century."""
    if year not in years:
        raise french(f"« {written} » n'est pas une date plausible.", f"Corrigez l'année : de {years[0]} à {years[-1]}.")


def existing(value: object) -> object:
    """The value as typed; raises when it is a day that no month has."""
    if why := no_such_day(str(value).strip()):
        raise french(f"« {shown(value)} » n'existe pas : {why}.", "Corrigez le jour ou le mois.")
    return value


FullDate = Annotated[dt.date, BeforeValidator(existing), AfterValidator(lambda date: plausible(date.year, date) or date)]
"""Of a field, never ``dt.date``, which takes any year."""


def _partial_date(value: object) -> PartialDate:
    match = re.fullmatch(r"(vers )?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(value).strip())
    try:
        if not match:
            raise ValueError
        approx, year, month, day = match.groups()
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        remedy = "Écrivez 2026, 2026-09, 2026-09-01, ou « vers 2026 » si vous n'êtes pas sûr."
        raise french(f"« {shown(value)} » n'est pas une date.", remedy) from None
    plausible(int(year), int(year))
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None, bool(approx))


KnownDate = Annotated[PartialDate, BeforeValidator(lambda value: _partial_date(existing(value)))]


@dataclass(frozen=True)
class Age:
    """An age as written (« 10 semaines ») and in months, for comparisons (30.4375 days a month)."""

    texte: str
    mois: float


def _age(value: object) -> Age:
    match = re.fullmatch(r"(\d{1,3})\s*(jours?|semaines?|mois|ans?)(?:(?<=mois)( et demi))?", str(value).strip().lower())
    if not match:
        told, bare = f"« {shown(value)} » n'est pas un âge.", str(value).strip()
        if bare.isdecimal():
            raise french(told, f"Ajoutez l'unité : « {bare[:3]} ans », « {bare[:3]} mois » ou « {bare[:3]} semaines ».")
        raise french(told, "Écrivez par exemple « 10 semaines », « 18 mois » ou « 3 ans ».")
    number, unit = int(match[1]), match[2].rstrip("s") if match[2] != "mois" else "mois"
    months = number * {"jour": 1 / 30.4375, "semaine": 7 / 30.4375, "mois": 1, "an": 12}[unit] + (0.5 if match[3] else 0)
    if months > 130 * 12:
        raise french(f"« {shown(value)} » est un âge trop grand.", "Vérifiez le nombre et l'unité (semaines, mois, ans).")
    word = unit if unit == "mois" or number < 2 else unit + "s"
    return Age(f"{number} {word}{match[3] or ''}", round(months, 2))


class Ages(Part):
    """The ages that a place or a service is for; either end may be missing."""

    de: Annotated[Age, BeforeValidator(_age)] | None = champ("Âge minimum", "Avec son unité.", "10 semaines", sans_lieu=True)
    a: Annotated[Age, BeforeValidator(_age)] | None = champ("Âge maximum", "Avec son unité.", "3 ans", sans_lieu=True)

    def model_post_init(self, _context: object) -> None:
        if self.de and self.a and self.de.mois > self.a.mois:
            raise french(f"L'âge minimum ({self.de.texte}) dépasse l'âge maximum ({self.a.texte}).", "Échangez les deux âges.")


def age_range(ages: Ages) -> str:
    """« de 10 semaines à 3 ans », « à partir de 3 ans », « jusqu'à 3 ans »; empty when both ends are missing."""
    if ages.de and ages.a:
        return f"de {ages.de.texte} à {ages.a.texte}"
    return f"à partir de {ages.de.texte}" if ages.de else f"jusqu'à {ages.a.texte}" if ages.a else ""


# --- how to reach --------------------------------------------------------------------------------


def _phone(value: object) -> str:
    text = str(value).strip()
    if isinstance(value, str) and (number := stored_number(text)):
        return number
    count = sum(sign.isdecimal() for sign in text)
    hint = f"Il a {count} chiffres ; il en faut 10." if count != 10 else "Vérifiez chaque chiffre, et n'écrivez que le numéro."
    raise french(f"« {shown(value)} » n'est pas un numéro de téléphone.", f"{hint} Exemple : 01 99 00 00 00.")


Phone = Annotated[str, BeforeValidator(_phone), CLOSED]


def _email(value: object) -> str:
    try:
        return validate_email(str(value).strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        why = f"« {shown(value)} » n'est pas une adresse de courriel."
        raise french(why, "Écrivez par exemple accueil@exemple.fr.") from None


Email = Annotated[str, BeforeValidator(_email)]

_HTTP_URL = TypeAdapter(HttpUrl)


def _url(value: object) -> str:
    """A complete http(s) address, no account in it, and a host with a dot. What the URL standard wants encoded is."""
    text = str(value).strip()
    try:
        _HTTP_URL.validate_python(text)
        well_formed = re.match(r"https?://([^\s/?#@.]+\.)+[^\s/?#@.]+([/?#]|$)", text) and not re.search(r"[\s\"'<>\\]", text)
    except ValidationError:
        well_formed = False
    if re.match(r"[A-Za-z]:[\\/]|\\\\|file:", text):
        told = f"« {shown(value)} » est sur un ordinateur : personne d'autre ne peut l'ouvrir."
        raise french(told, "Mettez-le en ligne, et donnez son adresse : elle commence par https://.")
    if not well_formed:
        mail = f"C'est un courriel : écrivez « courriel: {text} »." if re.fullmatch(r"[^\s@/]+@[\w.-]+\.\w+", text) else ""
        told = mail or "Elle commence par https:// : https://www.exemple.fr."
        raise french(f"« {shown(value)} » n'est pas une adresse de site.", told)
    return re.sub(r"[\[\]{}|^`]", lambda sign: f"%{ord(sign[0]):02X}", text)


Url = Annotated[str, AfterValidator(_url)]


def _postcode(value: object) -> str:
    if not re.fullmatch(r"\d{5}", str(value).strip()):
        raise french(f"« {shown(value)} » n'est pas un code postal.", "Cinq chiffres : 99100.")
    return str(value).strip()


Postcode = Annotated[str, BeforeValidator(_postcode), CLOSED]


class Reachable(Protocol):
    """Who answers: a place, a partner, a town hall."""

    @property
    def telephone(self) -> str | None: ...
    @property
    def courriel(self) -> str | None: ...
    @property
    def site_web(self) -> str | None: ...


class Contact(Part):
    """How to reach someone: functions and institutions, never a person's name."""

    telephone: Phone | None = champ("Téléphone", "Le numéro que les familles appellent.", "04 65 71 00 00", sans_lieu=True)
    courriel: Email | None = champ(
        "Courriel", "Une adresse de service, jamais personnelle.", "accueil@exemple.fr", sans_lieu=True
    )
    site_web: Url | None = champ("Site web", "L'adresse complète.", "https://www.exemple.fr", sans_lieu=True)

    @property
    def reachable(self) -> bool:
        """Whether one may call, write or visit a site."""
        return bool(self.telephone or self.courriel or self.site_web)


# --- places --------------------------------------------------------------------------------------


class Position(Part):
    """A point on Earth in decimal degrees (WGS 84)."""

    lat: float = requis("Latitude", "En degrés, avec un point.", "46.5", ge=-90, le=90)
    lon: float = requis("Longitude", "En degrés, avec un point.", "2.5", ge=-180, le=180)


def _inside(position: Position, info: ValidationInfo) -> Position:
    """Refuse a point outside the territory: usually latitude and longitude exchanged, or a digit lost.

    A group that says ``hors_territoire: oui`` before is elsewhere: :mod:`ctg.places.rules` looks at its point.
    """
    covers = (info.context or {}).get("covers")
    if covers and not info.data.get("hors_territoire") and not covers(position):
        remedy = "Vérifiez que la latitude et la longitude ne sont pas échangées, et chaque chiffre."
        if covers(Position.model_construct(lat=position.lon, lon=position.lat)):
            remedy = f"Elles sont échangées : écrivez « {{lat: {position.lon}, lon: {position.lat}}} »."
        raise french(f"Le point {position.lat}, {position.lon} est en dehors du territoire.", remedy)
    return position


LocalPosition = Annotated[Position, AfterValidator(_inside)]

CODE_INSEE = r"^([0-9]{2}|2A|2B)[0-9]{3}$"


class Choice(StrEnum):
    """One word of a closed list: ``EN_COURS = "en-cours", "en cours"``.

    A member is the text that is typed; :attr:`label` is what people read. A field of this type accepts these words only.
    """

    label: str
    guide: str
    """What helps to choose it, for the person who fills a sheet; empty when the words say enough."""

    def __new__(cls, word: str, label: str, guide: str = "") -> Self:
        one = str.__new__(cls, word)
        one._value_, one.label, one.guide = word, label, guide
        return one

    @classmethod
    def labels(cls) -> dict[Self, str]:
        """What people read for each word, in order."""
        return {one: one.label for one in cls}

    @classmethod
    def listed(cls, last: str = ", ") -> str:
        """The words, to tell what may be typed: « a, b, c »; ``last`` stands before the last one."""
        *words, end = cls
        return ", ".join(words) + last + end
