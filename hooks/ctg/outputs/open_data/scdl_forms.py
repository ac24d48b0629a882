"""What SCDL's table of equipment admits in a cell: letters, lengths, shapes."""

from __future__ import annotations

import re

from ctg.escaping import for_csv, plain

NO_NUMBER = "99999"
"""The number of a street address that has none."""


def text(value: str, longest: int) -> str:
    """On one line, not computed by a spreadsheet, not longer than the schema says."""
    guarded = for_csv(plain(value))
    return guarded if len(guarded) <= longest else guarded[: longest - 1] + "…"


def street(value: str) -> tuple[str, str]:
    """« 3 bis, place de l'Église » → (« 3 bis », « place de l'Église »), with the letters that the schema admits."""
    found = re.fullmatch(r"(\d+(?:/\d+)?(?: ?(?:bis|ter|qua|qui))?)\b,?\s+(.*)", " ".join(value.split()), re.IGNORECASE)
    number, voie = (found[1].lower(), found[2]) if found else (NO_NUMBER, value)
    return number, re.sub(r"\s+", " ", re.sub(r"[^a-zA-Z0-9'\u00C0-\u00FF-]", " ", _latin(voie))).strip(" '-")


def letters(value: str) -> str:
    """A commune's name with the letters that the schema admits: no apostrophe, no ligature."""
    return re.sub(r"\s+", " ", re.sub(r"[^A-Za-z\u00C0-\u00FF-]", " ", _latin(value))).strip(" -")


def _latin(value: str) -> str:
    return value.replace("œ", "oe").replace("Œ", "Oe").replace("’", "'")


def telephone(value: str) -> str:
    """« +33 465710000 »; empty when it is longer than the 13 characters of the schema."""
    shown = value[:3] + " " + value[3:] if value.startswith("+33") else value
    return shown if len(shown) <= 13 else ""


def is_siret(value: str) -> bool:
    """Whether the key is right (Luhn), as the schema's own check asks."""
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(value)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
