"""Who decides and who is asked: what « Décider ensemble » says of bodies, their decisions and inhabitants, and the pages of
bodies and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ctg.common.problems import plural
from ctg.model import Instance, Partenaire, Rencontre
from ctg.model.meeting import Suite
from ctg.pages.files import PROJECT, PlanHeading, Trail, section_page
from ctg.pages.record_page import Facets, present, under
from ctg.pages.renderer import Renderer, in_a_list
from ctg.people.meetings import appointment, calls, coming, framework, is_coming, moment_of, open_call, past

DECIDING = section_page(
    "Décider ensemble",
    "ctg/decider/",
    60,
    "Qui décide, ce qui a été décidé, ce que les habitants ont dit, et qui participe.",
    filled=lambda catalogue, _today: (
        any(catalogue.all(kind) for kind in (Instance, Rencontre, Partenaire)) or bool(calls(catalogue))
    ),
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
        "opinion": open_call(catalogue, today),
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
    lacking: dict[tuple[str, ...], list[str]] = {}
    for one in bodies:
        if one.unknown:
            lacking.setdefault(tuple(one.unknown), []).append(one.instance.nom)
    return [(names, list(unknown)) for unknown, names in lacking.items()]


def by_year(meetings: Iterable[Rencontre]) -> list[tuple[int, list[Rencontre]]]:
    """Meetings that are already sorted, in groups of one year."""
    return [(year, list(found)) for year, found in groupby(meetings, key=lambda meeting: meeting.date.year)]


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
        heading=lambda _catalogue, record: (record.nom, "Instance"),
    )
)
present(
    Facets(
        kind=Rencontre,
        above=pages_above,
        plan=(PlanHeading.PROJECT, "Les rencontres"),
        details=meeting_details,
        commune=lambda _catalogue, record: record.commune,
        heading=lambda _catalogue, record: (record.titre, "Rencontre"),
    )
)
