"""School holidays and public holidays. Sole importer of ``vacances_scolaires_france`` and ``holidays``.

Both come with their data: nothing is asked from the network. School holidays go « du samedi au dimanche »,
as the official calendar says them: every day of them is a holiday, Wednesdays and Sundays included. The first Saturday is one:
« les vacances débutent les jours indiqués, après les cours ; pour les élèves qui n'ont pas cours le samedi, le vendredi après
les cours » (calendar of the ministry of education). Readers of OpenStreetMap's ``SH`` may count from the Sunday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from ctg.common.problems import WARNING, Problem
from ctg.model.commune import Commune
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.territory import APART, ZONE_OF, PeriodeScolaire
from ctg.reading.catalogue import Catalogue

ALERT_DAYS = 60
"""How long before its end the school calendar is said to run out."""
LOCAL_LAW = {"57": "57", "67": "6AE", "68": "6AE"}
"""The local law of Alsace and Moselle has two public holidays more (Code du travail, art. L. 3134-13)."""
LOCAL_LAW |= {code: code for code in ("971", "972", "973", "974", "976")}
LOCAL_LAW |= {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}
"""Overseas, the end of slavery is one too (Code du travail, art. L. 3422-2), and what each has of its own."""


@lru_cache(maxsize=1)
def _school_dates() -> dict[dt.date, dict]:
    """Every known day of holidays in any zone: ``{"vacances_zone_a": True, …, "nom_vacances": "Vacances de Noël"}``."""
    return SchoolHolidayDates().data


@lru_cache(maxsize=16)
def _public_dates(subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=subdivision, language="fr")


@lru_cache(maxsize=4)
def _last_day(zone: str) -> dt.date:
    return max(date for date, row in _school_dates().items() if row[f"vacances_zone_{zone.lower()}"])


@lru_cache(maxsize=32)  # a few windows from today on, the same for each place
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
    """The calendar of a place: its school zone (A, B or C), or what its department decides, and its public holidays."""

    zone: str | None
    departement: str = ""
    """The code of the department: « 57 », « 974 »."""
    own: tuple[PeriodeScolaire, ...] = ()
    """The school holidays of a department that is in no zone, as the territory tells them."""

    @classmethod
    def of(cls, catalogue: Catalogue, record: Record | None = None) -> Calendar:
        """The calendar of a place or a commune, by its department; that of the territory where most of its communes are."""
        commune = catalogue.commune_of(record) if isinstance(record, Place) else record if isinstance(record, Commune) else None
        return cls.there(catalogue, catalogue.departement_by_commune[commune.nom] if commune else catalogue.departement)

    @classmethod
    def there(cls, catalogue: Catalogue, departement: str) -> Calendar:
        """That of a department; what no code tells (invented territories) is what the territory says of itself."""
        told = catalogue.territoire.vacances_scolaires
        own = (period for one in told if one.departement == departement for period in one.periodes)
        zone = ZONE_OF.get(departement) or (None if departement else catalogue.territoire.zone_scolaire)
        return cls(zone, departement, tuple(own))

    def holiday_name(self, date: dt.date) -> str | None:
        """« vacances de Noël », « pont de l'Ascension »; None in term, and after :attr:`known_until`."""
        if not self.zone:
            return next((period.nom for period in self.own if period.du <= date <= period.au), None)
        row = _school_dates().get(date)
        name = row["nom_vacances"] if row and row[f"vacances_zone_{self.zone.lower()}"] else ""
        return name[:1].lower() + name[1:] or None

    def is_school_holiday(self, date: dt.date) -> bool:
        """Whether the schools are on holiday. False after :attr:`known_until`: ask it first."""
        return self.holiday_name(date) is not None

    def public_holiday(self, date: dt.date) -> str | None:
        """« Armistice », « Noël »; None on other days."""
        return _public_dates(LOCAL_LAW.get(self.departement)).get(date)

    def sort(self, date: dt.date) -> Sort:
        """All that a calendar knows of a date."""
        odd = date.isocalendar().week % 2 == 1
        return Sort(date.weekday(), odd, self.holiday_name(date), self.public_holiday(date), date <= self.known_until)

    def sorts(self, start: dt.date, count: int) -> list[tuple[dt.date, Sort]]:
        """:meth:`sort` of ``count`` dates from ``start`` on."""
        return _sorts(self, start, count)

    @property
    def known_until(self) -> dt.date:
        """The last day of the last known holidays: after it, term and holidays cannot be told apart."""
        return _last_day(self.zone) if self.zone else max((period.au for period in self.own), default=dt.date.min)


def calendar_problems(catalogue: Catalogue, today: dt.date) -> Iterator[Problem]:
    """What the territory must write about its school calendars, department by department; nothing when all is known."""
    calendars = [Calendar.there(catalogue, code) for code in catalogue.departements or ("",)]
    for calendar in {one.zone or one.departement: one for one in calendars}.values():
        if problem := calendar_problem(calendar, today):
            yield problem
    typed = catalogue.territoire.zone_scolaire
    zones = {zone for code in catalogue.departements if (zone := ZONE_OF.get(code))}
    if typed and zones and zones != {typed}:
        told = f"La zone de vacances écrite est {typed}. Les codes INSEE des communes disent : {', '.join(sorted(zones))}."
        yield _told("zone_scolaire", told, "Effacez « zone_scolaire » : chaque commune a la sienne, par son département.")


def calendar_problem(calendar: Calendar, today: dt.date) -> Problem | None:
    """A warning when the school calendar ends in less than :data:`ALERT_DAYS`; None when it does not."""
    last = calendar.known_until
    if last >= today + dt.timedelta(days=ALERT_DAYS):
        return None
    until = "ne sont pas connues" if last == dt.date.min else f"ne sont connues que jusqu'au {last:%d/%m/%Y}"
    if calendar.zone:
        remedy = "Mettez le programme à jour (bibliothèque « vacances-scolaires-france »), puis lancez « make installer »."
        return _told("zone_scolaire", f"Les vacances scolaires de la zone {calendar.zone} {until}.", remedy)
    if calendar.departement not in APART:
        told = "La zone de vacances n'est pas connue : aucun code INSEE ne dit le département."
        return _told("zone_scolaire", told, "Vérifiez les codes INSEE, ou ajoutez « zone_scolaire: A », B ou C.")
    lines = f'- {{departement: "{calendar.departement}", periodes: [{{nom: …, du: …, au: …}}, …], sources: [{{titre: …}}]}}'
    remedy = f"Recopiez l'arrêté du recteur sous « vacances_scolaires » : « {lines} »."
    return _told("vacances_scolaires", f"Les vacances scolaires du département {calendar.departement} {until}.", remedy)


def _told(field: str, told: str, remedy: str) -> Problem:
    return Problem("data/territoire.yml", 1, field, "", told, remedy, WARNING)
