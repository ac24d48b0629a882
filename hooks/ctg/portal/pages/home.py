"""The first page of a portal, and what it says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.frame import ABOUT
from ctg.portal.pages.territories import states
from ctg.portal.together import Together

MOST_NAMES = 300
"""Beyond as many communes, their names are not in the page: the search knows them all."""


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The two pages."""
    catalogue = render.catalogue
    counts = Counter(catalogue.rubrique_of(place).id for place in catalogue.known_places)
    yield render.page(
        "portail/accueil.html",
        "",
        portal.portal.nom,
        description=portal.portal.accroche,
        script="champ.js vers-commune.js",
        counts=counts,
        portal=portal,
        most=MOST_NAMES,
        states=states(portal),
    )
    yield render.page(
        "portail/a-propos.html",
        ABOUT[1],
        ABOUT[0],
        description="D’où viennent les pages de ce portail, et qui peut les corriger.",
        portal=portal,
    )
