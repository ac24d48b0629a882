"""Opening hours in French: the weeks as tables, the rest in sentences, and what changes in the coming weeks."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from ctg.common import phrases
from ctg.common.phrases import at_name, capital, day_month, weekday
from ctg.hours.events import HoursChange, Reason, changes, round_of
from ctg.hours.opening import Calendar, HasHours, Schedule, stops
from ctg.model import JOURS, OPEN, Arret, AutreSemaine, Feries, Horaires, NthWeekday, Ouverture, Place, Semaine, Span
from ctg.pages.templates import TemplateWords
from ctg.reading.catalogue import Catalogue

SOON_DAYS, LATER_DAYS = 42, 365
"""What is announced « dans les prochaines semaines », then « plus tard »."""
NEXT_STOPS, STOP_DAYS = 3, 120

MOMENTS = {"matin": "le matin", "apres-midi": "l’après-midi", "journee": "dans la journée", OPEN: "ouvert, heures à demander"}


# --- a week --------------------------------------------------------------------------------------


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """When one may come, for templates."""
    return TemplateWords(
        {"heures": spans},
        {
            "ouverture": lambda record, horaires, fermetures: describe(
                Schedule(horaires, fermetures), Calendar.of(catalogue, record), today
            ),
            "passe": partial(passing, catalogue),
            "arrets": lambda place: describe_stops(place, Calendar.of(catalogue, place), today),
        },
    )


def clock(minutes: int) -> str:
    """« 8 h », « 17 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02d}" if rest else "")


def spans(day: tuple[Span, ...]) -> str:
    """« 8 h à 12 h et 14 h à 18 h », « le matin », « fermé »."""
    words = (MOMENTS[span.moment] if span.moment else f"{clock(span.debut)} à {clock(span.fin)}" for span in day)
    return " et ".join(words) or "fermé"


def week_rows(week: Semaine) -> list[tuple[str, str]]:
    """The week as (days, hours), days with the same hours together: « du lundi au jeudi », « samedi et dimanche ».

    Days of which nothing is said are left out.
    """
    rows: list[tuple[list[str], str]] = []
    follows = False
    for number, (jour, day) in enumerate(week.week):
        if week.silent(number):
            follows = False
            continue
        text = spans(day)
        if follows and rows[-1][1] == text:
            rows[-1][0].append(jour)
        else:
            rows.append(([jour], text))
        follows = True
    return [(_days(days), text) for days, text in rows]


def _days(days: list[str]) -> str:
    if len(days) == len(JOURS):
        return "tous les jours"
    if len(days) > 2:
        return f"du {days[0]} au {days[-1]}"
    return " et ".join(days)


# --- the whole of it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """Hours as a page shows them. A table's title is empty when there is no other."""

    tables: list[tuple[str, list[tuple[str, str]]]]
    lines: list[str]
    """What the tables do not say, from the most ordinary to the rarest."""
    soon: list[str]
    later: list[str]

    @property
    def brief(self) -> bool:
        """Whether the first week, or the first line, and the next change say all of it."""
        return len(self.tables) < 2 and len(self.lines) <= (not self.tables) and len(self.soon) < 2 and not self.later


def describe(place: HasHours, calendar: Calendar, today: dt.date) -> Opening:
    """All that a page says about hours, the note aside."""
    hours, closures = place.horaires, place.fermetures
    end = today + dt.timedelta(days=SOON_DAYS)
    later = changes(place, calendar, end, LATER_DAYS - SOON_DAYS, (Reason.CLOSURE, Reason.OPENING))
    return Opening(
        tables(hours, today) if hours else [],
        ordinary_lines(hours) + (["Fermé les jours fériés."] if any(isinstance(c, Feries) for c in closures) else []),
        exceptions(place, calendar, today),
        [sentence(change, today) for change in later if change.du >= end],
    )


