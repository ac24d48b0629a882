"""When one may register, where the record states full dates. Free text is read, never guessed: no year, no window."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum, auto

from ctg.ground.phrases import MONTHS

_DAY = r"(1er|\d{1,2})"
_MONTH = rf"({'|'.join(MONTHS)})"
_FULL = rf"{_DAY} {_MONTH} (\d{{4}})"
_HEAD = r"^(?:les? )?(?:pré-?)?(?:inscriptions? )?:? ?"
_RANGE = re.compile(rf"{_HEAD}du {_DAY}(?: {_MONTH}(?: (\d{{4}}))?)? au {_FULL}\b", re.IGNORECASE)
_FROM = re.compile(rf"{_HEAD}(?:à partir du|dès le) {_FULL}\b", re.IGNORECASE)
_UNTIL = re.compile(rf"{_HEAD}jusqu['’]au {_FULL}\b", re.IGNORECASE)
_ON = re.compile(rf"{_HEAD}le {_FULL}\b", re.IGNORECASE)


class RegistrationPart(StrEnum):
    """What of the window is known: all of it, or one end only."""

    WHOLE = auto()
    START = auto()
    END = auto()


@dataclass(frozen=True)
class Window:
    """From a day to a day, both included; one day when only one end is known."""

    du: dt.date
    au: dt.date
    part: RegistrationPart = RegistrationPart.WHOLE

    def over(self, today: dt.date) -> bool:
        """Whether it is too late. Of what only says when it begins, nobody knows."""
        return self.part is not RegistrationPart.START and self.au < today


_YEARLESS = re.compile(
    rf"{_HEAD}(?:du {_DAY}(?: {_MONTH})? au|du|à partir du|dès le|jusqu['’]au|le) {_DAY} {_MONTH}(?! (?:au )?\d)", re.IGNORECASE
)


class Misread(StrEnum):
    """Why a line that is written like a date is none."""

    IMPOSSIBLE = auto()
    REVERSED = auto()
    YEARLESS = auto()


def read(text: str) -> Window | Misread | None:
    """The window that a line of ``inscription.dates`` begins with: « du 1er au 30 avril 2027 », « jusqu'au 15 mai 2027 ».

    None for what is no date: « en avril », « avant le 15 mars 2027 » (is the 15th too late?).
    """
    line = " ".join(text.split())
    try:
        if found := _RANGE.match(line):
            day, month, year, last_day, last_month, last_year = found.groups()
            au = _date(last_day, last_month, last_year)
            du = _date(day, month or last_month, year or last_year)
            return Window(du, au) if du <= au else Misread.REVERSED
        for pattern, part in ((_FROM, RegistrationPart.START), (_UNTIL, RegistrationPart.END), (_ON, RegistrationPart.WHOLE)):
            if found := pattern.match(line):
                date = _date(*found.groups())
                return Window(date, date, part)
    except ValueError:
        return Misread.IMPOSSIBLE
    return Misread.YEARLESS if _YEARLESS.match(line) else None


def window(text: str) -> Window | None:
    """The window of a line, when it states one."""
    found = read(text)
    return found if isinstance(found, Window) else None


def _date(day: str, month: str, year: str) -> dt.date:
    return dt.date(int(year), MONTHS.index(month.lower()) + 1, 1 if day.lower() == "1er" else int(day))
