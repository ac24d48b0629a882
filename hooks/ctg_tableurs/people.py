"""The names of persons, which are left in the table."""

from __future__ import annotations

import re

from ctg import api

_PEOPLE = re.compile(r"contact|coordonnee|referent|interlocut|responsable|direct|tel\b|telephone|mail|courriel")
"""In the title of a column that may name people, folded."""
_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_POST = r"accueil|standard|secr|mairie|service|direct|respons|r[ée]f[ée]r|coord|anim|pr[ée]s|[ée]duc|pu[ée]r|poste|bureau|le|la"
_CIVIL = rf"(?:M|Mr|MM|Mme|Mmes|Mlle|Melle|Dr|Monsieur|Madame|Docteur)\b\.?\s+(?:[A-ZÀ-Þ]\.\s*)?{_NAME}(?:\s+{_NAME})*"
_NAMED = rf"(?:{_CIVIL}|(?:[A-ZÀ-Þ]\.[\s-]*)+{_NAME}|\b(?!(?i:{_POST})){_NAME}(?:\s+{_NAME})*(?:\s+[A-Z]\.)?)"
NAMELESS = "(nom non repris)"
"""What stands for a person's name."""


def said_of_people(title: str) -> bool:
    """Whether the cells of a column may name a person."""
    return bool(_PEOPLE.search(api.fold(title)))


def without_names(text: str, people: bool) -> str:
    """« Mme Exemple, directrice » → « (nom non repris), directrice ». ``people``: in a column that may name them, a name is one
    without « Mme » too.
    """
    said = re.sub(_NAMED if people else _CIVIL, NAMELESS, text)
    return re.sub(rf"{re.escape(NAMELESS)}(?:[\s,;/&]+(?:et )?{re.escape(NAMELESS)})+", NAMELESS, said)
