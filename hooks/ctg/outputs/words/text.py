"""Texts of pages: prices, paragraphs, names of sites. Phrases are in :mod:`ctg.ground.phrases`."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from ctg.ground.phrases import typography
from ctg.kinds.families.place import Tarif


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: blank lines separate them; nothing in it is markup."""
    blocks = [typography(" ".join(block.split())) for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


def price(said: Tarif) -> str:
    """« Gratuit. Sauf le repas. »: what a price and its details say, once when the details begin by saying it."""
    details = said.texte or ""
    free = said.gratuit and not details.lower().startswith("gratuit")
    return " ".join(part for part in ("Gratuit." if free else "", details) if part)


def site_name(url: str) -> str:
    """« www.exemple.fr » from a full address: what a link shows."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def size(count: int) -> str:
    """« 84 Ko », in thousands of bytes."""
    return f"{max(1, round(count / 1000))}\u00a0Ko"


def document(count: int) -> str:
    """« PDF, 84 Ko, en français »: what a link to a PDF of so many bytes says of it."""
    return f"PDF, {size(count)}, en français"


def said(value: object) -> object:
    """The value of an expression of a template: text with its typography, escaped; anything else as it is."""
    return _escaped(value) if type(value) is str else value


@lru_cache(maxsize=16_000)  # the same words come back on every page: 0.8 s of processor of 10 at 500 records
def _escaped(text: str) -> Markup:
    return escape(typography(text))
