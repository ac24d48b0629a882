"""The register of decisions: what bodies decided, which choice, who does it, for when, by which vote, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ctg.analysis.project.people.meetings import coming, past
from ctg.catalogue import Catalogue
from ctg.kinds import Rencontre
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile
from ctg.outputs.project.people.governance import GOVERNANCE, by_year


def _of_bodies(catalogue: Catalogue) -> list[Rencontre]:
    return [meeting for meeting in catalogue.all(Rencontre) if meeting.suites and not meeting.asks_inhabitants]


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    return bool(_of_bodies(catalogue))


DECISIONS = section_page("Décisions", "ctg/decisions/", 65, "Ce qui a été décidé, qui s’en charge, pour quand.", filled=_filled)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The register, the newest first, after what is still to decide; without any decision, its address leads to governance."""
    if not DECISIONS.filled(render.catalogue, render.today):
        yield leads_on(render, DECISIONS.path, *GOVERNANCE.link)
        return
    meetings = _of_bodies(render.catalogue)
    over = past(meetings, render.today)
    yield render.page(
        "projet/decisions.html",
        DECISIONS.path,
        "Le registre des décisions",
        trail=(PROJECT,),
        coming=[meeting for meeting in coming(meetings, render.today) if meeting.to_decide],
        undecided=[(meeting, meeting.to_decide) for meeting in over if meeting.to_decide],
        years=by_year(meeting for meeting in over if meeting.decisions or meeting.told),
        description="Ce que les instances de la convention ont décidé : le choix, qui s’en charge, pour quand, et la suite.",
    )
