"""The only source of today's date."""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

PARIS = "Europe/Paris"
"""For what is of no territory; all else takes the day, or the clock, of its catalogue."""


def today(zone: str) -> dt.date:
    """The date of the build there.

    ``CTG_AUJOURDHUI=2026-11-25`` sets it (tests, repeatable builds), as does ``SOURCE_DATE_EPOCH``
    (seconds, the standard of reproducible-builds.org).
    """
    if chosen := os.environ.get("CTG_AUJOURDHUI"):
        return dt.date.fromisoformat(chosen)
    there = ZoneInfo(zone)
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return dt.datetime.fromtimestamp(int(epoch), there).date()
    return dt.datetime.now(there).date()
