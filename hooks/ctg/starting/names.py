"""How a territory is called, from the name that a register gives it: « CC du Pays de Valbourg »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctg.ground.phrases import capital, of_name

SORTS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
"""The abbreviations of the registers (DGCL)."""
_SORT = re.compile(r"(?:Communauté de [Cc]ommunes|Communauté d['’][Aa]gglomération|Communauté [Uu]rbaine|Métropole)\s+(?=\S)")
_OF = re.compile(r"(?:du\s+|de la\s+|de l['’]\s*|des\s+|de\s+|d['’]\s*)(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Called:
    """« Communauté de communes du Pays de Valbourg », « Pays de Valbourg », « du Pays de Valbourg »."""

    official: str
    short: str
    of: str


def called(nom: str) -> Called:
    """The three ways to say a name; a name of another form is said as it is."""
    first, _, rest = nom.partition(" ")
    official = f"{SORTS[first]} {rest}" if first in SORTS and rest else nom
    own = _SORT.sub("", official, count=1) if _SORT.match(official) else official
    if own != official and (link := _OF.match(own)):
        short = own[link.end() :]
        return Called(official, capital(short), f"{link[0].lower()}{short}")
    return Called(official, own, of_name(own))
