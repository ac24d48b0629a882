"""Dates against today, and against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ctg.checks.base import Checked, Rules, first_day
from ctg.ground.problems import Problem
from ctg.kinds import Action, Record, Rencontre, Structure
from ctg.kinds.families.registration import Misread, read
from ctg.kinds.fields.base import PartialDate
from ctg.kinds.project.action import Calendrier
from ctg.kinds.territory.urgences import Urgence


def proof_of_doubtful(one: Checked[Record]) -> Iterator[Problem]:
    if one.record.doubtful and not one.record.derniere_preuve:
        yield one.error(
            "etat_fiche", "Une fiche « a_verifier » doit dire de quand datent ses faits.", "Ajoutez « derniere_preuve: 2024 »."
        )


def no_date_to_come(one: Checked[Record]) -> Iterator[Problem]:
    """What has been seen or done cannot be dated after today."""
    record = one.record
    dates: dict[str, dt.date | PartialDate | None] = {"verifie_le": record.verifie_le, "relu_le": record.last_read}
    dates["derniere_preuve"] = record.derniere_preuve
    dates |= {f"sources.{i}.date": source.date for i, source in enumerate(one.record.sources)}
    for field, date in dates.items():
        yield from one.to_come(field, date)


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
        field, found = f"inscription.dates.{i}", read(line)
        if isinstance(found, Misread):
            tell = one.warning if found is Misread.YEARLESS else one.error
            yield tell(field, *REGISTRATION[found])
        elif found and found.over(one.world.today):
            told = "Cette date d'inscription est passée : le site le dit aux familles."
            yield one.warning(field, told, "Demandez la prochaine, ou supprimez la ligne.")


def number_read_by_now(one: Checked[Urgence]) -> Iterator[Problem]:
    """The source of an emergency number cannot be dated after today."""
    yield from one.to_come("relu_le", one.record.relu_le)
    yield from one.to_come("source.date", one.record.source.date)


def no_state_to_come(one: Checked[Action]) -> Iterator[Problem]:
    """The state of an action cannot be dated after today."""
    for i, state in enumerate(one.record.etats):
        yield from one.to_come(f"etats.{i}.date", state.date)


def milestones(one: Checked[Action]) -> Iterator[Problem]:
    calendar = one.record.calendrier or Calendrier()
    for i, step in enumerate(calendar.etapes):
        if step.fait and first_day(step.date) > one.world.today:
            yield one.error(
                f"calendrier.etapes.{i}.fait",
                "Une étape à venir ne peut pas être faite.",
                "Écrivez fait: non, ou corrigez la date.",
            )
        late = calendar.fin and first_day(step.date) > calendar.fin.latest
        early = calendar.debut and step.date.latest < first_day(calendar.debut)
        if late or early:
            yield one.warning(
                f"calendrier.etapes.{i}.date",
                "Cette étape tombe hors du calendrier de l'action.",
                "Corrigez la date, « debut » ou « fin ».",
            )


def realised_after_it_began(one: Checked[Action]) -> Iterator[Problem]:
    action = one.record
    debut = action.calendrier and action.calendrier.debut
    for i, state in enumerate(action.etats):
        if state.etat == "realisee" and debut and state.date and state.date < debut.first:
            told = "L'action serait réalisée avant d'avoir commencé."
            yield one.error(f"etats.{i}.date", told, "Corrigez cette date, ou le début.")


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
        ("suites", meeting.decisions or meeting.told),
    ):
        if told:
            yield one.error(
                name,
                "Cette rencontre n'a pas encore eu lieu : elle n'a pas de résultat.",
                "Corrigez « date », ou supprimez la ligne.",
            )


DATE_RULES = Rules(
    {
        Record: (proof_of_doubtful, no_date_to_come),
        Structure: (registration_dates,),
        Action: (no_state_to_come, milestones, realised_after_it_began),
        Rencontre: (nothing_said_before_the_meeting,),
        Urgence: (number_read_by_now,),
    }
)
