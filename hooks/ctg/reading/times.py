"""Dates, days, hours and ages as people write them → as the fields have them.

Each function reads the whole of a text, or none of it: « 9h-12h sauf vacances » is no opening, « mi-mars 2026 » no month."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ctg.common import phrases
from ctg.common.phrases import DAYS
from ctg.common.problems import fold

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""
MONTHS = tuple(map(fold, phrases.MONTHS))
"""Without accents, as :func:`fold` leaves them."""
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"


# --- days ------------------------------------------------------------------------------------------


_DAY = r"\b(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)s?\b\.?"
_SOME_DAYS = rf"(?:du\s+|les?\s+|chaque\s+|tous\s+les\s+)?{_DAY}(?:\s*(?:,|et|au?|à|-|–|/|les?|jusqu.au)*\s*{_DAY})*"


def week(text: str, days: str = "") -> dict[str, Any]:
    """« lundi 9h-12h, du mardi au vendredi de 14h à 17h » → each day with its hours; empty when anything else is said.

    ``days``: the days of hours that stand apart from them.
    """
    runs = [(days, text)] if days else _runs(text)
    named = [(DAYS[day], next(hours(openings.lstrip(" ,:")), None)) for said, openings in runs for day in _days(said)]
    whole = all(_days(said) for said, _ in runs) and all(openings for _, openings in named)
    return dict(named) if whole and len(dict(named)) == len(named) else {}


def _runs(text: str) -> list[tuple[str, str]]:
    """The days and the hours of a text, in turn."""
    before, *parts = re.split(rf"({_SOME_DAYS})", text, flags=re.IGNORECASE)
    if len(parts) == 2 and not parts[1].strip(" ."):
        return [(parts[0], before)]  # « de 9h à 12h du lundi au vendredi »
    return list(zip(parts[::2], parts[1::2], strict=True)) if not before.strip() else [("", before)]


def _days(text: str) -> list[int]:
    """The days that a text names; none when it says anything else."""
    if fold(re.sub(r"\bau\b", "-", text)) == "l v":
        return list(range(5))
    found: list[int] = []
    for part in re.split(r",|/|\bet\b", re.sub(r"[-–]", " au ", text)):
        words = [word for word in fold(part).split() if word not in {"du", "le", "les", "chaque", "tous"}]
        first, *last = [n for word in words for n, day in enumerate(DAYS) if word in {day, day[:3], f"{day}s"}] or [-1]
        through = len(words) > 2 and {*words[1:-1]} <= {"au", "a", "jusqu"}
        if len(last) == 1 and through and first < last[0]:
            found += range(first, last[0] + 1)
        elif not last and len(words) == 1 and first >= 0:
            found.append(first)
        else:
            return []
    return found


# --- dates and hours -------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """In lower case, without accents: « le 1er Août » → « 1 aout »."""
    letters = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(letters.replace("1er ", "1 ").split())


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « mars 2026 », « 3/12 »; nothing for
    anything else.
    """
    plain = re.sub(r"^le ", "", _plain(text))
    weekday = re.match(rf"({'|'.join(DAYS)}),? ", plain)
    plain = plain.removeprefix(weekday[0] if weekday else "")
    for date in _days_of_a_year(plain):
        if not weekday or DAYS[date.weekday()] == weekday[1]:
            yield date.isoformat()
    if weekday:
        return
    if found := re.fullmatch(rf"(?:en )?{_MONTH} (\d{{4}})", plain):
        yield f"{found[2]}-{_number(found['month']):02}"
    elif found := re.fullmatch(rf"(\d{{1,2}}) {_MONTH}", plain):
        yield f"{UNKNOWN}-{_number(found['month']):02}-{int(found[1]):02}"
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", plain):
        yield f"{found[2]}-{int(found[1]):02}"
    elif found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})", plain):
        yield f"{int(found[2]):02}-{int(found[1]):02}"


_FULL_DATES = (
    rf"(?P<day>\d{{1,2}}) {_MONTH} (?P<year>\d{{4}})",
    r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})",
    r"(?P<year>\d{4})[/. -](?P<month>\d{1,2})[/. -](?P<day>\d{1,2})",
)


def _days_of_a_year(plain: str) -> Iterator[dt.date]:
    for shape in _FULL_DATES:
        if found := re.fullmatch(shape, plain):
            month = found["month"]
            try:
                yield dt.date(int(found["year"]), int(month) if month.isdecimal() else _number(month), int(found["day"]))
            except ValueError:
                return


def _number(month: str) -> int:
    return MONTHS.index(month) + 1


