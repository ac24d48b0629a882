"""The first page of a portal, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.frame import ABOUT
from ctg.portal.pages.communes import path, told_apart
from ctg.portal.pages.territories import states
from ctg.portal.together import Together

MOST_NAMES = 2000
"""Beyond as many communes, their names are not in the page: the list has them all."""


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The two pages."""
    names = told_apart(portal)
    communes = [(names[commune.code_insee], path(commune)) for commune, _ in portal.communes]
    yield render.page(
        "portail/accueil.html",
        "",
        portal.portal.nom,
        description=portal.portal.accroche,
        script="vers-commune.js" if len(communes) <= MOST_NAMES else "",
        portal=portal,
        communes=communes,
        named=len(communes) <= MOST_NAMES,
        states=states(portal),
    )
    yield render.page(
        "portail/a-propos.html",
        ABOUT[1],
        ABOUT[0],
        description="D’où viennent les pages de ce portail, et qui peut les corriger.",
        portal=portal,
    )
