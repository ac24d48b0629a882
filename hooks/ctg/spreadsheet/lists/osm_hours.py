"""Hours as lists write them → as we do. « 09:00 - 12:00 / 13:30 - 17:00 » is one day; OpenStreetMap's words are a week.

``Mo-Fr 08:30-12:30,14:00-17:00; PH off``: only what is certain is read.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Weeks, months and dates are read by no one here: the
whole text is then left to the coordinator.
"""

from __future__ import annotations

import re

DAYS = {
    "Mo": "lundi",
    "Tu": "mardi",
    "We": "mercredi",
    "Th": "jeudi",
    "Fr": "vendredi",
    "Sa": "samedi",
    "Su": "dimanche",
}
_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_RULE = re.compile(rf"({_DAYS}(?:-{_DAYS})?(?:, ?{_DAYS}(?:-{_DAYS})?)*) (off|closed|[\d:,\- ]+)")


def days_of(text: str) -> dict[str, str] | None:
    """Day → « 8h30-12h30, 14h-17h »; None when the text says more than an ordinary week."""
    week: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        if part in {"PH off", "PH closed"}:
            continue
        if not (match := _RULE.fullmatch(part)):
            return None
        spans = [span.replace(" ", "") for span in match[2].split(",")]
        closed = match[2] in {"off", "closed"}
        if not closed and not all(re.fullmatch(r"\d{2}:\d{2}-\d{2}:\d{2}", span) for span in spans):
            return None
        for day in _named(match[1]):
            week[day] = "" if closed else spans_of(", ".join(spans))
    return {day: spans for day, spans in week.items() if spans} or None


def spans_of(text: str) -> str:
    """« 9h-12h, 13h30-17h »; an opening of no length is none, and what is no hour stays as it is, for the check to refuse."""
    spans = [re.sub(r"\s*[-–à]\s*", "-", one.strip()) for one in re.split(r"[/;,\n]| et ", text)]
    return ", ".join(re.sub(r"\b0?(\d{1,2}):(\d{2})\b", _hour, one) for one in spans if one and one != "00:00-00:00")


def _hour(match: re.Match[str]) -> str:
    return f"{match[1]}h{match[2] if match[2] != '00' else ''}"


def _named(days: str) -> list[str]:
    names, found = list(DAYS), []
    for part in days.split(","):
        first, _, last = part.strip().partition("-")
        start, end = names.index(first), names.index(last or first)
        found += names[start : end + 1] if start <= end else names[start:] + names[: end + 1]
    return [DAYS[name] for name in found]
