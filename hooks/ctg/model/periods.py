"""Dates as opening hours need them: a day of one year or of every year, a period, « premier mardi du mois »."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator

from ctg.common.phrases import DAYS, DayOfYear
from ctg.common.problems import fold, french, shown
from ctg.model.fields import Line, Part, champ, existing, plausible, requis

JOURS = DAYS
YEARS = range(2000, 2101)
"""Outside of these, a year was mistyped."""
LEAP_YEAR = 2000
ENDLESS, UNTIL_FURTHER_NOTICE = dt.date.max, "jusqu'à nouvel ordre"
"""The last day of what has no known end, and how it is typed."""
LONGEST_CLOSURE = 366  # days: beyond, the year was probably mistyped, or the place does not exist any more


Bound = dt.date | DayOfYear


def _iso(text: str) -> dt.date | None:
    """A full date, ``2026-12-24``; None for anything else. Raises when it does not exist, or its year is not plausible."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    date = dt.date.fromisoformat(str(existing(text)))
    plausible(date.year, text, YEARS)
    return date


def _bound(value: object) -> Bound:
    text = str(value).strip()
    if date := _iso(text):
        return date
    if match := re.fullmatch(r"(\d{2})-(\d{2})", text):
        month, day = int(match[1]), int(match[2])
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]:
            return DayOfYear(month, day)
    remedy = "Écrivez année-mois-jour : 2026-12-24, ou mois-jour pour chaque année : 12-24."
    raise french(f"« {shown(value)} » n'est pas une date.", remedy)


Borne = Annotated[Bound, BeforeValidator(_bound)]
Fin = Annotated[Bound, BeforeValidator(lambda said: ENDLESS if fold(str(said)) == fold(UNTIL_FURTHER_NOTICE) else _bound(said))]
"""The end of a closure, which may not be known yet."""


class Period(Part):
    """From a day to a day, both included. In days of the year, it may cross New Year (``12-24`` to ``01-03``)."""

    du: Borne = requis("Du", "Premier jour : 2026-12-24, ou 12-24 pour chaque année.", "2026-12-24", sans_lieu=True)
    au: Borne | None = champ("Au", "Dernier jour compris ; vide : un seul jour.", "2027-01-03", sans_lieu=True)

    def model_post_init(self, _context: object) -> None:
        if self.au is None:
            return
        if type(self.du) is not type(self.au):
            remedy = "Donnez l'année aux deux dates, ou à aucune des deux."
            raise french("L'une des deux dates a une année, l'autre non.", remedy, "au")
        if isinstance(self.du, dt.date) and isinstance(self.au, dt.date) and self.au < self.du:
            raise french("Cette période finit avant de commencer.", "Échangez « du » et « au », ou corrigez l'année.", "au")

    @cached_property
    def yearly(self) -> bool:
        """True when it comes back every year."""
        return isinstance(self.du, DayOfYear)

    def over(self, today: dt.date) -> bool:
        """Whether all its days are past; a period of every year never is."""
        last = self.au or self.du
        return isinstance(last, dt.date) and last < today

    def meets(self, other: "Period") -> bool:
        """Whether they share a day: then one holds the other's first. Days of every year are not compared with dates."""
        return self.yearly is other.yearly and (self._holds(other.du) or other._holds(self.du))

    def _holds(self, bound: Bound) -> bool:
        return self.contains(dt.date(LEAP_YEAR, bound.month, bound.day) if isinstance(bound, DayOfYear) else bound)

    def contains(self, date: dt.date) -> bool:
        """Whether a date is in the period."""
        first, last = self._ends
        day = date.month * 100 + date.day if self.yearly else date.toordinal()
        if last < first:  # crosses New Year
            return day >= first or day <= last
        return first <= day <= last

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """The first and the last day as numbers, which compare faster: asked for each day of a year."""

        def number(bound: Bound) -> int:
            return bound.month * 100 + bound.day if isinstance(bound, DayOfYear) else bound.toordinal()

        return number(self.du), number(self.au or self.du)


class Fermeture(Period):
    """A time when a place is closed, whatever its hours."""

    au: Fin | None = champ(
        "Au", f"Dernier jour compris ; vide : un seul jour ; ou « {UNTIL_FURTHER_NOTICE} ».", "2027-01-03", sans_lieu=True
    )
    motif: Line | None = champ("Motif", "Ce que l'on dit aux familles.", "fermeture annuelle", sans_lieu=True)

    def model_post_init(self, context: object) -> None:
        super().model_post_init(context)
        dated = isinstance(self.du, dt.date) and isinstance(self.au, dt.date) and not self.endless
        if dated and (self.au - self.du).days > LONGEST_CLOSURE:  # type: ignore[operator]
            remedy = "Corrigez l'année. Si le lieu ne rouvre pas, passez la fiche en brouillon : « etat_fiche: brouillon »."
            raise french("Cette fermeture dure plus d'un an.", remedy, "au")

    @property
    def endless(self) -> dt.date | None:
        """Its first day when nobody knows its last one."""
        return self.du if self.au == ENDLESS and isinstance(self.du, dt.date) else None


class Feries(Fermeture):
    """« jours feries »: closed on all of them."""

    du: Borne = DayOfYear(1, 1)
    """The first of them."""

    def contains(self, date: dt.date) -> bool:
        """Never: the public holidays come from the calendar, see :mod:`ctg.hours.opening`."""
        return False


def _closure(value: object) -> object:
    if not isinstance(value, str):
        return value
    if fold(value) in {"jours feries", "jour ferie"}:
        return Feries()
    remedy = "Écrivez {du: 2026-12-24, au: 2027-01-03, motif: fermeture annuelle}, ou « jours feries »."
    raise french(f"« {shown(value)} » n'est pas une fermeture.", remedy)


Closure = Annotated[Fermeture, BeforeValidator(_closure)]


@dataclass(frozen=True)
class NthWeekday:
    """« premier mardi du mois »: ``rank`` 1 to 4, or -1 for the last; ``weekday`` 0 is Monday."""

    rank: int
    weekday: int

    def falls_on(self, date: dt.date) -> bool:
        """Whether a date is that day of its month."""
        if date.weekday() != self.weekday:
            return False
        if self.rank == -1:
            return date.day + 7 > calendar.monthrange(date.year, date.month)[1]
        return (date.day - 1) // 7 + 1 == self.rank


RANKS = {
    **{"premier": 1, "1er": 1, "deuxieme": 2, "2e": 2, "second": 2, "troisieme": 3, "3e": 3, "quatrieme": 4, "4e": 4},
    "dernier": -1,
}
_NTH = re.compile(rf"({'|'.join(RANKS)}) ({'|'.join(JOURS)}) (?:du|de chaque) mois")


def _when(value: object) -> dt.date | NthWeekday:
    text = str(value).strip()
    if date := _iso(text):
        return date
    if match := _NTH.fullmatch(fold(text[:100])):
        return NthWeekday(RANKS[match[1]], JOURS.index(match[2]))
    remedy = "Écrivez « premier mardi du mois » (premier, deuxieme, troisieme, quatrieme ou dernier), ou une date : 2026-12-05."
    raise french(f"« {shown(value)} » n'est pas compris.", remedy)


Quand = Annotated[dt.date | NthWeekday, BeforeValidator(_when)]
