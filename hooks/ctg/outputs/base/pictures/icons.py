"""The pictograms: Material's, drawn where they are shown, or once a page and pointed at."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from ctg.kinds.territory.vocabulary import ICONS


@lru_cache
def icon(name: str) -> Markup:
    """A pictogram of Material's set, as inline SVG, hidden from assistive technology: words say it too."""
    svg = (ICONS / f"{name}.svg").read_text("utf-8")
    return Markup(svg.replace("<svg ", '<svg class="picto" aria-hidden="true" focusable="false" ', 1))


@lru_cache
def repeated(name: str) -> Markup:
    """A pictogram that a page shows many times: drawn once, in the frame (see :func:`drawn`), and pointed at."""
    return Markup(f'<svg class="picto" aria-hidden="true"><use href="#{_mark(name)}"/></svg>')


def drawn(body: str) -> Markup:
    """The drawings that a page points at, each once, as symbols."""
    pointed = (after.partition('"')[0] for after in body.split(f'<use href="#{_DRAWN}')[1:])
    return Markup("".join(map(_symbol, dict.fromkeys(pointed))))


_DRAWN = "picto-"


@lru_cache
def _symbol(mark: str) -> str:
    svg = (ICONS / f"{mark.replace('.', '/')}.svg").read_text("utf-8")
    return re.sub(r"<svg [^>]*viewBox", f'<symbol id="{_DRAWN}{mark}" viewBox', svg).replace("</svg>", "</symbol>")


def _mark(name: str) -> str:
    """The identifier of a drawing: a name of XML has no slash, and no pictogram's name has a dot."""
    return f"{_DRAWN}{name.replace('/', '.')}"
