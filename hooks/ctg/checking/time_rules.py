"""Rules of time: what is said to be done is not to come, no date is of another century, a place's and a meeting's days agree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ctg.checking.rules import Checked, Rules, first_day, last_day
from ctg.common.phrases import DAYS
from ctg.common.problems import Problem, fold
from ctg.model.fields import Part, PartialDate, traits_of
from ctg.model.figure import Mesure, Repere, Rupture
from ctg.model.framework import Jalon
from ctg.model.meeting import Rencontre
from ctg.model.place import Misread, read_window
from ctg.model.record import Record
from ctg.model.references import Source
from ctg.model.structure import Structure

AHEAD, BEHIND = 20, 60
"""Years from today: further, a figure of the year was changed."""
HISTORY = (Source, Mesure, Repere, Rupture, Jalon)
"""What may be of long ago: a law, a census."""


def proof_of_doubtful(one: Checked[Record]) -> Iterator[Problem]:
    """A record that says it is to be verified must date its last proof (``derniere_preuve``)."""
    if one.record.doubtful and not one.record.derniere_preuve:
        yield one.error(
            "etat_fiche", "Une fiche « a_verifier » doit dire de quand datent ses faits.", "Ajoutez « derniere_preuve: 2024 »."
        )


def dates_of_their_time(one: Checked[Part]) -> Iterator[Problem]:
    """What has been seen, measured, voted or done (``passe``) is not after today; no date is of another century."""
    today = one.world.today
    for where, model, name, value in one.leaves:
        date = value if isinstance(value, dt.date | PartialDate) else _year(name, value)
        if not date:
            continue
        if traits_of(model)[name].passe and first_day(date) > today:
            told = f"L'année {value} n'est pas encore venue." if isinstance(value, int) else "Cette date est dans l'avenir."
            yield one.error(where, told, "Corrigez la date, ou supprimez ce qui n'a pas encore eu lieu.")
        elif first_day(date).year > today.year + AHEAD:
            yield one.warning(where, f"Cette date est loin : dans plus de {AHEAD} ans.", "Corrigez l'année.")
        elif last_day(date).year < today.year - BEHIND and not issubclass(model, HISTORY):
            yield one.warning(where, f"Cette date est ancienne : plus de {BEHIND} ans.", "Corrigez l'année.")


def _year(name: str, value: object) -> PartialDate | None:
    years = isinstance(value, int) and not isinstance(value, bool) and name in {"annee", "publie_en", "population_annee"}
    return PartialDate(value) if years and isinstance(value, int) and 1 <= value <= 9999 else None


REGISTRATION = {
    Misread.IMPOSSIBLE: ("Cette date n'existe pas.", "Corrigez le jour ou le mois."),
    Misread.REVERSED: ("Cette période finit avant de commencer.", "Échangez les deux dates, ou corrigez l'année."),
    Misread.YEARLESS: (
        "Sans année, cette date n'ira pas dans l'agenda.",
        "Ajoutez l'année : « du 1er au 30 avril 2027 ». Si elle revient chaque année, écrivez « en avril ».",
    ),
}


def registration_dates(one: Checked[Structure]) -> Iterator[Problem]:
    """A date of registration that cannot be announced, or is over."""
    registration = one.record.inscription
    for i, line in enumerate(registration.dates if registration else ()):
        field, found = f"inscription.dates.{i}", read_window(line)
        if isinstance(found, Misread):
            tell = one.warning if found is Misread.YEARLESS else one.error
            yield tell(field, *REGISTRATION[found])
        elif found and found.over(one.world.today):
            told = "Cette date d'inscription est passée : le site le dit aux familles."
            yield one.warning(field, told, "Demandez la prochaine, ou supprimez la ligne.")


def nothing_said_before_the_meeting(one: Checked[Rencontre]) -> Iterator[Problem]:
    """A meeting to come has no result yet; one that is over ends after it begins."""
    meeting = one.record
    if meeting.fin and meeting.fin.latest < meeting.date.first:
        yield one.error("fin", "Cette rencontre finit avant de commencer.", "Échangez « date » et « fin ».")
    if meeting.date.first <= one.world.today:
        return
    for name, told in (
        ("participation", meeting.participation),
        ("resultats", meeting.resultats),
        ("suites", meeting.decisions or meeting.follow_ups),
    ):
        if told:
            yield one.error(
                name,
                "Cette rencontre n'a pas encore eu lieu : elle n'a pas de résultat.",
                "Corrigez « date », ou supprimez la ligne.",
            )


REPORT = re.compile(
    r"\b(?:bilan|rapport|compte administratif|rapport d'activité)s? (?:de |de l'année |d'activité )?(20\d\d)\b", re.I
)


def meeting_in_its_time(one: Checked[Rencontre]) -> Iterator[Problem]:
    """The day of a meeting is the one that its title names; it looks at no report of a year that is not over, nor asks for
    anything by a day before its own."""
    meeting, date = one.record, one.record.date
    named = [day for day in DAYS if re.search(rf"\b{day}s?\b", fold(meeting.titre))]
    if date.day and not meeting.fin and named and DAYS[date.first.weekday()] not in named:
        told = f"Le titre dit « {named[0]} », et cette date est un {DAYS[date.first.weekday()]}."
        yield one.warning("date", told, "Corrigez la date, ou le titre.")
    for i, suite in enumerate(meeting.suites):
        found = REPORT.search(suite.texte)
        if found and int(found[1]) >= date.latest.year and re.search(r"valid|approuv|adopt|présent", suite.texte):
            told = f"Le {found[0]} ne peut pas être prêt : cette rencontre est de {date.year}."
            yield one.warning(f"suites.{i}.texte", told, "Corrigez l'année du bilan, ou la date de la rencontre.")
        if suite.echeance and suite.echeance.latest < date.first:
            yield one.error(f"suites.{i}.echeance", "Cette échéance est avant la rencontre.", "Corrigez l'année, ou le mois.")


TIME_RULES = Rules(
    {
        Part: (dates_of_their_time,),
        Record: (proof_of_doubtful,),
        Structure: (registration_dates,),
        Rencontre: (nothing_said_before_the_meeting, meeting_in_its_time),
    }
)
