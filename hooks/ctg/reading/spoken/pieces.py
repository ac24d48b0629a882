"""What a text about hours is made of: days, times, « sauf », « fermé »… each a :class:`Token`, as ``weeks`` reads them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ctg.common.phrases import DAYS
from ctg.reading.spoken.dates import MONTHS, SHORT

MIDDAY, AFTERNOON, MIDNIGHT = 720, 840, 1440
"""Minutes: « midi et deux » is from the first to the second."""
MOMENTS = {"matin": "matin", "apr": "apres-midi", "soir": "soir", "journee": "journee"}
HALVES = {"matin": (0, 810), "apres-midi": (690, 1440), "soir": (960, 1440), "journee": (0, 1440)}
"""Within what the hours of a half-day are."""
_SHORT = ("lun lu", "mar ma", "mer me", "jeu je", "ven ve", "sam sa", "dim di")
ABBREVIATIONS = {name: n for n, names in enumerate(_SHORT) for name in names.split()} | {day: n for n, day in enumerate(DAYS)}
_TWO = "|".join(name for name in ABBREVIATIONS if len(name) == 2)
_DAY = (
    rf"(?:{'|'.join(sorted((name for name in ABBREVIATIONS if len(name) > 2), key=len, reverse=True))})"
    rf"(?:(?<=di)s|(?<=he)s)?(?![a-z])\.?|(?:{_TWO})(?=\.|\s*(?:[:,;/&-]|\d|$|(?:et|a|au|ferme|{_TWO})\b))\.?"
)
_MINUTES = r"\s?\d\d(?!\d|\s?(?:h(?![a-z])|heure|:))"
_TIME = (
    rf"\d{{1,2}}\s?(?:h(?:eures?)?|:)(?:{_MINUTES})?(?:\s?mi?n\b)?|\d{{1,2}}[.,]\d\d(?!\d)|midi\b|minuit\b"
    r"|\d{1,2}(?![\dh/.]|er\b|e\b|\s?%|\s?[a-z]{3})"
)
_RANKS = r"1er|[234]e(?:me)?|premiers?|deuxiemes?|second|troisiemes?|quatriemes?|derniers?"
_OUT = r"sauf|hors|ferme\w*(?: pendant)?|pas pendant|except\w+"
_KINDS = {
    "round": r"24\s?h?\s?/\s?24(?:\s?h\b)?",
    "lunch": r"entre midi et (?:deux|14 ?h)|(?:pause|coupure) (?:meridienne|de midi a (?:deux|14 ?h))",
    "often": r"(?:(?:une?|[12]|deux)\s(?:\w+\s)?)?\w*\s?sur (?:deux|trois|2|3)\b|(?:les )?semaines? (?:im)?paires?"
    rf"|(?:{_RANKS})(?: et \w+)? \w+|\w+ par mois|\w+ fois|\d+ (?=\w+di)|une semaine",
    "holidays": rf"\(?(?:{_OUT})(?: pendant)?(?: les| durant les)? vacances(?: scolaires)?\b\)?"
    r"|(?:en|pendant la|uniquement en) periode scolaire\b",
    "all": r"(?:tous les jours|tlj|chaque jour|7 ?j(?:ours)? ?(?:/|sur) ?7|24/7)(?: de la semaine)?|tous les (?=matins|apres)",
    "working": r"(?:tous )?(?:les )?(?:jours de )?(?:en |la )?semaine\b(?! p| i)|(?:tous )?les jours ouvres",
    "weekend": r"week[ -]?ends?|\bwe\b(?=\s*(?:[;,.)]|$))",
    "letters": r"l[ /,-]?m(?:[ /,-]?m)?[ /,-]?j[ /,-]?v(?:[ /,-]?s(?:[ /,-]?d)?)?\b",
    "initials": r"\bl ?(?:-|a|au) ?v\b",
    "day": _DAY,
    "time": _TIME,
    "moment": r"(?:matin(?:ee)?s?|apres[ -]midis?|aprem|soir(?:ee)?s?|(?:toute )?(?:la )?journee)\b",
    "closed": r"(?:est )?(?:ferm(?:e|ee|es|ees|eture)|pas ouvert)\b",
    "except": r"(?:sauf|hors|excepte|a l'exception d[ue]s?|mais pas)\b",
    "same": r"(?:idem|id\.?(?=\W|$)|pareil|(?:aux )?memes? (?:horaires|heures))(?!\w)",
    "to": r"(?:jusqu'?a|a|au)(?= )|->|[->→]",
    "ignored": r"(?:non[ -]stop|sans interruption|en (?:journee )?continu|journee continue|heures? d'ouverture"
    r"|horaires?\b(?! v| s)|ouvert(?:e|es|s|ure)?(?: au public)?|permanences?|accueil|uniquement|seulement|de|du|le|la|les|l'"
    r"|des|d'|chaque|tous les|ainsi que|puis|aussi|&|\+|=|:)(?:(?<=\W)|\b)",
    "sign": r"[;|\n]|,|/|\bet\b|\bou\b|\.(?=\s|$)|[()]",
    "word": r"[^\s;|,/()]+",
}
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))
VAGUE = re.compile(r"\b(?:vers|environ|a partir|des|apres|avant|jusque?|ou)\b|[~≈?<]|\d\+")
_SEASONS = "vacances ete hiver printemps automne toussaint noel paques saison saisons scolaire scolaires rentree"
DOUBT = re.compile(rf"\b(?:{'|'.join((*MONTHS, *SHORT, *_SEASONS.split()))}|jan|fev|sep|environ|vers|approximati\w+)\b")
"""What says, in a note, that hours are of a part of the year, or not sure."""


class Token(NamedTuple):
    """A piece of a text: what it is, its plain form, where it stands."""

    kind: str
    text: str
    start: int
    end: int


class NotAWeek(Exception):
    """The text says more than is understood."""


def flattened(text: str) -> str:
    """The text in lower case, without accents, of the same length."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text.lower()) if len(text.lower()) == len(text) else ""


