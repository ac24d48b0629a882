"""What people say of days → pieces of known kinds, that grammars read (``dates`` those of closures); the date of a field.

From top to bottom: a day, of which a part may be left out; how a line is cut into pieces, days among them; the months that days
leave out, as their neighbours say them; a date. What is of no kind is a ``word``, to be kept beside; where a piece that bears on
days is left (« sauf », « fin », « ou », half a day, one more number), a grammar refuses the whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctg.reading.spoken.corrections import once_corrected
from ctg.reading.spoken.tokens import LEXICON, LONGEST, UNSURE, Meant, Pieces, flattened

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""


class Day(NamedTuple):
    """What is said of a day; 0 for a year, a month or a number that is not, -1 for such a day of the week."""

    year: int
    month: int = 0
    day: int = 0
    weekday: int = -1

    @classmethod
    def of(cls, date: dt.date, dated: bool = True) -> Day:
        return cls(date.year if dated else 0, date.month, date.day)

    def iso(self) -> str:
        """« 2026-09-01 », or « 09-01 » of every year; "" for a day that does not exist, or is another day of the week."""
        try:
            date = dt.date(self.year or 2000, self.month, self.day)
        except ValueError:
            return ""
        if self.weekday >= 0 and self.year and date.weekday() != self.weekday:
            return ""
        return date.isoformat() if self.year else f"{self.month:02}-{self.day:02}"

    def moved(self, by: int) -> Day:
        """Some days later."""
        day = dt.date(self.year or 2001, self.month, self.day if self.year or self.month != 2 else min(self.day, 28))
        return Day.of(day + dt.timedelta(days=by), bool(self.year))

    def beside(self, other: Day, months: int = 0) -> Day:
        """Another day, in the month and the year of this one, or some months later."""
        month = self.month - 1 + months
        return other._replace(month=month % 12 + 1, year=self.year and self.year + month // 12)

    def to_end(self) -> Day:
        """The last day of its month."""
        later = dt.date(self.year or 2001, self.month, 28) + dt.timedelta(days=4)
        return self._replace(day=(later - dt.timedelta(days=later.day)).day)


class DayPiece(NamedTuple):
    """What a part of a line is: its kind, its days (a first and a last one, of what lasts), where the line says it."""

    kind: str
    days: tuple[Day, ...]
    start: int
    end: int
    said: str


# --- the pieces of a line --------------------------------------------------------------------------

_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?!\d| (?:h|: \d|an|euro|€|M\d+)(?= |$)| [/.] \d| - \d(?!\d? [/.] \d)))"
_WEEKDAY = r"(?:D(?P<weekday>\d) (?:, )?(?:(?:le|du) )?)?"
_NUMBER = rf"{_WEEKDAY}(?P<day>\d\d?(?![\de])|1e)"
_NEAREST = r"(?: (?:prochain|dernier|passe)(?!\S| delai))?"
_A_DAY = [re.compile(shape + _NEAREST) for shape in (
    rf"{_NUMBER} (?P<dash>- )?(?:[/.(] )?(?:de |d )?M(?P<month>\d+)(?: \.(?= (?:[->]|jusqu|et|aux?|20\d\d)(?!\S)))?"
    rf"(?: (?:[-.,/(] |de )?(?P<whole>(?:19|20)\d\d)(?!\d)| (?(dash)- ){_YEAR})?",
    rf"{_NUMBER} (?P<sign>[/.-]) (?P<month>\d\d?)(?!\d| M\d)"
    r"(?: (?P=sign) " rf"{_YEAR}(?! (?P=sign) \d)|(?: \.(?= \D))?(?! [/.] \d| - \d\d?(?: (?:et|,) \d\d?)? M\d))",
    rf"{_NUMBER} (?P<month>\d\d?) (?P<year>20\d\d)(?!\d)",
    rf"{_WEEKDAY}(?P<year>20\d\d) ([/.-] )?(?P<month>\d\d?)(?!\d) ([/.-] )?(?P<day>\d\d?)(?!\d)",
    r"(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>20\d\d)(?!\d)",
)]  # fmt: skip
_FEASTS = {day: re.compile(rf"{shape}(?: (?P<year>20\d\d))?(?!\S)") for day, shape
           in [*LEXICON.group("fetes_mobiles").items(), *LEXICON.group("fetes").items()]}  # fmt: skip
"""Days of the year that have a name: their month and day, or how many days they come after Easter."""
_SPANS = {name: re.compile(rf"{shape}(?!\S)") for name, shape in LEXICON.group("durees").items()}
"""What tells several days, a month, a year, a day of a month or from today."""
_WORDS = re.compile("|".join(rf"(?P<{name}>(?:{shape})(?!\S))" for name, shape in LEXICON.group("jours").items()))
_Kind = tuple[str, tuple[Day, ...]]
"""A kind, and its days."""
_Found = tuple[str, tuple[Day, ...], int]
"""The same, and where it ends."""
DROPPED = {"tie", "whole", "shut", "not_open", "aside", "endless"}
"""Kinds that say nothing of days, or only that they are closed."""
DATED = {"day", "feast", "today"}
_BEFORE_TO = {*DATED, "bare", "evening", "morning", "half", "close", "year", "count", "lasting", "month", "weekday"}
"""What stands before « au », « - » when they tie two days."""


def century(said: str | None) -> int:
    return int(said or 0) + (2000 if said and len(said) < 3 else 0)


def easter(year: int) -> dt.date:
    """Its day, from 1900 to 2099 (Gauss)."""
    moon = (19 * (year % 19) + 24) % 30
    moon -= moon == 29 or (moon == 28 and year % 19 > 10)
    return dt.date(year, 3, 22) + dt.timedelta(moon + (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7)


class _Cutter:
    """Cuts a line into pieces; what needs a year takes the only one of the line, else the one to come of ``today``."""

    def __init__(self, line: str, today: dt.date | None) -> None:
        self.line, self.today = line, today
        years = {*re.findall(r"(?<!\S)20\d\d(?!\S)", line)}
        self.year = int(years.pop()) if len(years) == 1 else 0

    def pieces(self) -> Iterator[DayPiece]:
        item = re.match(r"\d\d? (?:\)|\. -) ", self.line)  # « 1) du 2 au 20 août »
        at, last = item.end() if item else 0, ""
        while at < len(self.line):
            readers = (self._feast, self._day, self._span, self._word)
            kind, days, end = next(filter(None, (read(at) for read in readers)), ("word", (), 0))
            end = end or (self.line.find(" ", at) + 1 or len(self.line) + 1) - 1
            if kind == "from" and last in {"and", "comma"} and "semaine du" in self.line[:at]:
                kind = "weekof"  # « les semaines du 2 et du 9 août »
            if kind == "to" and last not in _BEFORE_TO and "jusqu" not in self.line[at:end]:
                kind = "tie"
            elif (
                kind in {"to", "endless"}
                and last not in _BEFORE_TO
                and self.today
                and ("ferm" in self.line or not last)
                and not (kind == "endless" and re.search(r"\d|depuis|partir|compter", self.line))
            ):
                yield DayPiece("today", (Day.of(self.today),), at, at, "")  # « fermé jusqu'au 14 décembre »
            yield DayPiece(kind, days, at, end, self.line[at:end])
            at, last = end + 1, last if kind in DROPPED else kind

    def _day(self, at: int) -> _Found | None:
        shapes = [one for shape in _A_DAY if (one := shape.match(self.line, at)) and 0 < int(one["month"]) < 13]
        if not (one := max(shapes, key=lambda shape: shape.end(), default=None)):
            return None
        return "day", (_told(one, century(one["year"] or one.groupdict().get("whole")), int(one["month"])),), one.end()

    def _word(self, at: int) -> _Found | None:
        """A word that bears on days, else a number that may be a day, whose month is elsewhere."""
        if one := _WORDS.match(self.line, at):
            return str(one.lastgroup), (), one.end()
        one = re.compile(rf"{_NUMBER}(?!\S)").match(self.line, at)
        return ("bare", (_told(one),), one.end()) if one and 0 < int(one["day"].strip("e")) < 32 else None

    def _feast(self, at: int) -> _Found | None:
        for name, shape in _FEASTS.items():
            if one := shape.match(self.line, at):
                month, _, day = name.partition("/")
                if day:
                    return "feast", (Day(int(one["year"] or 0), int(month), int(day)),), one.end()
                when = self._of_year(lambda year: easter(year) + dt.timedelta(int(name)), int(one["year"] or 0))  # noqa: B023
                return ("feast" if when else "unknown"), when, one.end()
        return None

    def _of_year(self, day: Callable[[int], dt.date], year: int = 0) -> tuple[Day, ...]:
        """The day of that year; of none, the one to come."""
        if not (year := year or self.year) and self.today:
            year = self.today.year + (day(self.today.year) < self.today)
        return (Day.of(day(year)),) if year else ()

    def _span(self, at: int) -> _Found | None:
        fit = ((name, one) for name, shape in _SPANS.items() if (one := shape.match(self.line, at)))
        for name, one in fit:
            kind, days = getattr(self, f"_{name}")({**one.groupdict(), "": one[0]})
            return kind, days, one.end()
        return None

    def _part(self, one: dict[str, str]) -> _Kind:
        """« entre Noël et le jour de l'an », « 2e quinzaine d'août »."""
        first = Day(int(one["year"] or 0), int(one["month"] or 12), {"1": 1, "2": 16}.get(one["half"], 26))
        return "lasting", (first, first._replace(day=15) if first.day == 1 else first.to_end())

    def _weeks(self, one: dict[str, str]) -> _Kind:
        said = re.findall(r"(\d\d?)(?: (?:a|au|-) (?:semaine |s )?(\d\d?))?(?!\d)", re.sub(r"20\d\d", "", one[""]))
        weeks = [week for first, last in said for week in range(int(first), int(last or first) + 1)]
        if not weeks or not 0 < min(weeks) <= max(weeks) < 53:
            return "unknown", ()
        mondays = [day for n in weeks for day in self._of_year(lambda year, n=n: dt.date.fromisocalendar(year, n, 1))]  # type: ignore[misc]
        return "lasting", tuple(day for monday in mondays for day in (monday, monday.moved(6)))

    def _month(self, one: dict[str, str]) -> _Kind:
        first, year = int(one["first"] or one["figure"] or 9), century(one["year"] or one["year2"])
        last = int(one["last"] or first)
        if not 0 < first <= last < 13:
            return "unknown", ()
        return "month", (Day(year, first, 1), Day(century(one["year2"]) or year, last, 1).to_end())

    def _of_month(self, one: dict[str, str]) -> _Kind:
        """« dernier jour de février », « 1er lundi de mars 2027 »."""
        year, month, rank = int(one["year"] or 0), int(one["month"]), int((one["rank"] or "0e")[:-1])
        if not one["weekday"]:
            return "day", (Day(year, month, rank) if rank else Day(year, month, 1).to_end(),)

        def of(year: int) -> dt.date:
            first = dt.date(year, month, 1)
            return first + dt.timedelta((int(one["weekday"]) - first.weekday()) % 7 + 7 * rank - 7)

        days = self._of_year(of, year) if 0 < rank < 5 else ()
        return ("today" if days else "unknown"), days

    def _years(self, one: dict[str, str]) -> _Kind:
        """« 2027 », « 2026-2027 », « cette année »."""
        if one["coming"] or one["this"]:
            coming = ("unknown" if one["coming"] else "word"), ()
            return ("year", (Day(self.today.year + bool(one["coming"])),)) if self.today else coming
        years = [int(one["year"]), *([century(one["next"])] if one["next"] else [])]
        follow = not one["more"] and years[-1] - years[0] in {0, 1}  # « 2027-13-01 » is no day
        return ("year", tuple(map(Day, years))) if follow else ("unknown", ())

    def _from_today(self, one: dict[str, str]) -> _Kind:
        """« hier soir », « lundi prochain », « dans trois jours »; unknown when it may be another day."""
        if not (today := self.today):
            return "unknown", ()
        number, weeks = int(one["count"] or 0), one["unit"] == "semaine"
        days = int(one["weekday"] or one["this"] or today.weekday()) - today.weekday()
        named = {"prochain": days % 7 or 7, "dernier": days % 7 - 7, "en 8": (days % 7 or 7) + 7, None: days}
        if one["near"]:
            ahead = (2 if one["far"] else 1) * (1 if one["near"] == "demain" else -1)
        elif number:
            ahead = number * (7 if weeks else 1) * (1 if one["sign"] == "dans" else -1)
        elif one["day"]:
            first = (today.replace(day=1) + dt.timedelta(days=32 * bool(one["next"]))).replace(day=1)
            day = Day(first.year, first.month, int(one["day"].strip("e")))
            return ("today", (day,)) if day.iso() else ("unknown", ())
        else:
            ahead = named.get(one["when"], days + 7)
        # people say « 8 jours », « 15 jours » for weeks
        doubtful = number > 60 or (number in {8, 15} and not weeks) or (one["this"] and days < 0)
        return ("unknown", ()) if doubtful else ("today", (Day.of(today + dt.timedelta(days=ahead)),))


def _told(one: re.Match[str], year: int = 0, month: int = 0) -> Day:
    return Day(year, month, int(one["day"].strip("e")), int(one.groupdict().get("weekday") or -1))


# --- what neighbours say ---------------------------------------------------------------------------

_BESIDE = {"word", "kept", "season", "colon", "comma", "and", "year", "to"}
_OF_TITLE = {"open", "colon", "comma", "from", "between", "year", "and", "count"}
"""What may stand between a month and its days: « février : 1re semaine, du 22 au 26 »."""
_LINKS = {"to", "weekof", "and", "comma", "back", "between", "from", "since", "evening", "morning", "open", "shuts", "last"}


def read(line: str, today: dt.date | None = None) -> list[DayPiece]:
    """The pieces of a line, each day with its month where a neighbour says it; parentheses that tell no day are « aside ».

    None of a line that is longer than what people write of days.
    """
    found = [*_Cutter(line, today).pieces()] if len(line) <= LONGEST else []
    for n, one in enumerate(found):
        end = next((m for m in range(n, len(found)) if found[m].kind == "close"), len(found)) if one.kind == "open" else n
        inside = found[n + 1 : end]
        near = [piece.kind for piece in found[:n] if piece.kind not in DROPPED][-1:]
        kinds = {piece.kind for piece in inside} - DROPPED - ({"feast", "lasting"} if {*near} & DATED else set())
        if inside and end < len(found) and kinds <= {"evening", "morning", "year"}:
            found[n], found[end] = one._replace(kind="tie"), found[end]._replace(kind="tie")
        elif inside and kinds <= _BESIDE:
            found[n : end + 1] = [piece._replace(kind="aside") for piece in found[n : end + 1]]
    ranks = [n for n, one in enumerate(found) if one.kind not in DROPPED]
    for at in (*reversed(range(len(ranks))), *range(len(ranks))):
        n, said = ranks[at], [found[n] for n in ranks]
        if (one := found[n]).kind == "bare":
            before, after = said[:at][::-1], said[at + 1 :]
            day = _before_next(one.days[0], after, before) or _after_last(one.days[0], before, after)
            counts = [piece.kind for piece in found[n + 1 : n + 2]] == ["word"] and (not n or found[n - 1].kind != "tie")
            found[n] = one._replace(kind="day", days=(day,)) if day else one._replace(kind="count") if counts else one
    return found


def _before_next(day: Day, after: list[DayPiece], before: list[DayPiece]) -> Day | None:
    """« 2 et 3 août », « du 25 au 1er janvier »: with the month of the day that follows, or the one before."""
    size = next((n for n, one in enumerate(after) if one.kind not in _LINKS), 0)
    links, other = {one.kind for one in after[:size]}, after[size] if size else None
    kinds = {"day", "today"} | ({"feast"} if "to" in links else set()) | ({"month"} if "open" in links else set())
    last = before[0].kind if before else ""
    if not other or (last == "back" and "to" not in links) or other.kind not in kinds:
        return None
    sooner = other.kind != "month" and day.day >= other.days[0].day
    if sooner and (not {"to", "back", "between"} & {*links, last} or day.day < 15 or other.days[0].day >= 15):
        return None
    return other.days[0].beside(day, -sooner)


def _after_last(day: Day, before: list[DayPiece], after: list[DayPiece]) -> Day | None:
    """« 2 août au 20 », « reprise le 23 », « août : du 2 au 20 »: with the month of the day, of the title before, or the next."""
    more = {"word", "colon", "close", "year", "season", "count"}
    size = next((n for n, one in enumerate(before) if one.kind not in _LINKS | more), 0)
    links, other = [one.kind for one in before[:size]], before[size] if size else None
    if not other or not other.days or (after and after[0].kind in {"word", "count", "season"}):
        return None
    if other.kind in {"month", "lasting"} and other.days[0].month == other.days[-1].month:
        return other.days[0].beside(day) if {*links} <= _OF_TITLE else None
    later = day.day <= other.days[0].day
    listed = {*links} <= _LINKS and len(links) < 3 and (not later or "to" in links)
    return other.days[0].beside(day, later) if other.kind in DATED and ("back" in links or listed) else None


def beside(pieces: Pieces, found: list[DayPiece], used: set[int]) -> str:
    """What a text says out of the pieces that are used, and of those around them that say nothing."""
    for ranks in (range(len(found)), reversed(range(len(found)))):
        near = False
        for n in ranks:
            near = n in used or (near and found[n].kind in (DROPPED - {"aside"}) | {"since", "from"})
            used = used | {n} if near else used
    return pieces.beside(*((found[n].start, found[n].end) for n in used))


# --- a date ----------------------------------------------------------------------------------------

_GONE = re.compile(LEXICON.any_of("deja_passe"))
"""What says that a day is gone by."""
FAR = 275
"""Days within which a day without a year is the coming one: beyond, it is gone by so lately that it may be the last one."""
_PLAIN = {"month", "word", "kept", "colon", "comma", "since", *DROPPED}
"""What may stand beside a month, that leaves it whole."""
_MOVING = {"shift", "to", "bare", "weekof", "count", "except"}
"""What, before a day, says another one."""


@once_corrected(None)
def date(text: str, today: dt.date | None = None) -> Meant | None:
    """« 25 décembre 2026 (Noël) » → the day, or the month, and what the text says beside; what is said from ``today`` is told."""
    pieces = Pieces(text)
    found = read(pieces.line, today)
    kinds = [one.kind for one in found]
    if UNSURE.search(flattened(text)) or {"between", "unknown"} & {*kinds}:
        return None
    days = [n for n, kind in enumerate(kinds) if kind in DATED]
    main = [n for n in days if kinds[n] == "day"] or days
    if not days:
        whole = [n for n, kind in enumerate(kinds) if kind in {"month", "year"}]
        moved = any(one.kind not in {"year", *_PLAIN} and one.said[:3] not in {"cou", "ouv"} for one in found)
        ends = {day[:2] for n in whole for day in found[n].days}
        if len(whole) != 1 or len(ends) != 1 or moved or not min(ends)[0]:
            return None
        year, month = ends.pop()
        return Meant(f"{year}-{month:02}" if kinds[whole[0]] == "month" else f"{year}", beside(pieces, found, {*whole}))
    at, said = main[0], found[main[0]].days[0]
    either = {n for n, kind in enumerate(kinds) if kind == "or"}
    that_is = [found[n].said for n in either] == ["soit"] and 0 < min(either) < at  # « rentrée 2027, soit le 1er septembre »
    or_else = either and not (that_is and all(one.days[0].month == said.month for one in found if one.kind == "month"))
    before = next((one for one in reversed(found[:at]) if one.kind not in DROPPED | {"from", "since"}), None)
    moving = before and before.kind in _MOVING and before.said[:2] not in {"ou", "vu"}  # « on ouvre le 5 avril »
    ties = [n for n in (at - 1, at + 1) if 0 <= n < len(found) and kinds[n] == "to" and kinds[n + 1 : n + 2] != ["season"]]
    if or_else or len(main) > 1 or ties or moving or any(found[n].days[0][1:3] != said[1:3] for n in days):
        return None
    near = {other.days[0].year for other in found if other.kind in {"year", "month"} and other.days[0].year}
    given = said._replace(year=near.pop()) if not said.year and len(near) == 1 else said
    day = given.iso() if given.year else _coming(given, pieces.line, today) if today else ""
    if not day or (kinds[at] == "today" and not _agree(dt.date.fromisoformat(day), found)):
        return None
    told = f"« {text.strip()} » lu « {day} »" if not said.year or kinds[at] == "today" else ""
    return Meant(day, beside(pieces, found, {at, *either}), told)


def _agree(day: dt.date, found: list[DayPiece]) -> bool:
    """Whether what is said beside a day told from today is that day: « samedi prochain (le 5) »."""
    said = {("bare", f"{day.day}"), ("bare", f"{day.day}e"), ("weekday", f"D{day.weekday()}")}
    beside = (one for one in found if one.kind in {"bare", "weekday", "except", "shift"} and one.said[:2] != "vu")
    return {(one.kind, one.said) for one in beside} <= said


def _coming(one: Day, line: str, today: dt.date) -> str:
    """The day that is meant without its year: the one that is this day of the week, the last one since when something is, else
    the coming one."""
    fit = [iso for year in (today.year - 1, today.year, today.year + 1) if (iso := one._replace(year=year).iso())]
    if one.weekday >= 0:
        return fit[0] if len(fit) == 1 else ""
    if _GONE.match(line):
        return max((iso for iso in fit if iso <= today.isoformat()), default="")
    day = next((iso for iso in fit if iso >= today.isoformat()), "")
    return day if day and ("prochain" in line or (dt.date.fromisoformat(day) - today).days <= FAR) else ""


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « 01/09/26 », « mars 2026 », « 3/12 »; nothing
    for anything else, nor when the text says more.
    """
    said = [one for one in read(Pieces(text).line) if one.kind not in DROPPED]
    if found := date(text):
        yield from [found.value] if not found.rest else []
    elif len(said) == 1 and said[0].kind == "day" and not UNSURE.search(flattened(text)):
        day = said[0].days[0]
        yield from [f"{UNKNOWN}-{day.iso()}"] if not day.year and day.weekday < 0 and day.iso() else []


def read_day(text: str, today: dt.date) -> str:
    """A whole day, or one said from today: « hier », « lundi prochain », « le 24/12 »; "" for anything else."""
    return found[0] if (found := date(text, today)) and not found.rest and len(found.value) == 10 else ""
