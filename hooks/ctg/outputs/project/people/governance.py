"""Who decides: the bodies of the convention, those of other frameworks, and their meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ctg.analysis.project.people.meetings import coming, framework_named, is_coming, past
from ctg.kinds import Instance, Rencontre
from ctg.outputs.base.facets import Facets, present, under
from ctg.outputs.base.lines import in_a_list
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import PlanHeading, SiteFile
from ctg.outputs.open_data.linked import records as linked
from ctg.outputs.project.people.participation import PARTICIPATION, demands

GOVERNANCE = section_page(
    "Gouvernance",
    "ctg/gouvernance/",
    60,
    "Qui décide, qui suit, et ce qui a été décidé.",
    filled=lambda catalogue, _today: bool(catalogue.all(Instance) or catalogue.all(Rencontre)),
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """Governance: bodies of the convention first, then the meetings by year."""
    bodies = [body(render, instance) for instance in render.catalogue.all(Instance)]
    meetings = [meeting for meeting in render.catalogue.all(Rencontre) if meeting.instance or not meeting.asks_inhabitants]
    yield render.page(
        "projet/gouvernance.html",
        GOVERNANCE.path,
        GOVERNANCE.name,
        trail=(PROJECT,),
        bodies=[body for body in bodies if framework_named(render.catalogue, body.instance.cadre).is_ctg],
        others=[body for body in bodies if not framework_named(render.catalogue, body.instance.cadre).is_ctg],
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
    """(names of bodies, what is unknown of each): said once for all the bodies that lack the same."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for one in bodies:
        if one.unknown:
            lacking.setdefault(tuple(one.unknown), []).append(one.instance.nom)
    return [(names, list(unknown)) for unknown, names in lacking.items()]


def by_year(meetings: Iterable[Rencontre]) -> list[tuple[int, list[Rencontre]]]:
    """Meetings already sorted, in groups of one year."""
    return [(year, list(found)) for year, found in groupby(meetings, key=lambda meeting: meeting.date.year)]


def instance(render: Renderer, record: Instance) -> dict:
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


def above(render: Renderer, record: Rencontre) -> tuple[tuple[str, str], ...]:
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
        details=instance,
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
        above=above,
        plan=(PlanHeading.PROJECT, "Les rencontres"),
        details=meeting_details,
        summary=None,
        commune=lambda _catalogue, record: record.commune,
        has_map=None,
        script=None,
        heading=lambda _catalogue, record: (record.titre, "Rencontre"),
        named=None,
        linked=linked.rencontre,
    )
)
