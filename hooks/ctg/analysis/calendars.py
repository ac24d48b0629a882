"""School holidays and public holidays. Sole importer of ``vacances_scolaires_france`` and ``holidays``.

Both come with their data: nothing is asked from the network. School holidays go « du samedi au dimanche »,
as the official calendar says them: every day of them is a holiday, Wednesdays and Sundays included.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from holidays import France
from vacances_scolaires_france import SchoolHolidayDates

from ctg.kinds.territoire import Territoire
from ctg.problems import WARNING, Problem

ALERT_DAYS = 60
"""How long before its end the school calendar is said to run out."""
# The two further public holidays of the local law of Alsace and Moselle (Code du travail, art. L. 3134-13).
LOCAL_LAW = {"Moselle": "57", "Bas-Rhin": "6AE", "Haut-Rhin": "6AE", "Alsace": "6AE"}


@lru_cache(maxsize=1)
def _school_dates() -> dict[dt.date, dict]:
    """Every known day of holidays in any zone: ``{"vacances_zone_a": True, …, "nom_vacances": "Vacances de Noël"}``."""
    return SchoolHolidayDates().data


@lru_cache(maxsize=4)
def _public_dates(subdivision: str | None) -> France:
    return France(subdiv=subdivision, language="fr")


@lru_cache(maxsize=4)
def _last_day(zone: str) -> dt.date:
    return max(date for date, row in _school_dates().items() if row[f"vacances_zone_{zone.lower()}"])


@lru_cache(maxsize=10_000)  # a few years of a few zones: each record asks for the same days
def _holiday_name(zone: str, date: dt.date) -> str | None:
    row = _school_dates().get(date)
    if not row or not row[f"vacances_zone_{zone.lower()}"]:
        return None
    name = row["nom_vacances"]
    return name[:1].lower() + name[1:]


@lru_cache(maxsize=10_000)
def _public_holiday(subdivision: str | None, date: dt.date) -> str | None:
    return _public_dates(subdivision).get(date)


@lru_cache(maxsize=8)  # a few windows from today on, the same for each place
def _sorts(calendar: Calendar, start: dt.date, count: int) -> list[tuple[dt.date, Sort]]:
    dates = (start + dt.timedelta(days=n) for n in range(count))
    return [(date, calendar.sort(date)) for date in dates]


class Sort(NamedTuple):
    """All that a calendar knows of a date."""

    weekday: int
    """0 is Monday."""
    odd_week: bool
    """Whether its week has an odd number in the ISO calendar."""
    holiday: str | None
    public_holiday: str | None
    known: bool
    """Whether the school calendar goes so far."""


@dataclass(frozen=True)
class Calendar:
    """The calendar of a territory: its school zone (A, B or C) and, for Alsace and Moselle, its department."""

    zone: str
    departement: str = ""

    @classmethod
    def of(cls, territoire: Territoire) -> Calendar:
        """The calendar of a territory."""
        return cls(territoire.zone_scolaire, territoire.departement)

    def holiday_name(self, date: dt.date) -> str | None:
        """« vacances de Noël », « pont de l'Ascension »; None in term, and after :attr:`known_until`."""
        return _holiday_name(self.zone, date)

    def is_school_holiday(self, date: dt.date) -> bool:
        """Whether the schools of the zone are on holiday. False after :attr:`known_until`: ask it first."""
        return self.holiday_name(date) is not None

    def public_holiday(self, date: dt.date) -> str | None:
        """« Armistice », « Noël »; None on other days."""
        return _public_holiday(LOCAL_LAW.get(self.departement), date)

    def sort(self, date: dt.date) -> Sort:
        """All that a calendar knows of a date."""
        odd = date.isocalendar().week % 2 == 1
        return Sort(date.weekday(), odd, self.holiday_name(date), self.public_holiday(date), date <= self.known_until)

    def sorts(self, start: dt.date, count: int) -> list[tuple[dt.date, Sort]]:
        """:meth:`sort` of ``count`` dates from ``start`` on."""
        return _sorts(self, start, count)

    @property
    def known_until(self) -> dt.date:
        """The last day of the last known school year: after it, term and holidays cannot be told apart."""
        return _last_day(self.zone)


def calendar_problem(calendar: Calendar, today: dt.date, days: int = ALERT_DAYS) -> Problem | None:
    """A warning when the school calendar does not reach ``days`` after ``today``; None when it does.

    ``days`` is what is about to be computed, when that is longer than :data:`ALERT_DAYS`.
    """
    if calendar.known_until >= today + dt.timedelta(days=max(days, ALERT_DAYS)):
        return None
    return Problem(
        "data/territoire.yml",
        1,
        "zone_scolaire",
        "",
        f"Les vacances scolaires de la zone {calendar.zone} ne sont connues que jusqu'au {calendar.known_until:%d/%m/%Y}.",
        "Mettez le programme à jour (bibliothèque « vacances-scolaires-france »), puis lancez « make installer ».",
        WARNING,
    )
