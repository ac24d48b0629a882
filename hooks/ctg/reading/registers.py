"""What public registers write → what our fields take: every value may be missing, damaged or hostile.

A text, a group, a week: each function returns a value of the expected type, or an empty one; nothing is guessed. Hours come as
« 09:00 - 12:00 / 13:30 - 17:00 » for a day and as the slots of the directory of administrations; a week of OpenStreetMap is read
as people's (``spoken``). Points in metres of France become degrees.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from ctg.common.phrases import DAYS
from ctg.reading.spoken.weeks import hours, week
from ctg.reading.yaml_text import Value, printable

LONGEST = 200
"""Characters of a text that is kept: the longest name of a commune has forty-five."""


def short_text(value: object) -> str:
    """A short text on one line, without anything that cannot be seen; empty for everything else."""
    if not isinstance(value, str) or len(value) > 2 * LONGEST:
        return ""
    line = " ".join(value.split())
    return line if printable(line) and len(line) <= LONGEST else ""


def kept(field: Any, value: object) -> str:
    """The text as written when the type of a field takes it, else nothing: « 04 65 71 00 00 »."""
    line = short_text(value)
    try:
        if line:
            TypeAdapter(field).validate_python(line)
    except ValidationError:
        return ""
    return line


def groups(value: object) -> list[dict]:
    """The groups of a field that the directory gives as JSON in a text, or as a list; empty for everything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


# --- hours ---------------------------------------------------------------------------------------


def spans_of(text: str) -> str:
    """« 9h-12h, 13h30-17h »; an opening of no length is dropped; a text that is no hour is kept, and the check refuses it."""
    said = re.sub(r"[\s,;/]*\b00:00\s*-\s*00:00(?:$|[\s,;/]+)", "", text.strip())
    found = next(hours(said), text) if said else ""
    return found if isinstance(found, str) else ", ".join(found)


_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?")


def directory_week(slots: Iterable[dict]) -> dict[str, Value]:
    """Day → spans, of the directory's slots. Raises :class:`ValueError` when a day or a time cannot be read."""
    said, days = "", set[str]()
    for slot in slots:
        first, last = (DAYS.index(short_text(slot.get(end)).lower()) for end in ("nom_jour_debut", "nom_jour_fin"))
        ends = [[short_text(slot.get(f"valeur_heure_{end}_{rank}")) for end in ("debut", "fin")] for rank in (1, 2)]
        if last < first or not all(map(_TIME.fullmatch, [end for span in ends if any(span) for end in span])):
            raise ValueError
        for day in DAYS[first : last + 1]:
            said += f"{day} {', '.join('-'.join(end[:5] for end in span) for span in ends if any(span))} ; "
            days.add(day)
    found = week(said)
    if found.keys() != days:
        raise ValueError
    return found


def lambert_to_degrees(points: np.ndarray) -> np.ndarray:
    """Points in Lambert-93 (metres) → longitudes and latitudes, to a centimetre (IGN, NTG 71, algorithms 2 and 4)."""
    n, c, x0, y0, e = 0.7256077650532670, 11_754_255.426_1, 700_000.0, 12_655_612.049_876, 0.081_819_191_042_816
    x, y = points[:, 0] - x0, y0 - points[:, 1]
    isometric = -np.log(np.hypot(x, y) / c) / n
    lat = 2 * np.arctan(np.exp(isometric)) - np.pi / 2
    for _ in range(6):
        bent = ((1 + e * np.sin(lat)) / (1 - e * np.sin(lat))) ** (e / 2)
        lat = 2 * np.arctan(bent * np.exp(isometric)) - np.pi / 2
    return np.column_stack((np.degrees(np.arctan2(x, y) / n) + 3, np.degrees(lat)))
