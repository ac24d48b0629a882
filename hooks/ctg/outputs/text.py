"""French text for readers: dates in letters, numbers, telephone numbers, typography."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from ctg.kinds.fields import PartialDate
from ctg.problems import fold

NARROW = "\u202f"
"""Narrow no-break space: before ; ! ? » and after «."""


@lru_cache(maxsize=50_000)  # the same words come back on every page
def typography(text: str) -> str:
    """No-break spaces before the double signs and inside guillemets; curly apostrophes."""
    text = re.sub(r"[ \u00a0]([;!?»])(?![=])", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0](:)(?=\s|$|<)", "\u00a0\\1", text)
    text = re.sub(r"«[ \u00a0]", "«" + NARROW, text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=(?:€|%|km|ans?|mois|h)\b|€|%)", "\u00a0", text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


@lru_cache(maxsize=10_000)
def date_fr(date: dt.date | PartialDate) -> str:
    """« 1er septembre 2026 », « septembre 2018 », « vers 2016 »."""
    if isinstance(date, dt.date):
        text = format_date(date, "d MMMM y", locale="fr")
        return re.sub(r"^1 ", "1er ", text)
    if date.day:
        text = date_fr(dt.date(date.year, date.month or 1, date.day))
    elif date.month:
        text = format_date(dt.date(date.year, date.month, 1), "MMMM y", locale="fr")
    else:
        text = str(date.year)
    return f"vers {text}" if date.approx else text


def weekday(date: dt.date) -> str:
    """« mercredi 25 novembre »."""
    return format_date(date, "EEEE", locale="fr") + " " + date_fr(date).removesuffix(f" {date.year}")


def de_date(date: dt.date | PartialDate) -> str:
    """The date after « de »: « de 2018 », « d'août 2024 », « du 1er mars 2023 », « d'environ 2016 »."""
    text = date_fr(date).removeprefix("vers ")
    if isinstance(date, PartialDate) and date.approx:
        return f"d’environ {text}"
    if isinstance(date, dt.date) or date.day:
        return f"du {text}"
    return f"d’{text}" if text[0] in "ao" else f"de {text}"


def number(value: int | float | Decimal, decimals: int = 2) -> str:
    """« 75 893 », « 46,9 »: narrow spaces between thousands, decimal comma."""
    return format_decimal(round(Decimal(str(value)), decimals), locale="fr", decimal_quantization=False)


def euros(amount: Decimal) -> str:
    """« 148 500,50 € »: cents only where there are some."""
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return format_decimal(amount, format=pattern, locale="fr") + "\u00a0€"


def distance(km: float) -> str:
    """« 3 km », « moins de 1 km »: as the crow flies, so never more precise than the kilometre."""
    return f"{round(km)}\u00a0km" if km >= 1 else "moins de 1\u00a0km"


@lru_cache(maxsize=10_000)
def phone(value: str) -> str:
    """« 04 66 50 50 50 » from E.164; short numbers as they are."""
    if not value.startswith("+"):
        return value
    parsed = phonenumbers.parse(value)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == 33 else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", "\u00a0")


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: blank lines separate them; nothing in it is markup."""
    blocks = [typography(" ".join(block.split())) for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


def site_name(url: str) -> str:
    """« www.exemple.fr » from a full address: what a link shows."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def joined(items: Iterable[str]) -> str:
    """« a, b et c »; empty for nothing."""
    items = list(items)
    return " et ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def of_commune(name: str) -> str:
    """« de Valbourg », « d’Aubrelune », « du Pin », « des Angles »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if fold(name)[:1] in set("aeiouy") else f"de {name}"


def at_commune(name: str) -> str:
    """« à Valbourg », « au Pin », « aux Angles »."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def capital(value: str) -> str:
    """The text with a capital first letter, the rest as it is (« CAF » stays « CAF »)."""
    return value[:1].upper() + value[1:]


def finalize(value: object) -> object:
    """Applied to every expression of a template: text gets its typography, then the usual escaping."""
    return typography(value) if type(value) is str else value
