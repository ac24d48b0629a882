"""What words say of a time, and the date beside them otherwise: a title, a source, a number, a name of file, a season; and
days and hours that no calendar has."""

import datetime as dt
import re

from ctg.checking.record_rules import year_of
from ctg.checking.rules import Checked, Date, first_day, last_day
from ctg.checking.said_rules import EITHER, dates_said, times_said
from ctg.common.phrases import DAYS, MONTHS, date_fr, day_month, no_such_day
from ctg.common.problems import Problems, fold, shown
from ctg.model import Cadre, Place, Rencontre, Suite
from ctg.model.action import EtapeAction, EtatDate
from ctg.model.fields import Part
from ctg.model.framework import Jalon
from ctg.model.periods import ENDLESS, DayOfYear, Period
from ctg.model.place import Misread, read_window
from ctg.model.references import Source

DAWN, DUSK = 7 * 60, 21 * 60
"""Minutes before and after which nobody meets."""
SEASONS = {
    "belle saison": range(3, 12), "été": range(6, 10), "hiver": (11, 12, 1, 2, 3), "printemps": range(3, 7),
    "automne": range(9, 13), "noël": (12, 1), "fin d'année": (12, 1), "nouvel an": (12, 1), "toussaint": (10, 11),
    "pâques": range(3, 6), **{month: (rank,) for rank, month in enumerate(MONTHS, 1)},
}  # fmt: skip
"""The months in which the middle of a period of that name falls, north of the equator."""
SOUTH = ("974", "976", "98")
"""How begin the codes of communes where summer is in January."""
_HOUR = re.compile(r"(?<!\d )\b(?:à|dès|vers) (\d{1,2}) ?h(?:eures?)?\b(?! (?:par|de|d'|et)\b)|\b(\d{1,2})h(\d{2})\b")


# --- what no calendar has ----------------------------------------------------------------------------


def dates_exist(one: Checked[Part]) -> Problems:
    """Days and hours that do not exist, and days of the week that are not those of their date."""
    for where, _, text in one.texts:
        for date in dates_said(text):
            if (why := no_such_day(date.text)) and not isinstance(read_window(text), Misread):  # told with what it does there
                yield one.warning(where, f"« {date.text} » n'existe pas : {why}.", "Corrigez le jour ou le mois.")
            elif date.day and date.weekday and DAYS[date.day.weekday()] != date.weekday:
                told = f"Le {date_fr(date.day)} est un {DAYS[date.day.weekday()]}, pas un {date.weekday}."
                yield one.warning(where, told, "Corrigez le jour ou la date.")
        for found in _HOUR.finditer(text):
            if int(found[1] or found[2]) > 24 or int(found[3] or 0) > 59:
                yield one.warning(where, f"« {shown(found[0])} » : cette heure n'existe pas.", "Corrigez l'heure.")


def _date(value: object) -> Date | None:
    return value if isinstance(value, Date) else year_of("annee", value)


# --- a date, and the words beside it -----------------------------------------------------------------


def dates_as_named(one: Checked[Part]) -> Problems:
    """A title names no later time than its date, and its words no other day; a source is not of before what it proves."""
    for at, (model, found) in one.groups.items():
        name = next((name for name in ("date", "etat_le", "annee") if found.get(name)), "")
        date, title = _date(found.get(name)), str(found.get("titre") or found.get("objet") or "")
        if not date:
            continue
        times = times_said(title) if issubclass(model, Source | Jalon) else [time for time in times_said(title) if time.month]
        if times and at and min(time.first for time in times) > last_day(date):
            said = date_fr(min(times, key=lambda time: time.first))
            yield one.warning((*at, name), f"Le titre dit {said}, et cette date est de {date_fr(date)}.", EITHER)
        told_on = [said for said in dates_said(str(found.get(_WORDS_OF.get(model, ""), ""))) if said.day]
        if told_on and _day(date) and first_day(date) not in [said.day for said in told_on]:
            yield one.warning((*at, name), f"Ses mots disent le {told_on[0].text}.", "Corrigez cette date, ou les mots.")
        weekdays = _WEEKDAY.findall(title)
        if len(weekdays) == 1 and _day(date) and not found.get("fin") and DAYS[first_day(date).weekday()] != weekdays[0].lower():
            yield one.warning((*at, name), f"Le titre dit « {weekdays[0]} », et cette date est un autre jour.", EITHER)
        if any(time.year < date.year - LONG_AGO for time in times_said(str(found.get("source", "")))):
            yield one.warning((*at, "source"), "Cette source est d'avant ce qu'elle dit.", "Corrigez la date, ou la source.")


_WEEKDAY = re.compile(rf"(?:^|^[Ll]e |\w(?:er|ième) )({'|'.join(DAYS)})\b", re.IGNORECASE)
"""The day that a title gives to what it names: « Sixième samedi », not « Parlons du dimanche »."""
LONG_AGO = 40
"""Years between a fact and the source that tells it, at most."""
_WORDS_OF = {Suite: "reponse", EtatDate: "note", EtapeAction: "titre"}
"""The words of a dated part that may say its day."""


def _day(date: Date) -> bool:
    return isinstance(date, dt.date) or bool(date.day)


