"""Texts of pages: telephone numbers, paragraphs, names of sites. Phrases are in :mod:`ctg.phrases`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

import phonenumbers
from markupsafe import Markup

from ctg.phrases import typography


class Price(Protocol):
    """What it costs (``Structure.tarif``, ``Service.frais``)."""

    gratuit: bool | None
    texte: str | None


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


def price(said: Price) -> str:
    """« Gratuit. Sauf le repas. »: what a price and its details say, once when the details begin by saying it."""
    details = said.texte or ""
    free = said.gratuit and not details.lower().startswith("gratuit")
    return " ".join(part for part in ("Gratuit." if free else "", details) if part)


def site_name(url: str) -> str:
    """« www.exemple.fr » from a full address: what a link shows."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def finalize(value: object) -> object:
    """Applied to every expression of a template: text gets its typography, then the usual escaping."""
    return typography(value) if type(value) is str else value
