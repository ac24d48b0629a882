"""Who is open on a given date, school and public holidays included: the schedule, the calendar and the date in, the answer out.

What wins, from the strongest to the weakest:

1. a closure (``fermetures``);
2. a public holiday: closed when the record says so, unknown when only the week says open (``jours_feries``);
3. an added opening (``dates``), together with what follows;
4. the season: a season of given years before one of every year;
5. the week of the period: ``scolaire`` or ``vacances``, or the week of all the year;
   with what the parity of the ISO week adds to it. A period without a week is closed, parity included.

A date after the end of the known school calendar is unknown (``Day.known``) where 5 depends on it. So is a day that is not
written in a week that only says on which days it opens (``mercredi: oui``).

Holidays come from ``vacances_scolaires_france`` and ``holidays``, with their data: nothing is asked from the network. School
holidays go « du samedi au dimanche », as the official calendar says them: Wednesdays, Sundays and the first Saturday included
(« les vacances débutent les jours indiqués, après les cours »). Readers of OpenStreetMap's ``SH`` may count from the Sunday."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pkgutil import get_data
from typing import NamedTuple, Protocol

import holidays
import vacances_scolaires_france

from ctg.common.problems import WARNING, Problem, Problems
from ctg.model import Bound, Commune, Feries, Fermeture, Period, Place, Record
from ctg.model.opening_hours import HALVES, OPEN, AutreSemaine, Horaires, Ouverture, Semaine, Span
from ctg.model.territory import APART, ZONE_OF, PeriodeScolaire
from ctg.reading.catalogue import Catalogue

TABLE = "/".join(("data", "data.csv"))
"""Of the library, not of a project."""
FLAGS = {"True": True, "False": False}
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
    table = get_data(vacances_scolaires_france.__name__, TABLE) or b""  # its own code trusts the encoding of the machine
    head, *lines = (line.split(",") for line in table.decode().splitlines())
    rows = ({name: FLAGS.get(text, text) for name, text in zip(head, line, strict=True)} for line in lines)
    return {dt.date.fromisoformat(str(row["date"])): row for row in rows if True in row.values()}


@lru_cache(maxsize=16)
def _public_dates(subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=subdivision, language="fr")


@lru_cache(maxsize=4)
def _last_day(zone: str) -> dt.date:
    return max(date for date, row in _school_dates().items() if row[f"vacances_zone_{zone.lower()}"])


@lru_cache(maxsize=32)  # a few windows from today on, the same for each place
def _sorts(calendar: "Calendar", start: dt.date, count: int) -> "list[tuple[dt.date, Sort]]":
    return [(date, calendar.sort(date)) for date in days_from(start, count)]


@lru_cache(maxsize=64)  # likewise, for each of the four ways to tell dates apart
def _alike(calendar: "Calendar", start: dt.date, count: int, alternate: bool, school_year: bool) -> list[tuple[dt.date, int]]:
    """Each date, and the rank of its sort among those that the hours of a place may tell apart."""
    ranks: dict[tuple, int] = {}
    found = []
    for date, of in _sorts(calendar, start, count):
        told = (of.weekday, alternate and of.odd_week, school_year and (of.holiday is None, of.known), of.public_holiday is None)
        found.append((date, ranks.setdefault(told, len(ranks))))
    return found


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
    def of(cls, catalogue: Catalogue, record: Record | None = None) -> "Calendar":
        """The calendar of a place or a commune, by its department; that of the territory where most of its communes are."""
        commune = catalogue.commune_of(record) if isinstance(record, Place) else record if isinstance(record, Commune) else None
        return cls.there(catalogue, catalogue.departement_by_commune[commune.nom] if commune else catalogue.departement)

    @classmethod
    def there(cls, catalogue: Catalogue, departement: str) -> "Calendar":
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


def calendar_problems(catalogue: Catalogue, today: dt.date) -> Problems:
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


LETTERS = {"matin": "m", "apres-midi": "a", "journee": "j", OPEN: "o"}
UNKNOWN = "?"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class HasHours(Protocol):
    """A place, a town hall, or a :class:`Schedule`."""

    @property
    def horaires(self) -> Horaires | None: ...
    @property
    def fermetures(self) -> tuple[Fermeture, ...]: ...


@dataclass(frozen=True)
class Schedule:
    """Hours and closures that do not come from one record: a stop closes with its bus."""

    horaires: Horaires | None
    fermetures: tuple[Fermeture, ...] = ()


@dataclass(frozen=True)
class OpeningDay:
    """A day of a place. No span and no half: closed, if ``known``."""

    spans: tuple[Span, ...] = ()
    """Openings in order, apart from each other."""
    halves: tuple[Span, ...] = ()
    """Half-days whose times are not known: they carry a ``moment``."""
    added: tuple[Ouverture, ...] = ()
    known: bool = True

    @property
    def open(self) -> bool:
        """Whether it opens at all."""
        return bool(self.spans or self.halves)

    @property
    def openings(self) -> tuple[Span, ...]:
        """Spans and half-days, in the order of the day."""
        return tuple(sorted((*self.spans, *self.halves)))

    @cached_property
    def pattern(self) -> str:
        """As :func:`day_codes` writes it."""
        said = (LETTERS[span.moment] if span.moment else f"{span.debut}-{span.fin}" for span in self.openings)
        return ",".join(said) if self.known else UNKNOWN


def day(place: HasHours, calendar: Calendar, date: dt.date) -> OpeningDay:
    """What a place does on a date; see the order of the rules at the head of this module."""
    hours, closures = place.horaires, place.fermetures
    if any(closure.contains(date) for closure in closures):
        return OpeningDay()
    if hours is None or not hours.known:
        return OpeningDay(known=False)
    holiday = hours.jours_feries != "ouvert" and calendar.public_holiday(date)
    if holiday and closed_on_holidays(place):
        return OpeningDay()
    found = _otherwise(hours, calendar, date)
    return OpeningDay(known=False) if holiday and found.open else found


def closed_on_holidays(place: HasHours) -> bool:
    """Whether a place says that it is closed on public holidays."""
    hours, closures = place.horaires, place.fermetures
    return bool(hours and hours.jours_feries == "ferme") or any(isinstance(one, Feries) for one in closures)


def _otherwise(hours: Horaires, calendar: Calendar, date: dt.date) -> OpeningDay:
    """What hours say of a date, closures and public holidays apart."""
    season = season_on(hours, date)
    if not season and hours.school_year and date > calendar.known_until:
        return OpeningDay(known=False)
    week = season or period_week(hours, hours.school_year and calendar.is_school_holiday(date))
    odd = date.isocalendar().week % 2
    parity = None if season or not week else hours.semaines_impaires if odd else hours.semaines_paires
    added = tuple(opening for opening in hours.dates if opening.falls_on(date))
    regular = (span for one in (week, parity) if one for span in one.on(date.weekday()))
    spans, halves = union((*regular, *(span for opening in added for span in opening.heures)))
    if week and not (spans or halves) and week.silent(date.weekday()):
        return OpeningDay(known=False)
    return OpeningDay(spans, halves, added)


def days(place: HasHours, calendar: Calendar, start: dt.date, count: int) -> list[OpeningDay]:
    """:func:`day` for ``count`` dates from ``start`` on. Dates that the calendar does not tell apart, and that no closure, season
    or added opening touches, are one answer: 0.8 s of processor of 7 at 500 records."""
    hours = place.horaires or Horaires()
    apart = dates_of((*place.fermetures, *hours.saisons), start, count)
    kept: dict[int, OpeningDay] = {}
    found = []
    for date, alike in _alike(calendar, start, count, hours.alternate, hours.school_year):
        if date in apart or any(one.falls_on(date) for one in hours.dates):
            found.append(day(place, calendar, date))
        else:
            found.append(kept.get(alike) or kept.setdefault(alike, day(place, calendar, date)))
    return found


def dates_of(periods: Iterable[Period], start: dt.date, count: int) -> set[dt.date]:
    """The dates of a window that may be in a period: where one of every year names 29 February, the first of March too."""
    last, found = start + dt.timedelta(days=count - 1), set[dt.date]()
    for one in periods:
        for year in range(start.year - 1, last.year + 1) if one.yearly else (start.year,):
            du, au = (_in_year(bound, year) for bound in (one.du, one.au or one.du))
            first = max(du, start)
            end = min(au if du <= au else _in_year(one.au or one.du, year + 1), last)
            found.update(days_from(first, (end - first).days + 1))
    return found


def _in_year(bound: Bound, year: int) -> dt.date:
    return bound if isinstance(bound, dt.date) else bound.first_in(year)


def season_on(hours: Horaires, date: dt.date) -> AutreSemaine | None:
    """The season of a date: one of given years wins over one of every year."""
    if not hours.saisons:
        return None
    return next((season for season in sorted(hours.saisons, key=lambda s: s.yearly) if season.contains(date)), None)


def period_week(hours: Horaires, holiday: bool) -> Semaine | None:
    """The week of term or of the school holidays; None when the place is closed in that period."""
    if not hours.school_year:
        return hours
    return hours.vacances if holiday else hours if hours.written else None


def union(openings: Iterable[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """(spans, halves): spans that touch or overlap become one; a whole day stands for its halves."""
    openings = tuple(openings)
    spans: list[Span] = []
    halves = {span for span in openings if span.moment}
    for span in sorted(span for span in openings if not span.moment):
        if spans and span.debut <= spans[-1].fin:
            spans[-1] = Span(spans[-1].debut, max(spans[-1].fin, span.fin))
        else:
            spans.append(span)
    whole = HALVES["journee"]
    return tuple(spans), (whole,) if whole in halves else tuple(sorted(halves))


def days_from(start: dt.date, days: int) -> Iterator[dt.date]:
    """``days`` dates from ``start`` on."""
    return (start + dt.timedelta(days=n) for n in range(days))


def stops(place: Place, calendar: Calendar, start: dt.date, days: int) -> list[tuple[dt.date, str, str | None, tuple[Span, ...]]]:
    """(date, commune, lieu, openings) of an itinerant place from ``start`` on, in order; its closures close every stop."""
    found = []
    for stop in place.arrets:
        schedule = Schedule(stop.horaires, place.fermetures)
        for date in days_from(start, days) if stop.horaires else ():
            if (passage := day(schedule, calendar, date)).open:
                lieu = next((opening.lieu for opening in passage.added if opening.lieu), stop.lieu)
                found.append((date, stop.commune, lieu, passage.openings))
    return sorted(found, key=lambda passage: (passage[0], passage[3]))


def day_codes(place: HasHours, calendar: Calendar, start: dt.date, count: int) -> tuple[tuple[str, ...], str]:
    """(patterns, codes): one character (base 36) a day from ``start`` on, the rank of its pattern.

    A pattern reads ``450-720,840-1080`` (minutes), ``m``, ``a``, ``j`` (half-days), ``o`` (open, hours to be asked), ``?``
    (nothing is said of it) or "" (closed). The codes stop with the school calendar where they need it, and at once when only
    a note is known. (Or at a 37th pattern: never seen.)
    """
    ranks: dict[str, int] = {}
    codes = []
    hours = place.horaires
    if not (hours and hours.known):
        return (), ""
    last = (calendar.known_until - start).days
    for rank, found in enumerate(days(place, calendar, start, count)):
        if (not found.known and rank > last and hours.school_year) or (found.pattern not in ranks and len(ranks) == len(DIGITS)):
            break
        codes.append(DIGITS[ranks.setdefault(found.pattern, len(ranks))])
    return tuple(ranks), "".join(codes)
