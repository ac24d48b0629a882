"""Dates, periods and ages as people say them → as the fields have them.

Each finds its values in the line of a text, whatever stands around them; what stands around is kept beside, and when it makes
them unsure (« vers », « fin », « ou », « je crois »), nothing is understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctg.reading.spoken.tokens import LEXICON, MONTHS, UNSURE, Meant, Pieces, flattened

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""

_WEEKDAY = r"(?:D(?P<weekday>\d) (?:, )?(?:le )?)?"
_DAY = rf"{_WEEKDAY}(?P<day>\d\d?(?![\de])|1e)"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?!\d| (?:h|:|an|euro|€|M\d+)(?= |$)| [/.] \d| - \d(?!\d? [/.] \d)))"
_A_DAY = [re.compile(shape) for shape in (
    rf"{_DAY} (?:[-/.(] )?(?:de |d )?M(?P<month>\d+)(?: (?:[-.,] |de )?{_YEAR})?",
    rf"{_DAY} (?P<sign>[/.-]) (?P<month>\d\d?)(?!\d| M\d)"
    r"(?: (?P=sign) " rf"{_YEAR}(?! (?P=sign))|(?! [/.] \d| - \d\d?(?: (?:et|,) \d\d?)? M\d))",
    rf"{_DAY} (?P<month>\d\d?) (?P<year>20\d\d)(?!\d)",
    rf"{_WEEKDAY}(?P<year>20\d\d) ([/.-] )?(?P<month>\d\d?)(?!\d) ([/.-] )?(?P<day>\d\d?)(?!\d)",
    r"(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>20\d\d)(?!\d)",
)]  # fmt: skip
TO = r"(?:au|a|et jusqu (?:au|a)|jusqu (?:au|a)|>|-|/)"
_NEXT = re.compile(
    rf" (?:(?P<until>au|(?:et )?jusqu au)|et|,)(?: l[ea])* {_DAY}(?! (?:h|:|[/.-] \d|M?\d|semaine|jour))"
    r"(?(until)|(?= ?(?:[,;.)]|et|$)))"
)
_BARE = re.compile(rf"(?:^|(?<= )){_DAY} (?P<to>{TO}|et|ou|,)(?: l[ea])* $")
"""Days whose month came before, « 2 août jusqu'au » 20, or comes after, « du 2 au » 20 août."""


_MONTH_FIRST = re.compile(
    rf"M(?P<month>\d+)(?: (?P<year>20\d\d))? (?:[:,(] )?(?:(?:du|les?) )*{_DAY} {TO}(?: l[ea])* "
    r"(?P<until>(?:D\d )?(?P<last>\d\d?|1e))(?!\d| (?:h|:|[/.-]|M?\d))"
)
"""« août 2027 : du 2 au 20 »."""


class SaidDay(NamedTuple):
    """A day that a line says, and where; 0 for a year that it does not say, -1 for such a day of the week."""

    year: int
    month: int
    day: int
    weekday: int
    start: int
    end: int

    def iso(self) -> str:
        """« 2026-09-01 », or « 09-01 » of every year; "" for a day that does not exist, or is another day of the week."""
        try:
            date = dt.date(self.year or 2000, self.month, self.day)
        except ValueError:
            return ""
        if self.weekday >= 0 and self.year and date.weekday() != self.weekday:
            return ""
        return date.isoformat() if self.year else f"{self.month:02}-{self.day:02}"

    def to_come(self, today: dt.date | None) -> SaidDay:
        """With its year, when the day of the week gives it."""
        years = (today.year, today.year + 1) if today and self.weekday >= 0 and not self.year else ()
        fit = (self._replace(year=year) for year in years)
        return next((one for one in fit if one.iso() >= f"{today}"), self._replace(year=today.year) if today and years else self)

    def moved(self, by: int) -> SaidDay:
        """Some days later."""
        date = dt.date(self.year or 2001, self.month, self.day) + dt.timedelta(days=by)
        return self._replace(year=date.year if self.year else 0, month=date.month, day=date.day, weekday=-1)


def century(said: str | None) -> int:
    return int(said or 0) + (2000 if said and len(said) < 3 else 0)


