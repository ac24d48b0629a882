"""What the last reading did not get: who builds from copies knows which site failed, were its copy of the same day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from ctg.ground.files import read_plain, write_atomically
from ctg.kinds.fields.base import FullDate, Part, champ

FILE = "lecture.json"
"""Beside the copies."""


class Lecture(Part):
    """The last time that all the sites were asked."""

    lu_le: FullDate = champ("Lu le", default=...)
    echecs: tuple[str, ...] = champ("Adresses qui n'ont rien donné de bon", default=())


def note(copies: Path, today: dt.date, failed: Iterable[str]) -> None:
    """Keep the day and the addresses that failed. Raises :class:`OSError`."""
    found = Lecture(lu_le=today, echecs=tuple(failed))
    content = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    write_atomically(copies / FILE, content.encode("utf-8"))


def noted(copies: Path) -> Lecture | None:
    """What was kept; None when nothing was, or when it cannot be read: only the age of a copy then tells."""
    try:
        return Lecture.model_validate(json.loads(read_plain(copies / FILE, copies).decode("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None
