"""How to reach someone, or some place: telephone, e-mail, address, point."""

from __future__ import annotations

import re
from typing import Annotated, Protocol

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import shortnumberinfo
from pydantic import (
    AfterValidator,
    BeforeValidator,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)

from ctg.ground.problems import french, shown
from ctg.kinds.fields.base import CLOSED, Part, champ

# --- how to reach --------------------------------------------------------------------------------


OVERSEAS = dict.fromkeys(("262", "263", "269", "639", "692", "693"), "262")
OVERSEAS |= {"590": "590", "690": "590", "691": "590", "594": "594", "694": "594", "596": "596", "696": "596", "697": "596"}
OVERSEAS |= {"508": "508"}
"""The first figures of a number overseas, without its zero, and the code of its country (Arcep, decision 2018-0881)."""


def _published(pattern: str) -> WithJsonSchema:
    """What the data files write there."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


def _phone(value: object) -> str:
    """E.164, or a short number (115, 3919) as it is dialled. Words around a number would break its link: refused."""
    text = str(value).strip()
    number = None
    if isinstance(value, str) and re.fullmatch(r"\+?[\d\s().\-\u2010\u2011]+", text):
        try:
            number = phonenumbers.parse(text, "FR")
        except phonenumbers.NumberParseException:
            number = None
    if number and _is_fiction(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    number = (_overseas(number) or number) if number else None
    if number and phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = re.sub(r"\D", "", text)
    if number and not text.startswith("+") and shortnumberinfo.is_valid_short_number_for_region(number, "FR"):
        return digits
    hint = (
        f"Il a {len(digits)} chiffres ; il en faut 10."
        if len(digits) != 10
        else "Vérifiez chaque chiffre, et n'écrivez que le numéro."
    )
    raise french(f"« {shown(value)} » n'est pas un numéro de téléphone.", f"{hint} Exemple : 01 99 00 00 00.")


def _overseas(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber | None:
    """The same number where its country has another code than the mainland's, though it is dialled alike from France."""
    figures = str(number.national_number)
    code = OVERSEAS.get(figures[:3]) if number.country_code == 33 and len(figures) == 9 else None
    return phonenumbers.parse(f"+{code}{figures.removeprefix('508')}") if code else None


def _is_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """Arcep reserves these ranges for films and examples (decision 2018-0881, section 2.5.12)."""
    return re.match(r"(19900|46571|63998)\d{4}$", str(number.national_number)) is not None and number.country_code == 33


Phone = Annotated[str, BeforeValidator(_phone), CLOSED, _published(r"^(\+\d{6,15}|\d{2,6})$")]


def _email(value: object) -> str:
    try:
        return validate_email(str(value).strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise french(
            f"« {shown(value)} » n'est pas une adresse de courriel.", "Écrivez par exemple accueil@exemple.fr."
        ) from None


Email = Annotated[str, BeforeValidator(_email), _published(r"^[^@\s]+@[^@\s]+$")]

_HTTP_URL = TypeAdapter(HttpUrl)


def _url(value: object) -> str:
    """A complete http(s) address, no account in it, and a host with a dot. What the URL standard wants encoded is."""
    text = str(value).strip()
    try:
        _HTTP_URL.validate_python(text)
        well_formed = re.match(r"https?://([^\s/?#@.]+\.)+[^\s/?#@.]+([/?#]|$)", text) and not re.search(r"[\s\"'<>\\]", text)
    except ValidationError:
        well_formed = False
    if not well_formed:
        raise french(f"« {shown(value)} » n'est pas une adresse de site.", "Elle commence par https:// : https://www.exemple.fr.")
    return re.sub(r"[\[\]{}|^`]", lambda sign: f"%{ord(sign[0]):02X}", text)


Url = Annotated[str, AfterValidator(_url), _published(r"^https?://\S+$")]


def _postcode(value: object) -> str:
    if not re.fullmatch(r"\d{5}", str(value).strip()):
        raise french(f"« {shown(value)} » n'est pas un code postal.", "Cinq chiffres : 99100.")
    return str(value).strip()


Postcode = Annotated[str, BeforeValidator(_postcode), CLOSED, _published(r"^\d{5}$")]


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

    lat: float = champ("Latitude", "En degrés, avec un point.", "46.5", default=..., ge=-90, le=90)
    lon: float = champ("Longitude", "En degrés, avec un point.", "2.5", default=..., ge=-180, le=180)


def _inside(position: Position, info: ValidationInfo) -> Position:
    """Refuse a point outside the territory: usually latitude and longitude exchanged, or a digit lost.

    A group that says ``hors_territoire: oui`` before is elsewhere: ``checks.places`` looks at its point.
    """
    covers = (info.context or {}).get("covers")
    if covers and not info.data.get("hors_territoire") and not covers(position):
        remedy = "Vérifiez que la latitude et la longitude ne sont pas échangées, et chaque chiffre."
        if covers(Position.model_construct(lat=position.lon, lon=position.lat)):
            remedy = f"Elles sont échangées : écrivez « {{lat: {position.lon}, lon: {position.lat}}} »."
        raise french(f"Le point {position.lat}, {position.lon} est en dehors du territoire.", remedy)
    return position


LocalPosition = Annotated[Position, AfterValidator(_inside)]
