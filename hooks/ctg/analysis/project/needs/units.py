"""A number with its unit, in French: « 20 places », « 1 place »."""

from __future__ import annotations

from decimal import Decimal

from ctg.ground.phrases import number

INVARIABLE = {
    "accès",
    "avis",
    "cours",
    "fois",
    "logis",
    "mois",
    "parcours",
    "pays",
    "permis",
    "relais",
    "repas",
    "temps",
    "tiers",
}
STOPS = {"à", "au", "aux", "avec", "chez", "dans", "de", "des", "du", "en", "par", "pour", "sans", "sur"}
"""A unit is plural up to the first of these words: « places pour 100 enfants »."""


def counted(value: Decimal, unite: str) -> str:
    """« 20 places », « 1 place » (French counts as plural from two), « 15,2 % »."""
    return f"{number(value)} {unit(value, unite)}"


def unit(value: Decimal, unite: str) -> str:
    """The unit as it follows that number."""
    return unite if abs(value) >= 2 else singular(unite)


def singular(unite: str) -> str:
    """A unit, written in the plural, for less than two: « communes » → « commune »."""
    words = unite.split()
    end = next((i for i, word in enumerate(words) if word in STOPS or word.startswith("d'")), len(words))
    head = [word[:-1] if word.endswith("s") and word not in INVARIABLE else word for word in words[:end]]
    return " ".join(head + words[end:])
