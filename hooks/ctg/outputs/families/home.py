"""The home page: what one looks for, one's commune, one's situation, the six needs; the project in one line."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs import news
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.families import drawing
from ctg.outputs.project import agenda

SOON = 3
"""Events of the days to come: the diary has the others."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The home page."""
    catalogue = render.catalogue
    counts = dict.fromkeys(catalogue.vocabulary.rubriques, 0)
    for place in catalogue.places:
        for rubrique in {theme.rubrique for theme in catalogue.themes_of(place)}:
            counts[rubrique] += 1
    yield render.page(
        "accueil.html",
        "",
        catalogue.territoire.titre_site,
        description=catalogue.territoire.accroche,
        counts=counts,
        soon=agenda.soon(render)[:SOON],
        news=news.recent(render),
        feed=news.FEED,
        script="vers-commune.js",
        drawing=drawing.box(catalogue),
    )
