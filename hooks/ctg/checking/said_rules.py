"""What a text says against the calendar, against itself, or against the field beside it: warnings, since words may mean more
than they seem to. Each rule reads a whole form (« de 9 à 4 ans », « fermé le lundi »), and nothing near it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from ctg.checking.rules import Checked
from ctg.common.phrases import DAYS, MONTHS, date_fr, no_such_day, of_name
from ctg.common.problems import Location, Problem, fold
from ctg.model.action import Action
from ctg.model.fields import Part
from ctg.model.framework import Axe
from ctg.model.opening_hours import Horaires
from ctg.model.periods import DayOfYear, Period
from ctg.model.place import Place
from ctg.model.structure import Structure

_DATE = re.compile(rf"\b(?:({'|'.join(DAYS)}) )?(1er|\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<![\d-])((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)\d\d)(?![\d-])")
_SHARE = re.compile(
    r"(?<![\d,.-])(?<!\d\s)(\d+) (?:(?!m\b|mètres|km|h\b|heures)[^\W\d]+ )?sur (\d+)(?!\d|[,.]\d|\s\d|\s?(?:m|cm|km)\b)"
)
_RANGE = re.compile(
    r"(?<!passe )(?<!passé )(?<!baisse )(?<!baissé )\bde (\d+(?:,\d+)?) à (\d+(?:,\d+)?)\s?(ans|mois|semaines|€|euros)",
    re.IGNORECASE,
)
_AGES = re.compile(r"(?:\b(?:de|des|les) )?(\d{1,2})(?: (ans|mois))?(?: à |\s?[-–]\s?)(\d{1,2}) (ans|mois)\b")
_UNDER = re.compile(r"(?:enfants|bébés|jeunes|petits) de moins de (\d{1,2}|trois|quatre|six) ans")
_BY = re.compile(r"d'ici (?:à |fin |la fin de )?(\d{4})\b")
_OTHER_TIME = re.compile(
    rf"(?:\(|\b(?:en|de|depuis|dès|fin|début|année|saison|avant|après|d'ici|{'|'.join(MONTHS)}) )(\d{{4}})\b(?! ?\w|[ \d])"
)
_CLOSED = re.compile(rf"\bferm(?:é|ée|és|ées) (?:le|les|tous les) ({'|'.join(DAYS)})s?(?=\s*(?:[.,;!)]|$))", re.IGNORECASE)
_PLACES = re.compile(r"(?<!plus )(?<!moins )\bde (\d{1,3}) places\b(?! de parking)")
WORDS = {"trois": 3, "quatre": 4, "six": 6}
SEASONS = {
    "belle saison": range(3, 12), "été": range(6, 10), "hiver": (11, 12, 1, 2, 3), "printemps": range(3, 7),
    "automne": range(9, 13), "noël": (12, 1), "fin d'année": (12, 1), "nouvel an": (12, 1), "toussaint": (10, 11),
    "pâques": range(3, 6), **{month: (rank,) for rank, month in enumerate(MONTHS, 1)},
}  # fmt: skip
"""The months in which the middle of a period of that name falls, north of the equator."""
SOUTH = ("974", "976", "98")
"""How begin the codes of communes where summer is in January."""


class SaidDate(NamedTuple):
    """A date in a text."""

    before: str
    """What stands before it."""
    text: str
    weekday: str
    """The day of the week that it names; else empty."""
    day: dt.date | None
    """None without a year, or when there is no such day."""


def dates_said(text: str) -> Iterator[SaidDate]:
    """The dates that a text writes in full: « le samedi 14 décembre 2026 », « 31 juin »."""
    for found in _DATE.finditer(text) if any(month in text for month in MONTHS) else ():
        weekday, day, month, year = found.groups()
        known = year and not no_such_day(found[0])
        date = dt.date(int(year), MONTHS.index(month.lower()) + 1, int(day.removesuffix("er"))) if known else None
        yield SaidDate(text[: found.start()], found[0], (weekday or "").lower(), date)


def texts_agree_with_the_calendar(one: Checked[Part]) -> Iterator[Problem]:
    """Days that do not exist, days of the week that are not those of their date, years and numbers in the wrong order."""
    for where, _, text in one.texts:
        if not any(sign.isdigit() for sign in text) or "://" in text:
            continue
        for date in dates_said(text):
            if (why := no_such_day(date.text)) and where[:2] != ("inscription", "dates"):  # told with what it does there
                yield one.warning(where, f"« {date.text} » n'existe pas : {why}.", "Corrigez le jour ou le mois.")
            elif date.day and date.weekday and DAYS[date.day.weekday()] != date.weekday:
                told = f"Le {date_fr(date.day)} est un {DAYS[date.day.weekday()]}, pas un {date.weekday}."
                yield one.warning(where, told, "Corrigez le jour ou la date.")
        for found in _YEARS.finditer(text):
            if int(found[1]) > int(found[2]):
                remedy = f"Écrivez-les dans l'ordre : {found[2]}-{found[1]}."
                yield one.warning(where, f"« {found[0]} » finit avant de commencer.", remedy)
        for found in _SHARE.finditer(text):
            if int(found[1]) > int(found[2]):
                yield one.warning(where, f"« {found[0]} » : le premier nombre dépasse le second.", "Corrigez l'un des deux.")
        for found in _RANGE.finditer(text):
            if float(found[1].replace(",", ".")) > float(found[2].replace(",", ".")):
                yield one.warning(where, f"« {found[0]} » est à l'envers.", "Échangez les deux nombres, ou corrigez l'un d'eux.")
        for found in _OTHER_TIME.finditer(text):
            if not 1500 < int(found[1]) <= one.world.today.year + 30:
                yield one.warning(where, f"« {found[0]} » : cette année est loin.", "Corrigez l'année.")
        yield from _postcodes(one, where, text)


def _postcodes(one: Checked[Part], where: Location, text: str) -> Iterator[Problem]:
    """« 99120 Vœuilly » where Vœuilly has another postcode."""
    for found in re.finditer(r"\b(\d{5}) (?=\w)", text):
        rest = text[found.end() :]
        named = max((nom for nom in one.world.postcodes if rest.startswith(nom)), key=len, default="")
        known = one.world.postcodes.get(named, ())
        if named and found[1] not in known and any(found[1] in codes for codes in one.world.postcodes.values()):
            told = f"« {found[1]} » n'est pas le code postal {of_name(named)} ({', '.join(known)})."
            yield one.warning(where, told, "Corrigez le code, ou la commune.")


def aims_after_the_start(one: Checked[Axe | Action]) -> Iterator[Problem]:
    """« D'ici 2018 », in a plan that begins in 2024."""
    cadre = one.world.framework_of(one.record)
    for where, _, text in one.texts if cadre and cadre.debut else ():
        for found in _BY.finditer(text):
            if cadre and cadre.debut and int(found[1]) < cadre.debut.year:
                told = f"« {found[0]} » : {found[1]} est avant le début de « {cadre.titre} » ({date_fr(cadre.debut)})."
                yield one.warning(where, told, "Corrigez l'année.")


