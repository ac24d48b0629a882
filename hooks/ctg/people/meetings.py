"""Meetings: their framework, whether they are over or to come, when they take place; what people are asked, what came of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ctg.common import phrases
from ctg.common.phrases import from_to
from ctg.common.problems import plural
from ctg.hours import words as hours_words
from ctg.model import Cadre, Instance, Rencontre
from ctg.model.framework import Avis, MomentAvis, NatureCadre
from ctg.model.meeting import ETATS_SUITE, TYPES_RENCONTRE, EtatSuite, Suite
from ctg.pages.templates import TemplateWords
from ctg.reading.catalogue import Catalogue

ORDER = (EtatSuite.REALISEE, EtatSuite.EN_COURS, EtatSuite.PREVUE, EtatSuite.A_L_ETUDE, EtatSuite.NON_RETENUE, None)
"""From done to refused; what is not said comes last."""


@dataclass(frozen=True)
class Framework:
    """What a body or a meeting belongs to. ``record``: None for the convention of the day, and for what is not published."""

    label: str
    is_ctg: bool
    record: Cadre | None = None


def framework(catalogue: Catalogue, one: Instance | Rencontre) -> Framework:
    """The framework of a body, or of a meeting: what it names, else what its body names, else the convention, whichever is
    current on the day. « Autre démarche » when it is not published."""
    body = catalogue.get(Instance, getattr(one, "instance", None))
    name = one.cadre or (body and body.cadre)
    if not name:
        return Framework(NatureCadre.CTG.label, is_ctg=True)
    record = catalogue.get(Cadre, name)
    return Framework(record.title, record.is_ctg, record) if record else Framework(NatureCadre.AUTRE.label, is_ctg=False)


def is_coming(meeting: Rencontre, today: dt.date) -> bool:
    """True while one may still come, or answer.

    A month that has begun counts until its end, unless the record already tells what was said;
    a year that has begun does not: nobody could go with that.
    """
    if meeting.date.first > today:
        return True
    end = meeting.fin or meeting.date
    told = meeting.participation or meeting.resultats or meeting.follow_ups
    return end.latest >= today and bool(end.day or (end.month and not told))


def begins(meeting: Rencontre, today: dt.date) -> dt.date:
    """The day by which a meeting to come is sorted: today once it has begun; for a month or a year, its last day."""
    return max(meeting.date.first if meeting.date.day else meeting.date.latest, today)


def coming(meetings: Iterable[Rencontre], today: dt.date) -> list[Rencontre]:
    """The meetings to come or under way, soonest first."""
    found = [meeting for meeting in meetings if is_coming(meeting, today)]
    return sorted(found, key=lambda meeting: (begins(meeting, today), meeting.heures or (), meeting.id))


def past(meetings: Iterable[Rencontre], today: dt.date) -> list[Rencontre]:
    """The meetings that are over, newest first."""
    found = [meeting for meeting in meetings if not is_coming(meeting, today)]
    return sorted(found, key=lambda meeting: (meeting.date.first, meeting.id), reverse=True)


def outcome(suites: Iterable[Suite]) -> str:
    """« 3 demandes : 1 réalisée, 1 en cours, 1 non retenue »; empty when nothing was asked. What is unknown is counted too."""
    counts = Counter(suite.etat for suite in suites)
    if not counts:
        return ""
    total = plural(counts.total(), "demande")
    if set(counts) == {None}:
        return f"{total} dont la suite n’est pas renseignée"
    return f"{total} : " + ", ".join(_words(etat, counts[etat]) for etat in ORDER if counts[etat])


def _words(etat: EtatSuite | None, count: int) -> str:
    if etat is None:
        return f"{count} dont la suite n’est pas renseignée"
    words = ETATS_SUITE[etat]
    return f"{count} {words}{'s' if count > 1 and etat in {'realisee', 'prevue', 'non-retenue'} else ''}"


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """The names that templates use for meetings: « quand », « cadre », « bilan_suites »."""
    return TemplateWords(
        {
            "quand": lambda meeting: moment_of(meeting, today),
            "cadre": partial(framework, catalogue),
            "bilan_suites": outcome,
        },
        {"ETATS_SUITE": ETATS_SUITE, "TYPES_RENCONTRE": TYPES_RENCONTRE},
    )


def moment_of(meeting: Rencontre, today: dt.date) -> str:
    """« jeudi 12 mars 2026, 18 h à 20 h », « du 12 au 14 mars 2026 », « décembre 2026, jour à préciser »."""
    hours = f", {hours_words.spans(meeting.heures)}" if meeting.heures else ""
    return from_to(meeting.date, meeting.fin) + _still_vague(meeting, today) + hours


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


def _still_vague(meeting: Rencontre, today: dt.date) -> str:
    if meeting.date.day or not is_coming(meeting, today):
        return ""
    return ", jour à préciser" if meeting.date.month else ", date à préciser"


class Call(NamedTuple):
    """A framework and its call for opinions."""

    cadre: Cadre
    avis: Avis


def calls(catalogue: Catalogue) -> tuple[Call, ...]:
    """Every call for opinions, the one that ends last first."""
    found = (Call(cadre, cadre.avis) for cadre in catalogue.all(Cadre) if cadre.avis)
    return tuple(sorted(found, key=lambda call: call.avis.fin, reverse=True))


def open_call(catalogue: Catalogue, today: dt.date, cadre: Cadre | None = None) -> Avis | None:
    """The call that one may answer on a day: that of a framework, else the last of all; None when there is none."""
    found = (call for call in calls(catalogue) if cadre in (None, call.cadre) and call.avis.on(today) is MomentAvis.OUVERT)
    return next((call.avis for call in found), None)
