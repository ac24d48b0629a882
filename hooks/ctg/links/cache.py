"""Verdicts of the last days, so that running the command again does not ask every site again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ctg.ground.files import read_plain, write_atomically
from ctg.links.check import DEAD, GOOD, MOVED, Verdict

DAYS = 7
LASTING = {GOOD, MOVED, DEAD}
"""The verdicts worth keeping: the others may change within the hour."""


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict and its day."""

    verdict: Verdict
    day: dt.date


def read_cache(path: Path, today: dt.date) -> dict[str, KeptVerdict]:
    """The verdicts younger than :data:`DAYS`, by address. A cache that is absent or spoilt is empty: it is only a saving."""
    return {address: entry for address, entry in (_read(path) or {}).items() if 0 <= (today - entry.day).days < DAYS}


def is_cache(path: Path) -> bool:
    """Whether a file is a cache, or empty: another file must not be replaced."""
    return _read(path) is not None


def _read(path: Path) -> dict[str, KeptVerdict] | None:
    """The verdicts of a cache, old ones included; None for any other file."""
    try:
        entries = json.loads(read_plain(path, most=50_000_000) or b"{}")
        return {str(address): _entry(entry) for address, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _entry(entry: dict) -> KeptVerdict:
    verdict = Verdict(*(str(entry[name]) for name in ("name", "detail", "leads_to")))
    if verdict.name not in LASTING:
        raise ValueError(verdict.name)
    return KeptVerdict(verdict, dt.date.fromisoformat(entry["day"]))


def write_cache(path: Path, kept: Mapping[str, KeptVerdict]) -> None:
    """Raises :class:`OSError` when the file cannot be written."""
    entries = {
        address: asdict(entry.verdict) | {"day": entry.day.isoformat()}
        for address, entry in sorted(kept.items())
        if entry.verdict.name in LASTING
    }
    write_atomically(path, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