def days_of(line: str) -> list[SaidDay]:
    """The days of a line, in their order; one without its month has that of the next."""
    found: list[SaidDay] = []
    at = 0
    while at < len(line):
        if both := _MONTH_FIRST.match(line, at):
            first, end = _said(both, int(both["year"] or 0), int(both["month"])), int(both["last"].strip("e"))
            found += [first._replace(end=both.end("day")), first._replace(day=end, start=both.start("until"), weekday=-1)]
            at = both.end()
        shapes = [one for shape in _A_DAY if (one := shape.match(line, at)) and 0 < int(one["month"]) < 13]
        if one := max(shapes, key=lambda shape: shape.end(), default=None):
            day = _said(one, century(one["year"]), int(one["month"]))
            bare: list[SaidDay] = []
            while before := _BARE.search(line[found[-1].end if found else 0 : bare[0].start if bare else at]):
                shift = found[-1].end if found else 0
                first = _said(before, day.year, day.month)
                bare.insert(0, first._replace(start=first.start + shift, end=first.end + shift))
            found += [*bare, day]
            at = one.end()
            after = _NEXT.match(line, at)
            if after and (after["until"] or int(after["day"].strip("e")) > day.day):  # « du 25 décembre au 1er » ends in January
                last = _said(after, day.year, day.month)
                last = last._replace(start=after.start("day") if last.weekday < 0 else after.start("weekday") - 1)
                month = day.month + (last.day < day.day)
                found.append(last._replace(month=(month - 1) % 12 + 1, year=day.year and day.year + month // 13))
                at = after.end()
        at = line.find(" ", at) + 1 or len(line)
    return found


def _said(one: re.Match[str], year: int, month: int) -> SaidDay:
    said = one.groupdict()
    end = one.start("to") - 1 if "to" in said else one.end()
    return SaidDay(year, month, int(said["day"].strip("e")), int(said.get("weekday") or -1), one.start(), end)


# --- a date ----------------------------------------------------------------------------------------

_BEFORE = re.compile(rf"\d (?:[-/.] )?$|(?:^| ){LEXICON.any_of('un_autre_jour')}(?: (?:l[ea]?s?|du?|de|en|aux?))* $")
_AFTER = re.compile(rf" ou (?!\()| (?:{TO}|et)(?: l[ea])* (?:\d+|1e)(?: M\d+|$)")
"""What, before a date or after it, says another day, or one more."""
_SINCE = re.compile(rf"^{LEXICON.any_of('a_partir')} $")
_NEAREST = re.compile(r"(?: (?:prochain|dernier|passe)(?!\S| delai))?")
_GONE = re.compile(LEXICON.any_of("deja_passe"))
"""« prochain », « dernier », said of a day; what says that it is gone by."""
_MONTH = re.compile(
    r"(?P<part>courant )?(?:(?:en|depuis|l[ea]|mois|de|d|a partir de|rentree) )*"
    r"(?:M(?P<month>\d+) (?:[-/.] )?(?P<year>20\d\d|\d\d)|(?P<figure>\d\d?) [/.-] (?P<of>20\d\d))"
)
_A_FEAST = {re.compile(rf"(?:ferm\w+|l[ea]?s?|pour|en|20\d\d|[\s:'])*(?:{pattern})(?: (20\d\d))?[\s.]*"): day for day, pattern
            in [*LEXICON.group("fetes_mobiles").items(), *LEXICON.group("fetes").items()]}  # fmt: skip
"""Days of the year that have a name; those that move, by how many days they come after Easter."""
_AS_DAYS = re.compile("|".join(LEXICON.group("jours_sans_date").values()))
FAR = 275
"""Days within which a day without a year is the coming one: beyond, it is gone by so lately that it may be the last one."""


def _one_day(pieces: Pieces) -> tuple[SaidDay, str] | None:
    """The only day of a text, and what it says beside."""
    line = pieces.line
    found = days_of(line)
    if len(found) != 1 or _BEFORE.search(line[: found[0].start]) or _AFTER.match(line[found[0].end :]):
        return None
    one = found[0]
    start = 0 if _SINCE.match(line[: one.start]) else one.start
    return one, pieces.beside((start, one.end + len(_NEAREST.match(line[one.end :])[0])))  # type: ignore[index]


def easter(year: int) -> dt.date:
    """Its day, from 1900 to 2099 (Gauss)."""
    moon = (19 * (year % 19) + 24) % 30
    moon -= moon == 29 or (moon == 28 and year % 19 > 10)
    return dt.date(year, 3, 22) + dt.timedelta(moon + (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7)


def _dated(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_full(text: str, today: dt.date | None = None) -> str:
    """A text whose feasts, numbers of weeks, « demain » are days of months: « 1er mai, Ascension », « semaines 31 et 32 ».

    Those that need a year, when none is said, nor ``today``, stay as they are.
    """
    years, dated = {*re.findall(r"\b20\d\d\b", text)}, bool(days_of(Pieces(text).line))
    year = int(years.pop()) if len(years) == 1 else 0
    for said in reversed([*_AS_DAYS.finditer(flattened(text))]):
        text = text[: said.start()] + (_in_days(said, year, today, dated) or said[0]) + text[said.end() :]
    parts = re.split(r"(\s*[,;+\n]\s*|\s+et\s+)", text)
    title = len(parts) == 3 and dated and re.match(r"(?i)(?:du|entre|les)\b", parts[2])  # « Noël, du 24 au 31 décembre »
    for n in range(2 if title else 0, len(parts), 2):
        flat = flattened(parts[n])
        for found, when in ((one, str(day)) for shape, day in _A_FEAST.items() if (one := shape.fullmatch(flat))):
            after = int(when) if when.lstrip("-").isdecimal() else None
            moved = None if after is None else _of_year(_after_easter(after), int(found[1] or year), today)
            parts[n] = f"{when} {found[1] or ''}" if after is None else _dated(moved) if moved else parts[n]
    return "".join(parts)


def _after_easter(days: int) -> Callable[[int], dt.date]:
    return lambda year: easter(year) + dt.timedelta(days)


def _of_year(day: Callable[[int], dt.date], year: int, today: dt.date | None) -> dt.date | None:
    """The day of that year; of none, the one to come."""
    if year or not today:
        return day(year) if year else None
    return min(one for one in (day(today.year), day(today.year + 1)) if one >= today)


def _in_days(said: re.Match[str], year: int, today: dt.date | None, dated: bool) -> str:
    """What « semaines 31 à 33 », « entre Noël et le jour de l'an », « demain » are in days; "" when it is not known."""
    if said["year_end"]:
        return "du 26 au 31 décembre"
    if not said["weeks"]:
        ahead = 0 if said["now"] else 2 if said["far"] else 1
        return _dated(today + dt.timedelta(ahead)) if today else ""
    weeks = [*map(int, re.findall(r"\d+", said["weeks"]))]
    if dated or not 0 < min(weeks) <= max(weeks) < 53:
        return ""
    follow = re.fullmatch(r"\d+\s*(?:a|au|-)\D*\d+", said["weeks"]) or weeks == [*range(weeks[0], weeks[-1] + 1)]
    starts = [_of_year(lambda of, n=n: dt.date.fromisocalendar(of, n, 1), year, today) for n in weeks]  # type: ignore[misc]
    ends = [(one, one) for one in starts] if not follow else [(starts[0], starts[-1])]
    return ", ".join(f"du {_dated(one)} au {_dated(last + dt.timedelta(6))}" for one, last in ends if one and last)


def date(text: str, today: dt.date | None = None) -> Meant | None:
    """« 25 décembre 2026 (Noël) » → the day, or the month, and what the text says beside; what is said from ``today`` is told."""
    pieces = Pieces(text)
    if UNSURE.search(flattened(text)):
        return None
    pieces = pieces if days_of(pieces.line) else Pieces(in_full(text))
    if found := _one_day(pieces):
        one, rest = found
        day = one.iso() if one.year else _coming(one, pieces.line, today) if today else ""
        return Meant(day, rest, f"« {text.strip()} » lu « {day} »" * (not one.year)) if day else None
    if month := _MONTH.fullmatch(pieces.line):
        number = int(month["month"] or month["figure"])
        whole = f"{century(month['year'] or month['of'])}-{number:02}"
        return Meant(whole, (month["part"] or "").strip()) if 0 < number < 13 else None
    if not today or days_of(pieces.line) or not (said := _from(pieces.line, today)):
        return None
    read = dt.date.fromisoformat(said[0])
    same = rf"\d+ (?:h|:)(?: \d+)?|\( (?:le )?{read.day} \)|(?<!\S)D{read.weekday()}(?!\S)"
    rest = re.sub(same, "", pieces.line[: said[1]] + pieces.line[said[2] :])
    if re.search(r"\d|\b(?:ou|sauf|avant|apres(?! (?:- )?midi))\b", rest):
        return None
    return Meant(said[0], pieces.beside(said[1:]), f"« {text.strip()} » lu « {said[0]} »")


_OF_YEAR = re.compile(r"(?<!\S)(?:(cette) an|an (prochain|dernier))(?!\S)")
_OF_YEARS = {"cette": 0, "prochain": 1, "dernier": -1}


def _coming(one: SaidDay, line: str, today: dt.date) -> str:
    """The day that is meant without its year: the one that is this day of the week, the last one since when something is, else
    the coming one."""
    years = (today.year - 1, today.year, today.year + 1)
    if said := _OF_YEAR.search(line):
        return one._replace(year=today.year + _OF_YEARS[said[1] or said[2]]).iso()
    fit = [iso for year in years if (iso := one._replace(year=year).iso())]
    if one.weekday >= 0:
        return fit[0] if len(fit) == 1 else ""
    if _GONE.match(line):
        return max((iso for iso in fit if iso <= today.isoformat()), default="")
    day = next((iso for iso in fit if iso >= today.isoformat()), "")
    return day if day and ("prochain" in line or (dt.date.fromisoformat(day) - today).days <= FAR) else ""


_FROM_TODAY = re.compile(rf"(?<!\S){LEXICON.any_of('depuis_ce_jour')}(?!\S)")


def _from(line: str, today: dt.date) -> tuple[str, int, int] | None:
    """« hier soir », « lundi prochain », « dans trois jours »: a day said from today, and where."""
    if not (one := _FROM_TODAY.search(line)):
        return None
    now, ahead = today.weekday(), 0
    if one["near"]:
        ahead = (2 if one["far"] else 1) * (1 if one["near"] == "demain" else -1)
    elif one["count"]:
        number = int(one["count"])
        if number > 60 or (one["unit"] == "jour" and number in {8, 15}):  # people say them for weeks
            return None
        ahead = number * (7 if one["unit"] == "semaine" else 1) * (1 if one["sign"] == "dans" else -1)
    elif one["day"]:
        first, day = (today.replace(day=1) + dt.timedelta(days=32 * bool(one["next"]))).replace(day=1), int(one["day"].strip("e"))
        ahead = (first - today).days + day - 1
        if not day or (first + dt.timedelta(days=day - 1)).month != first.month:
            return None
    elif one["weekday"]:
        day = int(one["weekday"]) - now
        ahead = {"prochain": day % 7 or 7, "dernier": day % 7 - 7, "en 8": (day % 7 or 7) + 7}.get(one["when"], day + 7)
    elif one["this"] and (ahead := int(one["this"]) - now) < 0:
        return None
    return (today + dt.timedelta(days=ahead)).isoformat(), *one.span()


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « 01/09/26 », « mars 2026 », « 3/12 »; nothing
    for anything else, nor when the text says more.
    """
    if (found := date(text)) and not found.rest:
        yield found.value
    elif not found and not UNSURE.search(flattened(text)) and (said := _one_day(Pieces(text))):
        one, rest = said
        if not rest and not one.year and one.weekday < 0 and (day := one.iso()):
            yield f"{UNKNOWN}-{day}"


def read_day(text: str, today: dt.date) -> str:
    """A whole day, or one said from today: « hier », « lundi prochain », « le 24/12 »; "" for anything else."""
    found = date(text, today)
    return found.value if found and not found.rest and len(found.value) == 10 else ""
