"""What several territories tell: shown once with its sources, or twice when nothing proves that it is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ctg.kinds import Commune
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.frame import ABOUT, TWINS
from ctg.portal.together import Together


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The one page."""
    shared: dict[tuple[str, ...], list[Commune]] = defaultdict(list)
    for code, members in portal.shared.items():
        if commune := render.catalogue.get(Commune, code.lower()):
            shared[tuple(member.name for member in members)].append(commune)
    yield render.page(
        "portail/doublons.html",
        TWINS[1],
        TWINS[0],
        description="Les lieux que plusieurs sites décrivent : lesquels, et pourquoi ils sont montrés une fois, ou deux.",
        trail=(ABOUT,),
        duplicates=portal.duplicates,
        lookalikes=portal.lookalikes,
        shared=list(shared.items()),
    )
