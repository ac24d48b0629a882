"""What follows from the department of a commune, and nobody has to write: school zone, local law, time zone.

The department is read in the INSEE code, however people write its name. A code of no department (the invented territories)
tells nothing.
"""

from __future__ import annotations

ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76 80 83 84 "
    "85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
"""The departments of each school zone, by their academies, as the ministry's calendar names them (2026-2027).
Corsica and overseas are in none: their calendars are decided there."""
ZONE_OF = {departement: zone for zone, departements in ZONES.items() for departement in departements.split()}
CLOCKS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""The time zone of each department and community overseas (IANA)."""
APART = ("2A", "2B", *CLOCKS)
"""Those that are in no school zone."""
PARIS = "Europe/Paris"


def departement_of(code_insee: str) -> str:
    """« 30 », « 2A », « 974 »: of a commune's code; empty when its first figures are those of no department."""
    found = code_insee[:3] if code_insee[:3] in CLOCKS else code_insee[:2]
    return found if found in ZONE_OF or found in APART else ""


def clock_of(departement: str) -> str:
    """The time zone of a department, that of Paris when nothing says another."""
    return CLOCKS.get(departement, PARIS)