# --- places ------------------------------------------------------------------------------------------


def days_as_told(one: Checked[Place]) -> Iterator[Problem]:
    """« Fermé le mercredi » beside hours of Wednesday, « Mercredis nature » that is never on a Wednesday."""
    hours = one.record.horaires
    if not hours or not hours.known:
        return
    told = " ".join(text for where, _, text in one.texts if where[0] in {"description", "horaires", "faits_a_savoir"})
    for found in _CLOSED.finditer(told):
        if (day := found[1].lower()) and getattr(hours, day):
            message = f"La fiche dit « {found[0]} », et donne des heures le {day}."
            yield one.warning(f"horaires.{day}", message, "Supprimez ces heures, ou corrigez la phrase.")
    named = [day for day in DAYS if re.search(rf"\b{day}s?\b", fold(one.record.nom))]
    if named and not hours.dates and not any(_opens(hours, day) for day in named):
        message = f"Le nom dit « {named[0]} », et rien n'ouvre ce jour-là."
        yield one.warning("horaires", message, "Corrigez les jours, ou le nom.")


def _opens(hours: Horaires, day: str) -> bool:
    return any(getattr(week, day) for week in (hours, *hours.semaines))


def seasons_as_named(one: Checked[Place]) -> Iterator[Problem]:
    """A closure or a season whose name says another time of the year, or that lasts nearly the whole year."""
    hours = one.record.horaires
    named: list[tuple[str, Period, str]] = [
        (f"fermetures.{i}", period, period.motif or "") for i, period in enumerate(one.record.fermetures)
    ]
    weeks = hours.semaines if hours else ()
    named += [(f"horaires.semaines.{i}", week, week.nom or "") for i, week in enumerate(weeks) if not week.pendant]
    for where, period, name in named:
        days = _days(period)
        if not days:
            continue
        first, count = days
        middle = (first + dt.timedelta(days=count // 2)).month
        said = [word for word in SEASONS if re.search(rf"(?<! a )(?<!nt )(?<!ir )\b{word}\b(?! scolaire)", f" {name.lower()}")]
        elsewhere = any(code.startswith(SOUTH) for code in one.world.codes)
        if said and not elsewhere and not any(middle in SEASONS[word] for word in said):
            told = f"« {name} » irait du {_day(period.du)} au {_day(period.au or period.du)}."
            yield one.warning(where, told, "Échangez les deux dates, ou corrigez un mois.")
        elif count > 300 and where.startswith("fermetures"):
            yield one.warning(where, "Cette fermeture dure presque toute l'année.", "Échangez « du » et « au ».")


def _days(period: Period) -> tuple[dt.date, int] | None:
    """(first day, number of days) of a period, in some year."""
    du, au = period.du, period.au or period.du
    if isinstance(du, DayOfYear) and isinstance(au, DayOfYear):
        first, last = du.first_in(2024), au.first_in(2024 + (au < du))
        return first, (last - first).days
    return (du, (au - du).days) if isinstance(du, dt.date) and isinstance(au, dt.date) else None


def _day(bound: dt.date | DayOfYear) -> str:
    return f"{'1er' if bound.day == 1 else bound.day} {MONTHS[bound.month - 1]}"


def ages_as_told(one: Checked[Place]) -> Iterator[Problem]:
    """Ages that no sentence of the record leaves possible: « jeunes de 11 à 17 ans » beside 1 to 7 years; and ``publics`` says
    the same ages as ``ages``."""
    ages = one.record.ages
    if not ages:
        return
    low, high = ages.de.mois if ages.de else 0, ages.a.mois if ages.a else 130 * 12
    for where, _, text in one.texts:
        if where[0] not in {"nom", "publics", "description", "conditions"}:
            continue
        said = [*_ages_said(text)]
        if said and all(end < low or start > high for _, start, end in said):
            message = f"« {where[0]} » dit aussi « {said[0][0]} »."
            yield one.warning("ages", message, "Corrigez les âges, ou la phrase.")
            return


def _ages_said(text: str) -> Iterator[tuple[str, float, float]]:
    """(words, from, to) in months of each range of ages in a text."""
    for found in _AGES.finditer(text):
        unit = found[4]
        start, end = int(found[1]) * _months(found[2] or unit), int(found[3]) * _months(unit)
        if start < end:
            yield found[0], start, end
    for found in _UNDER.finditer(text):
        yield found[0], 0, 12 * (WORDS.get(found[1]) or int(found[1]))


def _months(unit: str) -> int:
    return 12 if unit == "ans" else 1


def places_as_told(one: Checked[Structure]) -> Iterator[Problem]:
    """« Une crèche de 12 places », of which ``places`` says 20."""
    places, text = one.record.places, f"{one.record.nom}. {one.record.description or ''}"
    said = {int(found[1]) for found in _PLACES.finditer(text)}
    if places and said and places.total not in said and sum(said) != places.total:
        told = f"La fiche dit aussi « {max(said)} places » dans son texte."
        yield one.warning("places.total", told, "Corrigez le nombre, ou la phrase.")
