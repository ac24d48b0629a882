"""What is told of a published file, so that someone may choose it and trust it.

Each module of ``OPEN_DATA`` declares in ``ABOUT`` the files that it makes; the page « Données ouvertes » (``index``) adds
their date, size and SHA-256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNCHECKED = "non vérifié"

TABLES = "Tableaux"
MAPS = "Cartes"
API = "Listes en JSON"
STANDARDS = "Format des annuaires sociaux"
CALENDARS = "Agendas"
NEWS = "Nouveautés"
GROUPS = (TABLES, MAPS, CALENDARS, NEWS, STANDARDS, API)
"""Titles of the page's parts, in its order."""


@dataclass(frozen=True)
class About:
    """One published file, or all those of one shape. Texts are French, and shown."""

    path: str
    """Address from the root (``donnees/structures.csv``), or a pattern: ``*`` stands for anything but a slash."""
    title: str
    """Formats of the same data share their title: they are shown together, in the order of the modules."""
    description: str
    """What is in it and what is not, in one to three short sentences."""
    media_type: str
    """``text/csv``, ``application/geo+json``…"""
    standard: str = ""
    """The rule it follows: « GeoJSON (RFC 7946) »."""
    checked: str = UNCHECKED
    """How each publication is checked: « par frictionless, à chaque test »."""
    group: str = TABLES
    """One of :data:`GROUPS`."""
    audience: str = ""
    """For whom and for what: « Pour ouvrir dans un tableur. »"""
    standard_url: str = ""

    def names(self, path: str) -> bool:
        """Whether a file of the site is one of these."""
        return re.fullmatch(self.pattern, path) is not None

    @property
    def pattern(self) -> str:
        """The regular expression of the addresses of these files, without a group."""
        return re.escape(self.path).replace(r"\*", "[^/]*")
