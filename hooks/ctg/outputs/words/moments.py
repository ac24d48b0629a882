"""When a meeting takes place, in French, as precisely as it is known."""

from __future__ import annotations

import datetime as dt
from functools import partial

from ctg.analysis.project.people.meetings import framework, framework_named, is_coming, outcome
from ctg.catalogue import Catalogue
from ctg.ground import phrases
from ctg.ground.phrases import from_to
from ctg.kinds import Rencontre
from ctg.kinds.project.rencontre import ETATS_SUITE, TYPES_RENCONTRE
from ctg.outputs.words import hours
from ctg.outputs.words.text import TemplateWords


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """Who meets, when, and what came of it, for templates."""
    return TemplateWords(
        {
            "quand": lambda meeting: moment_of(meeting, today),
            "cadre": partial(framework, catalogue),
            "cadre_nomme": partial(framework_named, catalogue),
            "bilan_suites": outcome,
        },
        {"ETATS_SUITE": ETATS_SUITE, "TYPES_RENCONTRE": TYPES_RENCONTRE},
    )


def moment_of(meeting: Rencontre, today: dt.date) -> str:
    """« jeudi 12 mars 2026, 18 h à 20 h », « du 12 au 14 mars 2026 », « décembre 2026, jour à préciser »."""
    return _with_hours(from_to(meeting.date, meeting.fin) + _still_vague(meeting, today), meeting)


def appointment(meeting: Rencontre, today: dt.date) -> str:
    """The day of a meeting to come, as a diary says it: « vendredi 4 décembre », « jusqu’au 15 décembre » once it has begun.

    The year is said when it is not this one.
    """
    begun = meeting.date.day and meeting.date.first < today
    if begun and meeting.fin and meeting.fin.day:
        days = f"jusqu’au {phrases.date_fr(meeting.fin)}"
    else:
        days = from_to(meeting.date, meeting.fin)
    return (days.removesuffix(f" {today.year}") if meeting.date.day else days) + _still_vague(meeting, today)


def _with_hours(days: str, meeting: Rencontre) -> str:
    return f"{days}, {hours.spans(meeting.heures)}" if meeting.heures else days


def _still_vague(meeting: Rencontre, today: dt.date) -> str:
    if meeting.date.day or not is_coming(meeting, today):
        return ""
    return ", jour à préciser" if meeting.date.month else ", date à préciser"