def tables(hours: Horaires, today: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, rows) for each week that is not over: all year or term, school holidays, seasons."""
    seasons = [season for season in hours.saisons if not season.over(today)]
    rest = "En période scolaire" if hours.school_year else "Le reste de l’année" if seasons else ""
    titled = [
        (rest, hours),
        ("Pendant les vacances scolaires", hours.vacances),
        *((season_title(season), season) for season in seasons),
    ]
    return [(title, week_rows(week)) for title, week in titled if week and week.week]


def season_title(season: AutreSemaine) -> str:
    """« Été, du 1er juillet au 31 août »."""
    assert season.du  # a season has its dates
    dates = phrases.days(season.du, season.au)
    return f"{capital(season.nom)}, {dates}" if season.nom else capital(dates)


def ordinary_lines(hours: Horaires | None) -> list[str]:
    """Closed periods, alternate weeks, days of the month, public holidays: what is true all the year."""
    if hours is None:
        return []
    lines = []
    if hours.school_year and not hours.vacances:
        lines.append("Fermé pendant les vacances scolaires.")
    if hours.vacances and not hours.written:
        lines.append("Fermé en période scolaire.")
    if hours.saisons and not (hours.school_year or hours.week):
        lines.append("Fermé le reste de l’année.")
    for name, week in (("paires", hours.semaines_paires), ("impaires", hours.semaines_impaires)):
        if opened := [f"{days}, {text}" for days, text in (week_rows(week) if week else ()) if text != "fermé"]:
            lines.append(f"Les semaines {name} : {' ; '.join(opened)}.")
    lines += [f"{capital(nth(opening.quand, opening))}." for opening in hours.dates if isinstance(opening.quand, NthWeekday)]
    ruling = (hours, hours.vacances, *hours.saisons)
    if any(week and week.silent(number) for week in ruling for number in range(7)):
        lines.append("Les autres jours : demandez.")
    if hours.jours_feries == "ouvert":
        lines.append("Ouvert aussi les jours fériés.")
    return lines


def nth(day: NthWeekday, opening: Ouverture) -> str:
    """« le premier mardi du mois : 14 h à 17 h, salle des fêtes (sans rendez-vous) »."""
    return f"le {phrases.RANKS[day.rank]} {JOURS[day.weekday]} du mois : {_hours_and_place(opening)}"


def _hours_and_place(opening: Ouverture) -> str:
    place = f", {opening.lieu}" if opening.lieu else ""
    return spans(opening.heures) + place + (f" ({opening.note})" if opening.note else "")


# --- what is to come -----------------------------------------------------------------------------


def exceptions(place: HasHours, calendar: Calendar, start: dt.date) -> list[str]:
    """The sentence of each change that touches the days after ``start`` that are told (:data:`SOON_DAYS`)."""
    return [sentence(change, start) for change in changes(place, calendar, start, SOON_DAYS)]


def sentence(change: HoursChange, today: dt.date) -> str:
    """« Fermé du 24 décembre 2026 au 3 janvier 2027 : fermeture annuelle. »"""
    if change.opening:
        return f"Ouvert aussi {dates_of(change, today)} : {_hours_and_place(change.opening)}."
    if change.closed:
        return f"Fermé {dates_of(change, today)}" + (f" : {change.name}." if change.name else ".")
    if change.kind is Reason.PUBLIC_HOLIDAY:
        return f"{capital(dates_of(change, today))}, jour férié ({change.name}) : demandez si c’est ouvert."
    if change.kind is Reason.SEASON:
        hours = f"horaires de la saison « {change.name} »" if change.name else "horaires de saison"
        return f"{capital(dates_of(change, today))} : {hours}."
    return f"{capital(dates_of(change, today))} : horaires des vacances scolaires ({change.name})."


def dates_of(change: HoursChange, today: dt.date) -> str:
    """« le mardi 11 novembre », « du 1er au 21 août », « jusqu’au 3 janvier 2027 »: with the year when it is not this one."""
    if change.du == change.au:
        return f"le {_this_year(weekday(change.du), change.du, today)}"
    if change.du < today and change.au != dt.date.max:
        return f"jusqu’au {_this_year(day_month(change.au), change.au, today)}"
    return phrases.days(change.du, change.au, today)


def _this_year(words: str, date: dt.date, today: dt.date) -> str:
    return words if date.year == today.year else f"{words} {date.year}"


# --- what moves ---------------------------------------------------------------------------------------


def passing(catalogue: Catalogue, place: Place) -> str:
    """« Passe dans 42 communes : appelez pour le jour »; empty for what does not move."""
    found = round_of(catalogue, place)
    if found is None:
        return ""
    where = f"Passe dans {found.count} communes" if found.count > 1 else "".join(map(_at, found.communes)) or "Se déplace"
    if found.dated:
        return f"{where} : voyez les jours"
    return f"{where} : {'appelez pour' if place.telephone else 'demandez'} le jour"


def _at(commune: str) -> str:
    return f"Passe {at_name(commune)}"


@dataclass(frozen=True)
class Stop:
    """A stop as a page shows it: its ordinary hours, and its next passages."""

    arret: Arret
    lines: list[str]
    next: list[str]


def describe_stops(place: Place, calendar: Calendar, today: dt.date) -> list[Stop]:
    """The stops of an itinerant place, in the order written."""
    return [_stop(place, arret, calendar, today) for arret in place.arrets]


def stop_days(place: Place, arret: Arret, calendar: Calendar, today: dt.date) -> str:
    """When it stops there, in sentences: « Lundi matin (2026). », « Jeudi : 9 h à 12 h. », « Appelez pour le jour. »"""
    said = [f"{capital(arret.quand.rstrip('. '))}."] if arret.quand else []
    lines = said + _stop(place, arret, calendar, today).lines
    return " ".join(lines) or ("Appelez pour le jour." if place.telephone else "Demandez le jour.")


def _stop(place: Place, arret: Arret, calendar: Calendar, today: dt.date) -> Stop:
    if not arret.horaires:
        return Stop(arret, [], [])
    lines = [
        f"{title + ', ' if title else ''}{days} : {text}."
        for title, rows in tables(arret.horaires, today)
        for days, text in rows
        if text != "fermé"
    ]
    lines = [capital(line) for line in lines + ordinary_lines(arret.horaires)]
    coming = stops(place.model_copy(update={"arrets": (arret,)}), calendar, today, STOP_DAYS)[:NEXT_STOPS]
    return Stop(arret, lines, [_passage(date, lieu, openings, arret, today) for date, _, lieu, openings in coming])


def _passage(date: dt.date, lieu: str | None, openings: tuple[Span, ...], arret: Arret, today: dt.date) -> str:
    """« lundi 7 décembre, 9 h 30 à 12 h », with the place when it is not the usual one."""
    return f"{_this_year(weekday(date), date, today)}, {spans(openings)}" + (f" ({lieu})" if lieu != arret.lieu and lieu else "")