def period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août » → first and last day; the end gives the month and the year that the beginning leaves out."""
    shape = rf"(\d{{1,2}})(?: {_MONTH})?(?: (\d{{4}}))? au (\d{{1,2}}) {_MONTH.replace('month', 'last')}(?: (\d{{4}}))?"
    if not (found := re.fullmatch(rf"(?:ferme(?:e|ture)? )?(?:du )?{shape}", _plain(text))):
        return
    day, month, year, last_day, last, last_year = found.groups()
    month = month or last
    year = year or last_year
    first, end = f"{_number(month):02}-{int(day):02}", f"{_number(last):02}-{int(last_day):02}"
    yield {"du": f"{year}-{first}", "au": f"{last_year or year}-{end}"} if year else {"du": first, "au": end}


_TIME = r"(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)"
_OPENING = rf"(?:de\s+)?{_TIME}\s*(?:-|–|—|/|à|a|jusqu.à)\s*{_TIME}"
_OPENINGS = rf"\s*:?\s*{_OPENING}(?:\s*(?:,|;|/|et|puis)?\s*{_OPENING})?(?!\w)"


def hours(text: str) -> Iterator[str | list[str]]:
    """One or two openings of a day, and nothing else; « 9-12h »: the first time bears the sign of the second."""
    if found := re.fullmatch(rf"{_OPENINGS}\s*(?:[,;.]|et|puis)?\s*", _times(text), re.IGNORECASE):
        times = [f"{int(hour)}h{minutes if minutes and minutes != '00' else ''}"
                 for hour, minutes in zip(found.groups()[::2], found.groups()[1::2], strict=True) if hour]  # fmt: skip
        spans = [f"{start}-{end}" for start, end in list(pairwise(times))[::2]]
        yield spans[0] if len(spans) == 1 else spans


def _times(text: str) -> str:
    text = re.sub(r"(?<!apr[eè]s[- ])\bmidi\b", "12h", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d{1,2})[.,](\d{2})\b", r"\1h\2", text)
    return re.sub(r"(?<![\dhH:])(\d{1,2})(?=\s*(?:-|–|à|a)\s*\d{1,2}\s*[hH:])", r"\1h", text)


_ON_REQUEST = r"\b(?:rdv|rendez[- ]vous)\b"


def restricted(text: str) -> bool:
    """Does the text say hours with words that no plain opening holds? « 14h-18h sauf vacances », « 2 samedis par mois »."""
    said = re.search(rf"(?<!\d){_OPENINGS}|{_ON_REQUEST}", _times(text), re.IGNORECASE)
    closed = re.match(r"\s*(?:ferm|pas\b|aucun|sans\b)", text, re.IGNORECASE)
    return bool(said) and not closed and not next(hours(text), None)


# --- ages ------------------------------------------------------------------------------------------


_UNIT = r"(jours?|semaines?|mois|ans?)"
_AN_AGE = rf"(\d+(?:,\d+)?)\s*{_UNIT}(?:\s*(?:et\s+)?(\d+)\s*mois)?"


def _years(text: str) -> str:
    """Ages as one writes numbers: « 2 ans et demi », « 2 ans 1/2 » and « 2.5 ans » → « 2,5 ans »; birth is 0 months."""
    plain = _plain(text.replace("’", "'")).replace("½", " 1/2")
    plain = re.sub(r"(?<=\d)\.(?=\d)", ",", plain)
    plain = re.sub(r"(\d+)\s*ans?\s*(?:et\s+)?(?:demie?|1/2)(?!\w)", r"\1,5 ans", plain)
    plain = re.sub(r"(?<=\d)\s+1/2\s*(?=ans?\b)", ",5 ", plain)
    return re.sub(r"\b(?:la )?naissance\b", "0 mois", plain)


def age(text: str) -> str | None:
    """« 2 ans et demi » → « 30 mois »; None when the text is no age. A part of a year is said in months."""
    plain = re.sub(r"^des (?=0 mois)", "", _years(text))
    if not (found := re.fullmatch(_AN_AGE, plain)):
        return None
    number, unit = Decimal(found[1].replace(",", ".")), found[2]
    if number == int(number) and not found[3]:
        return f"{number} {unit}"
    months = number * 12 + int(found[3] or 0)
    return f"{int(months)} mois" if unit.startswith("an") and months == int(months) else None


def age_range(text: str) -> dict[str, str] | None:
    """« de 3 mois à 6 ans », « 3-6 ans », « entre 3 et 6 ans » → both bounds; None for anything else."""
    first, last = rf"(?P<de>\d+(?:,\d+)?(?:\s*{_UNIT})?(?:\s*\d+ mois)?)", rf"(?P<a>{_AN_AGE})"
    plain = _years(text)
    found = re.fullmatch(rf"(?:de\s+|des\s+)?{first}\s*(?:-|–|a|/|jusqu'a)\s*{last}", plain)
    if not (found := found or re.fullmatch(rf"entre\s+{first}\s*et\s*{last}", plain)):
        return None
    unit = re.match(r"[\d,\s]+(\w+)", found["a"])[1]  # type: ignore[index]
    start = age(found["de"] if re.search("[a-z]", found["de"]) else f"{found['de']} {unit}")
    end = age(found["a"])
    return {"de": start, "a": end} if start and end else None


def age_from(text: str) -> dict[str, str] | None:
    """« à partir de 3 ans », « 3 ans et plus » → ``de``; « jusqu'à 6 ans » → ``a``; None for anything else."""
    plain = _years(text)
    for key, shape in (("de", r"(?:a partir de|des) (.+)"), ("de", r"(.+) et (?:plus|\+)"), ("a", r"jusqu'a (.+)")):
        if (found := re.fullmatch(shape, plain)) and (one := age(found[1])):
            return {key: one}
    return None
