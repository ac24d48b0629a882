"""What inhabitants were asked, what they said, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctg.analysis.project.people.meetings import coming, framework, past
from ctg.analysis.project.people.opinions import open_call
from ctg.kinds import Rencontre
from ctg.kinds.project.rencontre import Suite
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile

PARTICIPATION = section_page(
    "Participation",
    "ctg/participation/",
    70,
    "Ce que les habitants ont dit, et ce que l’on en a fait.",
    filled=lambda catalogue, today: (
        bool(open_call(catalogue, today)) or any(meeting.asks_inhabitants for meeting in catalogue.all(Rencontre))
    ),
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The consultations of the convention, then those of other frameworks, apart."""
    catalogue = render.catalogue
    asked = [meeting for meeting in catalogue.all(Rencontre) if meeting.asks_inhabitants]
    over = past(asked, render.today)
    own = [meeting for meeting in over if framework(catalogue, meeting).is_ctg]
    others = [meeting for meeting in over if not framework(catalogue, meeting).is_ctg]
    yield render.page(
        "projet/participation.html",
        PARTICIPATION.path,
        "La parole des habitants",
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
    """Every demand with the meeting where it was made, in the order of the meetings, then as written."""
    return [(meeting, suite) for meeting in meetings for suite in meeting.told]