def framework_as_told(one: Checked[Cadre]) -> Problems:
    """« 2029-2033 », in the words of what begins or ends; and the nature that a title names: one that is "another" may be a
    neighbour's."""
    cadre, natures = one.record, type(one.record.nature)
    named = [nature for nature in natures if fold(nature.label.partition(" (")[0]) in fold(cadre.titre)]
    if named and cadre.nature not in (*named, natures.AUTRE):
        yield from one.each(("nature", "titre"), f"Le titre dit « {named[0].label} ».", EITHER)
    for at, (_, dates) in one.groups.items():
        depth = len(at) + 2 if at else 1
        words = [text for where, _, text in one.texts if where[: len(at)] == at and len(where) <= depth and where[-1] == "titre"]
        found = next((span for text in words if (span := re.search(r"\b(20\d\d)\s?[-–à/]\s?(20\d\d)\b", text))), None)
        for name, rank in (("debut", 1), ("fin", 2)) if found else ():
            known = {date.year for date in (_date(dates.get(name)), cadre.end if name == "fin" and not at else None) if date}
            if found and known and int(found[rank]) not in known:
                yield one.warning((*at, name), f"Le titre dit « {found[0]} ».", "Corrigez cette date, ou le titre.")


# --- meetings ----------------------------------------------------------------------------------------

REPORT = re.compile(r"\b(?:bilan|rapport|compte administratif)s? (?:de |de l'année |d'activité )*(20\d\d)\b", re.IGNORECASE)
_LATE = re.compile(r"\bnuit|\bveillée|\btard\b|\btôt\b|\bavant l'(?:ouverture|école)")
_OF_A_MONTH = re.compile(r"^(?:comité|conseil|cercle|réunion|assemblée|forum)\b.* (?:de |d')\w+ 20\d\d$", re.IGNORECASE)


def meeting_as_named(one: Checked[Rencontre]) -> Problems:
    """The file, the title and the minutes of a meeting say when it is; it looks at no report of a year that is not over."""
    meeting, date = one.record, one.record.date
    said = re.search(r"-(20\d\d)(?:-(\d\d))?$", meeting.id)
    if said and not meeting.fin and int(said[1]) < one.world.today.year + 2:
        month = said[2] and date.month
        if date.year != int(said[1]) or (month and month != int(said[2])):
            yield one.warning("date", f"Le nom du fichier dit « {said[0][1:]} ».", "Corrigez la date, ou renommez le fichier.")
    titled = times_said(meeting.titre) if _OF_A_MONTH.match(meeting.titre) and date.month and not meeting.fin else []
    if titled and (titled[0].year, titled[0].month) != (date.year, date.month):
        yield one.warning("date", f"Le titre dit « {date_fr(titled[0])} ».", "Corrigez la date, ou le titre.")
    night = meeting.heures and not meeting.heures[0].moment and not DAWN <= meeting.heures[0].debut <= DUSK
    if night and not any(_LATE.search(text) for _, _, text in one.texts):
        yield one.warning("heures", "Cette rencontre commencerait la nuit.", "Corrigez l'heure.")
    for i, suite in enumerate(meeting.suites):
        found = REPORT.search(suite.texte)
        approved = re.search(r"valid|approuv|adopt|présent", suite.texte) and not re.search(r"\bser(a|ont)\b", suite.texte)
        if found and approved and int(found[1]) >= date.latest.year:
            told = f"Le {found[0]} ne peut pas être prêt : cette rencontre est de {date.year}."
            yield one.warning(f"suites.{i}.texte", told, "Corrigez l'année du bilan, ou la date de la rencontre.")


# --- seasons -----------------------------------------------------------------------------------------


LONG_CLOSED = re.compile(r"saison|hiver|été|travaux|chantier|rénov|sinistre|inond|incend|feu|eaux|année|définit", re.IGNORECASE)


def seasons_as_named(one: Checked[Place]) -> Problems:
    """A closure or a season whose name says another time of the year, or that lasts nearly the whole year."""
    named: list[tuple[str, Period, str]]
    named = [(f"fermetures.{i}", period, period.motif or "") for i, period in enumerate(one.record.fermetures)]
    weeks = one.record.horaires.semaines if one.record.horaires else ()
    named += [(f"horaires.semaines.{i}", week, week.nom or "") for i, week in enumerate(weeks) if not week.pendant]
    for where, period, name in named:
        if period.au == ENDLESS or not (days := _days(period)):
            continue
        first, count = days
        middle = (first + dt.timedelta(days=count // 2)).month
        said = [word for word in SEASONS if re.search(rf"(?<! a )(?<!nt )(?<!ir )\b{word}\b(?! scolaire)", f" {name.lower()}")]
        elsewhere = any(code.startswith(SOUTH) for code in one.world.codes)
        if said and not elsewhere and not any(middle in SEASONS[word] for word in said):
            told = f"« {name} » irait du {day_month(period.du)} au {day_month(period.au or period.du)}."
            yield one.warning(where, told, "Échangez les deux dates, ou corrigez un mois.")
        elif where.startswith("fermetures") and count > (300 if not name or LONG_CLOSED.search(name) else 100):
            yield one.warning(where, f"Cette fermeture dure {count} jours.", "Échangez « du » et « au », ou jour et mois.")


def _days(period: Period) -> tuple[dt.date, int] | None:
    """(first day, number of days) of a period, in some year."""
    du, au = period.du, period.au or period.du
    if isinstance(du, DayOfYear) and isinstance(au, DayOfYear):
        first, last = du.first_in(2024), au.first_in(2024 + (au < du))
        return first, (last - first).days
    return (du, (au - du).days) if isinstance(du, dt.date) and isinstance(au, dt.date) else None
