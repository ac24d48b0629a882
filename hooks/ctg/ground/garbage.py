"""How often Python looks for objects that only hold each other."""

from __future__ import annotations

import gc

SELDOM = 100_000


def seldom() -> None:
    """Look once in :data:`SELDOM` objects made: imports and sites make millions, and keep most of them to the end."""
    gc.set_threshold(SELDOM)
