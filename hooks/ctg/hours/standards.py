"""Opening hours for machines: OpenStreetMap's ``opening_hours``.

It says exactly what ``opening.day`` says, or nothing and why: (value, "") or (None, reason in French).
https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification"""

import datetime as dt
from collections.abc import Iterable, Iterator

from ctg.hours.opening import HasHours, closed_on_holidays, period_week, union
from ctg.model import OPEN, AutreSemaine, DayOfYear, Feries, Fermeture, Horaires, NthWeekday, Period, Semaine, Span

OsmRule = tuple[str, str]
"""(separator, rule), from the weakest to the strongest: « ; » replaces what is before on its days, « , » adds to it."""
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OSM_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OSM_LENGTH = 255
"""Longest value of a tag in OpenStreetMap."""

UNKNOWN = "Aucune heure n'est connue."
MOVING = "Ce lieu se déplace : ses heures sont celles de sa tournée, dans une commune à la fois."
OVER = "Toutes les ouvertures connues sont passées."
HALF_DAYS = "Certaines ouvertures sont des demi-journées dont les heures ne sont pas connues."
ONLY_DAYS = "Des jours d'ouverture sont connus sans leurs heures : ce format dirait les autres fermés."
TOO_LONG = f"Ces horaires dépassent les {OSM_LENGTH} caractères qu'admet OpenStreetMap."
LEAP_DAY = DayOfYear(2, 29)
NO_LEAP_DAY = "Une période qui commence ou finit le 29 février ne peut pas être écrite pour toutes les années."


def osm(place: HasHours, today: dt.date) -> tuple[str | None, str]:
    """``Mo-Fr 07:30-18:30; SH off; PH off``; what is past is left out.

    ``SH`` are the school holidays of the place's region, ``PH`` its public holidays: whoever reads the value
    knows them, as the calendar does.
    """
    hours, closures = place.horaires, place.fermetures
    reason = unsayable(hours)
    if hours is None or reason:
        return None, reason
    seasons = [season for season in hours.saisons if not season.over(today)]
    dated = [closure for closure in closures if not (isinstance(closure, Feries) or closure.over(today))]
    if any(LEAP_DAY in (period.du, period.au) for period in (*seasons, *dated)):
        return None, NO_LEAP_DAY
    off = closed_on_holidays(place)
    for comments in (True, False):
        rules = [*_osm_weeks(hours), *_osm_changes(hours, seasons, dated, today, comments, off)]
        if all(" off" in rule or " unknown" in rule for _, rule in rules):
            return None, OVER
        text = "".join(separator + rule for separator, rule in rules).lstrip(";, ")
        if len(text) <= OSM_LENGTH:
            return text, ""
    return None, TOO_LONG


def _osm_weeks(hours: Horaires) -> Iterator[OsmRule]:
    """The weeks and what parity adds to them; a period that is closed has no parity either."""
    term, holidays = period_week(hours, False), period_week(hours, True)
    parity = [
        rule
        for weeks, added in (("week 01-53/2", hours.semaines_impaires), ("week 02-52/2", hours.semaines_paires))
        for rule in _osm_week(", ", weeks + (" " if term else " SH "), added)
    ]
    yield from _osm_week("; ", "", term)
    if not hours.school_year:
        yield from parity
        return
    if not holidays:
        yield from parity
    if term:
        yield "; ", "SH off"
    if holidays:
        yield from _osm_week("; ", "SH ", holidays)
        yield from parity


def _osm_changes(
    hours: Horaires, seasons: list[AutreSemaine], closures: list[Fermeture], today: dt.date, comments: bool, off: bool
) -> Iterator[OsmRule]:
    """Seasons, added dates, public holidays, closures."""
    for season in sorted(seasons, key=lambda season: not season.yearly):
        yield "; ", f"{_osm_period(season)} off"
        yield from _osm_week("; ", f"{_osm_period(season)} ", season)
    for opening in hours.dates:
        if isinstance(opening.quand, NthWeekday):
            yield ", ", f"{OSM_DAYS[opening.quand.weekday]}[{opening.quand.rank}] {_osm_spans(opening.heures)}"
        elif opening.quand >= today:
            yield ", ", f"{_osm_date(opening.quand)} {_osm_spans(opening.heures)}"
    if hours.jours_feries != "ouvert":
        yield "; ", "PH off" if off else "PH unknown"
    for closure in closures:
        motif = " ".join(closure.motif.replace('"', "’").split()) if comments and closure.motif else ""
        yield "; ", f"{_osm_period(closure)} off" + (f' "{motif}"' if motif else "")


def _osm_week(separator: str, prefix: str, week: Semaine | None) -> Iterator[OsmRule]:
    """``Mo-Fr 07:30-18:30``: one rule for all the days with the same hours."""
    days: dict[str, list[int]] = {}
    for weekday in range(7):
        if opened := week.on(weekday) if week else ():
            days.setdefault(_osm_spans(opened), []).append(weekday)
    for spans, weekdays in days.items():
        yield separator, f"{prefix}{_osm_weekdays(weekdays)} {spans}"


def _osm_weekdays(weekdays: list[int]) -> str:
    """``Mo,We-Fr``."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    names = [[OSM_DAYS[weekday] for weekday in run] for run in runs]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in names)


def _osm_spans(spans: Iterable[Span]) -> str:
    return ",".join(f"{clock(span.debut)}-{clock(span.fin)}" for span in union(spans)[0])


def _osm_period(period: Period) -> str:
    if isinstance(period, Fermeture) and period.endless:
        return f"{_osm_date(period.du)}+"
    return _osm_date(period.du) + (f"-{_osm_date(period.au)}" if period.au and period.au != period.du else "")


def _osm_date(bound: dt.date | DayOfYear) -> str:
    year = f"{bound.year} " if isinstance(bound, dt.date) else ""
    return f"{year}{OSM_MONTHS[bound.month - 1]} {bound.day:02}"


# --- both ----------------------------------------------------------------------------------------


def unsayable(hours: Horaires | None) -> str:
    """Why hours cannot be written exactly; "" when they can."""
    if hours is None or not hours.known:
        return UNKNOWN
    openings = [span for week in (hours, *hours.semaines) for weekday in range(7) for span in week.on(weekday)]
    openings += [span for opening in hours.dates for span in opening.heures]
    moments = {span.moment for span in openings}
    return ONLY_DAYS if OPEN in moments else HALF_DAYS if moments - {""} else ""


def clock(minutes: int) -> str:
    """« 07:30 »."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
