"""What a value becomes in a trace: eight characters that change when the value does, and only then."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from ctg.ground.problems import fold
from ctg.kinds.fields.horaires import Horaires, Ouverture, Semaine, Span
from ctg.kinds.fields.periodes import DayOfYear, NthWeekday, Period


def digest(*values: object) -> str | None:
    """Eight characters for these values; None when there are none. Numbers and None as JSON writes them, texts folded."""
    kept = [fold(value) if isinstance(value, str) else value for value in values]
    if not any(value not in (None, "", [], ()) for value in kept):
        return None
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:8]


def exactly(value: str | None) -> str | None:
    """A digest for what is not read but dialled or typed: every sign counts."""
    return hashlib.sha256(value.encode()).hexdigest()[:8] if value else None


# --- hours ---------------------------------------------------------------------------------------


def hours(horaires: Horaires | None) -> str | None:
    """A digest of what lasts: weeks, seasons of every year, days of the month. The note, when it is all that is known.

    The same hours written otherwise (a closed day said or left out) have the same digest.
    """
    if horaires is None or not horaires.known:
        return digest(horaires.note) if horaires else None
    ordinary, term = (None, horaires) if horaires.school_year else (horaires, None)
    weeks = (ordinary, term, horaires.vacances, horaires.semaines_paires, horaires.semaines_impaires)
    seasons = sorted([span(season), _week(season)] for season in horaires.saisons if season.yearly)
    monthly = sorted(_opening(opening) for opening in horaires.dates if isinstance(opening.quand, NthWeekday))
    return digest([_week(week) for week in weeks], seasons, monthly, horaires.jours_feries)


def dated(horaires: Horaires | None) -> dict[str, str]:
    """What holds between two dates only, by period (``2026-07-01/2026-08-31``): seasons and openings of one year."""
    if horaires is None:
        return {}
    seasons = {span(season): digest(_week(season)) or "" for season in horaires.saisons if not season.yearly}
    days = ((opening.quand, opening) for opening in horaires.dates)
    return seasons | {day.isoformat(): digest(_opening(opening)) or "" for day, opening in days if isinstance(day, dt.date)}


def _week(week: Semaine | None) -> list:
    return [openings(spans) for _, spans in week.week] if week else []


def openings(spans: tuple[Span, ...]) -> list:
    """The openings of a day as JSON writes them."""
    return [[opening.debut, opening.fin, opening.moment] for opening in spans]


def _opening(opening: Ouverture) -> list:
    when = [opening.quand.rank, opening.quand.weekday] if isinstance(opening.quand, NthWeekday) else []
    return [when, openings(opening.heures), fold(opening.lieu or "")]


def span(period: Period) -> str:
    """``2026-12-24/2027-01-03``, ``08-01/08-21`` for every year; a single day once."""
    days = (day for day in (period.du, period.au) if day)
    ends = (f"{day.month:02}-{day.day:02}" if isinstance(day, DayOfYear) else day.isoformat() for day in days)
    return "/".join(dict.fromkeys(ends))
