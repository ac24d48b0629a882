"""What the law asks about the care of children under three, in our own words: ``loi.yml``, with its references and readings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from ctg import api

MANY = 3_500
"""Above this number of inhabitants, planning and quality are compulsory (CASF, art. L. 214-1-3, II)."""
VERY_MANY = 10_000
"""Above it, a multi-year plan and a relais petite enfance are too (same article)."""


class Reading(api.Part):
    """A text that we read: its title, its address, and its own date in French words."""

    titre: str
    url: str
    date: str


class LawRule(NamedTuple):
    """A rule of law: in plain French, with its reference, what we read of it, and the day of that reading.

    ``reference`` names articles of the code de l'action sociale et des familles (CASF).
    """

    texte: str
    reference: str
    lu: Reading
    verifie_le: dt.date


class Law(api.Part):
    """The file."""

    officiel: str
    lu_le: dt.date
    lectures: dict[str, Reading]
    regles: dict[str, dict[str, str]]
    missions: dict[api.Sppe, tuple[str, str]]
    contenu: dict[str, tuple[str, str]]


LAW = Law.model_validate(api.parse(api.read_plain(Path(__file__).with_name("loi.yml")).decode()))
OFFICIAL = LAW.officiel
"""The official text, to read again."""
RULES = {id: LawRule(one["texte"], one["reference"], LAW.lectures[one["lu"]], LAW.lu_le) for id, one in LAW.regles.items()}
"""The rules that the page applies or tells, in the order in which it lists them."""
MISSIONS = LAW.missions
"""(the duty in one sentence, the rule that says for whom it is compulsory) for each of the four."""
CONTENT = LAW.contenu
"""(article, what it asks) for each ``PointSchema``, in our words."""
