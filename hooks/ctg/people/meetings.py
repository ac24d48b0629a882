"""Meetings (their framework, whether they are over or to come, when they take place, what people are asked, what came of it), and
bodies: what « Décider ensemble » says of them, of their decisions and of inhabitants; the pages of both."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ctg.common.phrases import date_fr, from_to
from ctg.common.problems import grouped, plural
from ctg.hours import words as hours_words
from ctg.model import ETATS_SUITE, TYPES_RENCONTRE, Cadre, EtatSuite, Instance, Partenaire, Rencontre, Suite
from ctg.model.framework import NatureCadre
from ctg.pages import PROJECT, Facets, PlanHeading, Renderer, TemplateWords, Trail, in_a_list, present, section_page, under
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
    if not (name := one.cadre or (body and body.cadre)):
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
    if not (counts := Counter(suite.etat for suite in suites)):
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
    end = meeting.fin if meeting.date.day and meeting.date.first < today else None
    days = f"jusqu’au {date_fr(end)}" if end and end.day else from_to(meeting.date, meeting.fin)
    return (days.removesuffix(f" {today.year}") if meeting.date.day else days) + _still_vague(meeting, today)


def _still_vague(meeting: Rencontre, today: dt.date) -> str:
    if meeting.date.day or not is_coming(meeting, today):
        return ""
    return ", jour à préciser" if meeting.date.month else ", date à préciser"


# --- bodies, and the pages of bodies and meetings -------------------------------------------------

DECIDING = section_page(
    "Décider ensemble",
    "ctg/decider/",
    60,
    "Qui décide, ce qui a été décidé, ce que les habitants ont dit, et qui participe.",
    filled=lambda catalogue, _today: any(catalogue.all(kind) for kind in (Instance, Rencontre, Partenaire)),
)


def gathered(render: Renderer) -> dict[str, Any]:
    """What the page says of bodies, decisions and inhabitants: those of the convention first."""
    catalogue, today = render.catalogue, render.today
    meetings = catalogue.all(Rencontre)
    bodies = [body(render, instance) for instance in catalogue.all(Instance)]
    asked, held = ([one for one in meetings if one.asks_inhabitants is said] for said in (True, False))
    over, of_ctg = past(meetings, today), [one for one in held if framework(catalogue, one).is_ctg]
    own = [one for one in past(asked, today) if framework(catalogue, one).is_ctg]
    others = [one for one in past(asked, today) if not framework(catalogue, one).is_ctg]
    return {
        "headline": headline(coming(of_ctg, today), past(of_ctg, today), today),
        "to_decide": [meeting for meeting in coming(held, today) if meeting.to_decide],
        "undecided": [(meeting, meeting.to_decide) for meeting in past(held, today) if meeting.to_decide],
        "decided": by_year(meeting for meeting in over if meeting.decisions and not meeting.asks_inhabitants),
        "lines": demands,
        "bodies": [one for one in bodies if framework(catalogue, one.instance).is_ctg],
        "other_bodies": [one for one in bodies if not framework(catalogue, one.instance).is_ctg],
        "gaps": gaps(bodies),
        "coming": coming(meetings, today),
        "own": own,
        "own_demands": demands(own),
        "others": others,
        "other_demands": demands(others),
        "held": by_year(past(held, today)),
    }


def headline(ahead: Sequence[Rencontre], over: Sequence[Rencontre], today: dt.date) -> str:
    """« Prochaine réunion : Comité de pilotage de mars 2027, jeudi 18 mars 2027. Deux décisions à prendre. »"""
    if not ahead and not over:
        return "Aucune réunion de la convention n’est connue."
    if not ahead:
        return f"Dernière réunion connue : {over[0].titre}, {moment_of(over[0], today)}. Aucune réunion à venir n’est connue."
    todo = sum(len(meeting.to_decide) for meeting in ahead)
    count = f" {plural(todo, 'décision')} à prendre dans les réunions annoncées." if todo else ""
    return f"Prochaine réunion : {ahead[0].titre}, {appointment(ahead[0], today)}.{count}"


def demands(meetings: Sequence[Rencontre]) -> list[tuple[Rencontre, Suite]]:
    """(meeting, demand or decision), in the order of the meetings, then as written."""
    return [(meeting, suite) for meeting in meetings for suite in meeting.follow_ups]


@dataclass(frozen=True)
class Body:
    """A body, what it did and will do, and what is not known of it."""

    instance: Instance
    past: list[Rencontre]
    """Newest first."""
    coming: list[Rencontre]
    """Soonest first."""

    @property
    def known(self) -> bool:
        """Whether anything is said of who is in it, or of when it meets."""
        own = self.instance
        return bool(own.presidence or own.membres or own.frequence or self.past or self.coming)

    @property
    def unknown(self) -> list[str]:
        """What a reader expects and the records do not say, named once, together."""
        met, frequency = self.past or self.coming, self.instance.frequence
        expected = {
            "la présidence": self.instance.presidence,
            "les membres": self.instance.membres,
            "le calendrier des réunions": met or frequency,
            "la fréquence des réunions": frequency or not met,
            "les dates des réunions": met or not frequency,
        }
        return [words for words, known in expected.items() if not known]


def body(render: Renderer, instance: Instance) -> Body:
    """A body with its meetings."""
    meetings = render.catalogue.referenced_by(instance, Rencontre)
    return Body(instance, past(meetings, render.today), coming(meetings, render.today))


def gaps(bodies: Iterable[Body]) -> list[tuple[list[str], list[str]]]:
    """(names of bodies, what is unknown of each), in groups: bodies that lack the same things are named together."""
    lacking = grouped((one for one in bodies if one.unknown), lambda one: tuple(one.unknown))
    return [([one.instance.nom for one in own], list(unknown)) for unknown, own in lacking.items()]


def by_year(meetings: Iterable[Rencontre]) -> list[tuple[int, list[Rencontre]]]:
    """Meetings that are already sorted, in groups of one year."""
    return [*grouped(meetings, lambda meeting: meeting.date.year).items()]


def meeting_details(render: Renderer, record: Rencontre) -> dict:
    """What the page of a meeting shows besides the record."""
    return {
        "body": record.instance and render.catalogue.get(Instance, record.instance),
        "to_come": is_coming(record, render.today),
        "demands": demands((record,)),
        "themes": [render.catalogue.vocabulary.themes[id].titre for id in record.themes],
    }


in_a_list(Instance, lambda _body, _today: DECIDING.path)
in_a_list(Rencontre, lambda record, today: "" if is_coming(record, today) else DECIDING.path)  # people go to one that is to come


def pages_above(render: Renderer, record: Rencontre) -> Trail:
    """The pages above a meeting: that of deciding together, and the body that meets."""
    body = record.instance and render.catalogue.get(Instance, record.instance)
    return PROJECT, DECIDING.link, *(((body.title, f"{body.key}/"),) if body else ())


present(
    Facets(
        kind=Instance,
        above=under(PROJECT, DECIDING.link),
        plan=(PlanHeading.PROJECT, "Les instances"),
        details=lambda render, record: {"body": body(render, record)},
        summary=lambda _catalogue, record: record.role,
    )
)
present(
    Facets(
        kind=Rencontre,
        above=pages_above,
        plan=(PlanHeading.PROJECT, "Les rencontres"),
        details=meeting_details,
    )
)
