"""What follows from the department of a commune, and nobody has to write: its school zone.

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
"""The departments of each school zone, by their academies (arrêté du 7 décembre 2022 relatif au calendrier scolaire, annexe).
Corsica and overseas are in none: their calendars are decided there."""
ZONE_OF = {departement: zone for zone, departements in ZONES.items() for departement in departements.split()}


def departement_of(code_insee: str) -> str:
    """« 30 », « 2A », « 974 »: of a commune's code."""
    return code_insee[: 3 if code_insee.startswith(("97", "98")) else 2]
