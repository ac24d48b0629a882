"""Which HTML a page of ``docs/`` may hold: text, lists, tables, pictures of our own. Nothing that runs, nothing from another
site: whoever reads the page would be known there, and what it shows could change without us.

What is not in these lists is refused, were it harmless: the content policy of the site would stop it in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ctg.ground.problems import shown

TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "alt", "abbr", "cite", "class", "colspan", "datetime", "dir", "headers", "height", "hidden", "href", "hreflang", "id",
    "lang", "loading", "markdown", "open", "rel", "reversed", "role", "rowspan", "scope", "span", "src", "start", "tabindex",
    "title", "translate", "type", "value", "width",
})  # fmt: skip
SCHEMES = ("http", "https", "mailto", "tel", "sms", "geo")
"""Where a link may lead, besides the site itself."""
MINE = "Retirez-la. Un contenu d'un autre site se montre par un lien ; les scripts du site sont dans overrides/."

MarkupFault = tuple[str, str, str]
"""(what to look for in the page, what is wrong, how to mend it)."""


def faults(tag: str, attributes: Mapping[str, str | None]) -> Iterator[MarkupFault]:
    """What is wrong with one tag, as the browser would read it."""
    if tag not in TAGS:
        yield f"<{tag}", f"La balise « <{shown(tag)}> » n'est pas permise dans une page.", MINE
        return
    for name, value in attributes.items():
        if name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
            yield name, f"L'attribut « {shown(name)} » n'est pas permis dans une page.", "Retirez-le."
        elif name == "src" and _elsewhere(value or ""):
            told = f"L'image « {shown(value or '')} » serait demandée à un autre site."
            yield value or name, told, "Copiez-la dans docs/, à côté de la page, si vous en avez le droit."
        elif name == "href" and (scheme := _scheme(value or "")) and scheme not in SCHEMES:
            told = f"Un lien ne peut pas commencer par « {shown(scheme)}: »."
            yield f"{scheme}:", told, "Écrivez une adresse en https://, mailto: ou tel:, ou le nom d'une page."


def _scheme(address: str) -> str:
    """« javascript » of « Java\\nScript:x »: browsers leave out what is not to be seen (WHATWG URL, § 4.4)."""
    match = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address), re.IGNORECASE)
    return match[1].lower() if match else ""


def _elsewhere(address: str) -> bool:
    return bool(_scheme(address)) or re.sub(r"[\x00-\x20]", "", address).replace("\\", "/").startswith("//")