def cut(text: str) -> list[Token]:
    flat = flattened(re.sub("[’`]", "'", re.sub("[‐‑‒–—−]", "-", text)))
    found = [Token(str(one.lastgroup), one[0], one.start(), one.end()) for one in _TOKEN.finditer(flat)]
    return [_mended(one) for one in found if one.kind != "ignored"]


def _mended(one: Token) -> Token:
    """A day with a letter wrong (« venredi ») is a day."""
    near = difflib.get_close_matches(one.text, DAYS, 1, 0.85) if one.kind == "word" and len(one.text) > 4 else []
    return one._replace(kind="day", text=near[0]) if near else one


def minutes_of(text: str) -> int:
    """« 7h30 », « 7.30 », « midi » → minutes since midnight. Raises :class:`NotAWeek` when there is no such hour."""
    if text in {"midi", "minuit"}:
        return MIDDAY if text == "midi" else MIDNIGHT
    hours, *minutes = re.findall(r"\d+", text)
    time = int(hours) * 60 + int(minutes[0] if minutes else 0)
    if time > MIDNIGHT or (minutes and int(minutes[0]) > 59):
        raise NotAWeek
    return time


# --- openings --------------------------------------------------------------------------------------


Day = list[Any]
"""Openings, (start, end) in minutes, or the word of a half-day; none when it is closed."""


def meet(some: Day, others: Day) -> bool:
    """Whether two openings overlap, or cannot be compared."""
    if in_words(some) or in_words(others):
        return some == others
    return any(one[0] < other[1] and other[0] < one[1] for one in some for other in others)


def without_lunch(one: tuple[int, int] | str) -> Iterator[tuple[int, int] | str]:
    if isinstance(one, str) or not (one[0] < MIDDAY and one[1] > AFTERNOON):
        yield one
    else:
        yield from ((one[0], MIDDAY), (AFTERNOON, one[1]))


def as_written(week: dict[int, Day]) -> dict[str, Any]:
    """Each day, in order; those that are closed are said when they were said."""
    return {DAYS[day]: value for day in sorted(week) for value in (_written(week[day]),)}


def _written(hours: Day) -> str | list[str]:
    spans = [
        one if isinstance(one, str) else "-".join(map(clock, one)) for one in sorted(hours, key=str if in_words(hours) else None)
    ]
    return "ferme" if not spans else spans[0] if len(spans) == 1 else spans


def in_words(hours: Iterable[object]) -> bool:
    return any(isinstance(one, str) for one in hours)


def clock(time: int) -> str:
    return f"{time // 60}h{time % 60:02}" if time % 60 else f"{time // 60}h"
