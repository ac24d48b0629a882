"""What a line about hours is made of: days, times, half-days, « sauf », what is not every week… each an :class:`Item`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ctg.common.phrases import DAYS
from ctg.reading.spoken.tokens import LEXICON, Pieces

MIDDAY, AFTERNOON, MIDNIGHT = 720, 840, 1440
"""Minutes: « midi et deux » is from the first to the second."""
NIGHT = 300
"""Before it, no place that families go to opens."""
HALVES = {"matin": (0, 810), "midi": (660, 870), "apres-midi": (690, 1440), "soir": (960, 1440), "journee": (0, 1440)}
"""Within what the hours of a half-day are."""
_HALF_OF = {"mi": "midi", "m": "matin", "a": "apres-midi", "s": "soir"}
_TWO = {"lu": 0, "ma": 1, "me": 2, "je": 3, "ve": 4, "sa": 5, "di": 6, "mo": 0, "tu": 1, "th": 3, "fr": 4, "su": 6}
LEXICON.lists["deux_lettres"] = ", ".join(_TWO)
_ITEM = re.compile("|".join(rf"(?P<{name}>(?<!\S)(?:{pattern})(?!\S))" for name, pattern in LEXICON.group("heures").items()))
_AS = {"aside": "word", "number": "word", "date": "season", "lasting": "ignored"}
_SEVERAL = {"all": range(7), "others": range(5), "working": range(5), "weekend": (5, 6)}
NAMES = {*_SEVERAL, "initials", "letters", "day"}
"""What names days; some name several."""


class Item(NamedTuple):
    """A piece of a line: what it is, what it says, where it stands."""

    kind: str
    value: Any
    start: int
    end: int
    said: str


class NotAWeek(Exception):
    """The text says more than is understood."""


def items(pieces: Pieces) -> Iterator[Item]:
    """What a line is made of, in its order. Raises :class:`NotAWeek` for an hour that no day has."""
    line = _parted(pieces)
    if re.search(r"(?<!\S)(?:mo|tu|th|fr|su)(?= |$)", line):  # English: « We » is no week-end
        line = re.sub(r"(?<!\S)we(?= )", "D2", line)
    named = re.search(r"(?<!\S)(?:D\d|semaine|week)", re.sub(r"(?<!\S)sauf (?:(?:l[ea]s?|et|,|D\d) )+", "", f"{line} "))
    for one in _ITEM.finditer(line):
        kind, said = str(one.lastgroup), one[0]
        kind = ("ignored" if named else "all") if kind == "each" else _AS.get(kind, kind)
        if said == "hiver" and "ete" not in line.split():
            kind = "word"  # the hours of most of the year
        yield Item(kind, _value(kind, said), one.start(), one.end(), said)


def _parted(pieces: Pieces) -> str:
    """The line, where « 8h-12h 14-18h » has a tab after 12h: these are no minutes."""
    line, at = pieces.line, 0
    for one, sign, number in zip(pieces.pieces, pieces.pieces[1:], pieces.pieces[2:], strict=False):
        at += len(one.said) + 1
        apart = sign.said == "h" and one.end == sign.start and sign.end < number.start
        if apart and re.match(r"(?:1?\d|2[0-4]) (?:-|a|/|>) \d", line[at + 2 :]):
            line = f"{line[: at + 1]}\t{line[at + 2 :]}"
    return line


def _value(kind: str, said: str) -> Any:
    if kind == "day":
        return [int(said[1])] if said[0] == "D" else [_TWO.get(said, "l__jvsd".find(said))]
    if kind == "initials":
        return [*range(5 + (said[-1] == "s"))]
    if kind == "letters":
        return _initials(re.sub(r"[^a-z]", "", said))
    if kind == "half":
        return next((half for sign, half in _HALF_OF.items() if said.startswith(sign)), "journee")
    return minutes(said) if kind == "time" else [*_SEVERAL[kind]] if kind in _SEVERAL else said


def _initials(said: str) -> list[int]:
    """« lmjv » → Monday, Tuesday, Thursday, Friday: a lone « m » is of the school days."""
    said = re.sub(r"er|e", "2", re.sub("ma", "m", said))
    found: list[int] = []
    for n, sign in enumerate(said):
        if sign != "2":
            found.append(2 if sign == "m" and (1 in found or said[n + 1 : n + 2] == "2") else "lm?jvsd".index(sign))
    return found


def minutes(said: str) -> int:
    """« 7 h 30 », « 7 . 30 », « midi et quart » → minutes since midnight. Raises :class:`NotAWeek` when there is no such hour."""
    said = said.replace("1/2", "et demi")
    more = 30 if " et demi" in said else -15 if "moins" in said else 15 if "quart" in said else 0
    if said.startswith("mi"):
        return (MIDDAY if said.startswith("midi") else MIDNIGHT) + (more or int((re.findall(r"\d\d", said) or [0])[0]))
    hour, *rest = map(int, re.findall(r"\d\d?", said))
    late = hour < 12 and re.search(r" (?:soir|midi)$", said)
    time = hour * 60 + (rest[0] if rest else 0) + more + MIDDAY * bool(late)
    if time > MIDNIGHT or (rest and rest[0] > 59):
        raise NotAWeek
    return time


# --- openings --------------------------------------------------------------------------------------


Openings = list[Any]
"""Openings, (start, end) in minutes, or the word of a half-day; none when it is closed."""


def in_words(hours: Openings) -> bool:
    return any(isinstance(one, str) for one in hours)


def within(one: Any, half: str) -> bool:
    """Whether an opening is of a half-day."""
    return isinstance(one, tuple) and HALVES[half][0] <= one[0] and one[1] <= HALVES[half][1]


def of_half(hours: Openings, half: str) -> Openings:
    """The openings as a half-day has them: « 2h-5h » of an afternoon is 14h-17h."""
    first, last = {"apres-midi": (60, 480), "soir": (300, 690)}.get(half, (0, 0))
    said = all(first <= start < end <= last for start, end in hours)
    return [(start + MIDDAY, end + MIDDAY) for start, end in hours] if said else hours


def by_day(hours: Openings) -> Openings:
    """« lundi 2h-6h », of no half-day, is of the afternoon. Raises :class:`NotAWeek` for other hours of the night."""
    night = [one for one in hours if isinstance(one, tuple) and 0 < one[0] < NIGHT]
    if night and (len(hours) > 1 or night[0][1] > 480):
        raise NotAWeek
    return of_half(hours, "apres-midi") if night else hours


def meet(some: Openings, others: Openings) -> bool:
    """Whether two openings overlap, or cannot be compared."""
    if in_words(some) or in_words(others):
        return some == others
    return any(one[0] < other[1] and other[0] < one[1] for one in some for other in others)


def without(hours: Openings, out: tuple[int, int] | str) -> Openings:
    """The openings less a part of the day; less a half-day, those of the other, whose times are then not known if they were of
    both. Raises :class:`NotAWeek` for « le soir »."""
    if out in {"midi", "soir", "journee"}:
        raise NotAWeek
    if isinstance(out, str):
        other = "matin" if out == "apres-midi" else "apres-midi"
        return [one if within(one, other) else other for one in hours if not within(one, out)]
    kept: Openings = [one for one in hours if isinstance(one, str)]
    for one in (one for one in hours if not isinstance(one, str)):
        kept += [part for part in ((one[0], min(one[1], out[0])), (max(one[0], out[1]), one[1])) if part[0] < part[1]]
    return kept


def as_written(week: dict[int, Openings]) -> dict[str, Any]:
    """Each day, in order; those that are closed are said when they were said."""
    return {DAYS[day]: _written(week[day]) for day in sorted(week)}


def as_read(week: Mapping[str, Any]) -> dict[int, Openings]:
    """The days of a week as a file has them, whose times are known."""
    found = {DAYS.index(day): re.findall(r"(\d+)h(\d*)-(\d+)h(\d*)", str(hours)) for day, hours in week.items() if day in DAYS}
    return {day: [tuple(int(h) * 60 + int(m or 0) for h, m in zip(one[::2], one[1::2], strict=True)) for one in spans]
            for day, spans in found.items() if spans}  # fmt: skip


def _written(hours: Openings) -> str | list[str]:
    hours = sorted(hours, key=str if in_words(hours) else None)
    spans = [one if isinstance(one, str) else "-".join(map(clock, one)) for one in hours]
    return "ferme" if not spans else spans[0] if len(spans) == 1 else spans


def clock(time: int) -> str:
    return f"{time // 60}h{time % 60:02}" if time % 60 else f"{time // 60}h"
