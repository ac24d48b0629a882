"""Who decides and who is asked: the pages of governance, decisions and participation.

Governance shows the bodies of the convention, those of other frameworks, and their meetings. The register of decisions shows
what bodies decided, which choice, who does it, for when, by which vote, and what became of it. Participation shows what
inhabitants were asked, what they said, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ctg.model.meeting import Instance, Rencontre, Suite
from ctg.pages.files import PROJECT, PlanHeading, SiteFile, section_page
from ctg.pages.record_page import Facets, present, under
from ctg.pages.renderer import Renderer, in_a_list, leads_on
from ctg.pages.schema_org import AddressOf, Node, node, subject
from ctg.people.meetings import coming, framework, is_coming, open_call, past
from ctg.places.schema_org import SURVEYS, bounds, venue
from ctg.reading.catalogue import Catalogue


def meeting_event(record: Rencontre, render: Renderer, link: AddressOf) -> Iterator[Node]:
    """The schema.org ``Event`` of a meeting that everyone may come to, on a known day; nothing for other meetings."""
    if not record.ouverte_a_tous or record.type in SURVEYS or not record.date.day or record.date.approx:
        return
    start, end = bounds(record, render.catalogue.clock)
    where = venue(record)
    yield node(
        "Event",
        subject(link, record.key),
        name=record.titre,
        description=" ".join(part for part in (record.methode, record.inscription) if part),
        url=link(f"{record.key}/"),
        startDate=start,
        endDate=end,
        eventStatus="https://schema.org/EventScheduled",
        eventAttendanceMode=where and "https://schema.org/OfflineEventAttendanceMode",
        location=where,
        audience=node("Audience", audienceType=record.public) if record.public else None,
        inLanguage="fr",
    )


PARTICIPATION = section_page(
    "La parole des habitants",
    "ctg/participation/",
    70,
    "Ce que les habitants ont dit, et ce que l’on en a fait.",
    filled=lambda catalogue, today: (
        bool(open_call(catalogue, today)) or any(meeting.asks_inhabitants for meeting in catalogue.all(Rencontre))
    ),
)


def participation_page(render: Renderer) -> Iterable[SiteFile]:
    """The page of participation: the consultations of the convention, then those of other frameworks."""
    catalogue = render.catalogue
    asked = [meeting for meeting in catalogue.all(Rencontre) if meeting.asks_inhabitants]
    over = past(asked, render.today)
    own = [meeting for meeting in over if framework(catalogue, meeting).is_ctg]
    others = [meeting for meeting in over if not framework(catalogue, meeting).is_ctg]
    yield render.page(
        "projet/participation.html",
        PARTICIPATION.path,
        PARTICIPATION.name,
        trail=(PROJECT,),
        opinion=open_call(catalogue, render.today),
        coming=coming(asked, render.today),
        own=own,
        own_demands=demands(own),
        others=others,
        other_demands=demands(others),
        description="Ce qui a été demandé aux habitants, ce qu’ils ont dit, et ce que cela est devenu.",
    )


def demands(meetings: Sequence[Rencontre]) -> list[tuple[Rencontre, Suite]]:
    """(meeting, demand or decision), in the order of the meetings, then as written."""
    return [(meeting, suite) for meeting in meetings for suite in meeting.follow_ups]


GOVERNANCE = section_page(
    "Gouvernance",
    "ctg/gouvernance/",
    60,
    "Qui décide, qui suit, et ce qui a été décidé.",
    filled=lambda catalogue, _today: bool(catalogue.all(Instance) or catalogue.all(Rencontre)),
)


def governance_page(render: Renderer) -> Iterable[SiteFile]:
    """The page of governance: bodies of the convention first, then the meetings by year."""
    bodies = [body(render, instance) for instance in render.catalogue.all(Instance)]
    meetings = [meeting for meeting in render.catalogue.all(Rencontre) if meeting.instance or not meeting.asks_inhabitants]
    yield render.page(
        "projet/gouvernance.html",
        GOVERNANCE.path,
        GOVERNANCE.name,
        trail=(PROJECT,),
        bodies=[body for body in bodies if framework(render.catalogue, body.instance).is_ctg],
        others=[body for body in bodies if not framework(render.catalogue, body.instance).is_ctg],
        gaps=gaps(bodies),
        coming=coming(meetings, render.today),
        years=by_year(past(meetings, render.today)),
        description="Qui pilote la convention territoriale globale : instances, membres, réunions et décisions.",
    )


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


def body_details(render: Renderer, record: Instance) -> dict:
    """What the page of a body shows besides the record."""
    return {"body": body(render, record)}


def meeting_details(render: Renderer, record: Rencontre) -> dict:
    """What the page of a meeting shows besides the record."""
    return {
        "body": record.instance and render.catalogue.get(Instance, record.instance),
        "to_come": is_coming(record, render.today),
        "demands": demands((record,)),
        "themes": [render.catalogue.vocabulary.themes[id].titre for id in record.themes],
    }


def _line(record: Rencontre, today: dt.date) -> str:
    """A meeting that is to come keeps its page: people go there."""
    return "" if is_coming(record, today) else (PARTICIPATION if record.asks_inhabitants else GOVERNANCE).path


in_a_list(Instance, lambda _body, _today: GOVERNANCE.path)
in_a_list(Rencontre, _line)


def pages_above(render: Renderer, record: Rencontre) -> tuple[tuple[str, str], ...]:
    """The pages above a meeting: participation for a consultation, else governance and the body that meets."""
    if record.asks_inhabitants:
        return PROJECT, PARTICIPATION.link
    body = record.instance and render.catalogue.get(Instance, record.instance)
    return PROJECT, GOVERNANCE.link, *(((body.title, f"{body.key}/"),) if body else ())


present(
    Facets(
        kind=Instance,
        above=under(PROJECT, GOVERNANCE.link),
        plan=(PlanHeading.PROJECT, "Les instances"),
        details=body_details,
        summary=lambda _catalogue, record: record.role,
        commune=None,
        has_map=None,
        script=None,
        heading=lambda _catalogue, record: (record.nom, "Instance"),
        named=None,
        linked=None,
    )
)
present(
    Facets(
        kind=Rencontre,
        above=pages_above,
        plan=(PlanHeading.PROJECT, "Les rencontres"),
        details=meeting_details,
        summary=None,
        commune=lambda _catalogue, record: record.commune,
        has_map=None,
        script=None,
        heading=lambda _catalogue, record: (record.titre, "Rencontre"),
        named=None,
        linked=meeting_event,
    )
)


def _of_bodies(catalogue: Catalogue) -> list[Rencontre]:
    return [meeting for meeting in catalogue.all(Rencontre) if meeting.suites and not meeting.asks_inhabitants]


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    return bool(_of_bodies(catalogue))


DECISIONS = section_page("Décisions", "ctg/decisions/", 65, "Ce qui a été décidé, qui s’en charge, pour quand.", filled=_filled)


def decisions_page(render: Renderer) -> Iterable[SiteFile]:
    """The register of decisions, newest first, after what is still to decide; without any decision, a redirect to governance."""
    if not DECISIONS.filled(render.catalogue, render.today):
        yield leads_on(render, DECISIONS.path, *GOVERNANCE.link)
        return
    meetings = _of_bodies(render.catalogue)
    over = past(meetings, render.today)
    yield render.page(
        "projet/decisions.html",
        DECISIONS.path,
        DECISIONS.name,
        trail=(PROJECT,),
        coming=[meeting for meeting in coming(meetings, render.today) if meeting.to_decide],
        undecided=[(meeting, meeting.to_decide) for meeting in over if meeting.to_decide],
        years=by_year(meeting for meeting in over if meeting.decisions),
        lines=demands,
        description="Ce que les instances de la convention ont décidé : le choix, qui s’en charge, pour quand, et la suite.",
    )
