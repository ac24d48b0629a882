"""The age groups that lists speak of, and who suits them."""

from __future__ import annotations

from ctg.kinds.fields.base import Ages

AGE_GROUPS = {
    "0-3-ans": ("Avant 3 ans", 0, 36),
    "3-6-ans": ("De 3 à 6 ans", 36, 72),
    "6-11-ans": ("De 6 à 11 ans", 72, 132),
    "11-18-ans": ("De 11 à 18 ans", 132, 216),
    "18-25-ans": ("De 18 à 25 ans", 216, 300),
}
"""Ages in months, from (included) and to (excluded)."""


def suits(ages: Ages | None, low: float, high: float) -> bool:
    """Whether ages meet [low, high[, in months. What says no age suits nobody in particular."""
    return ages is not None and months(ages)[0] < high and months(ages)[1] >= low


def months(ages: Ages) -> tuple[float, float]:
    """The two ends of an age range in months; an end that is not said is 0 or 100 years."""
    return ages.de.mois if ages.de else 0, ages.a.mois if ages.a else 1200
