"""The ratios of each version: one line a release, kept in ``historique.json``, which the bench alone writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("historique.json")
SIZES = (500, 5000)
"""Records, for which the ratios are kept."""


def lines() -> list[dict[str, Any]]:
    """Every version noted, the oldest first."""
    return json.loads(FILE.read_text("utf-8"))


def note(version: str, day: str, sizes: list[dict[str, Any]], ours: str) -> None:
    """Add the line of a version, or replace it. Raises ``ValueError`` when a size was not measured."""
    measured = {size["fiches"]: size["generateurs"][ours] for size in sizes}
    if missing := [records for records in SIZES if records not in measured]:
        raise ValueError(f"pour noter une version, mesurez aussi {' et '.join(map(str, missing))} fiches")
    kept = ("rapport_mur", "rapport_processeur", "memoire")
    line = {"version": version, "date": day} | {
        str(records): {name: measured[records][name] for name in kept} for records in SIZES
    }
    every = [*(one for one in lines() if one["version"] != version), line]
    FILE.write_text("[\n" + ",\n".join(f" {json.dumps(one)}" for one in every) + "\n]\n", "utf-8")
