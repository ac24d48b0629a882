"""What partners look at: the territories side by side, three pages and their tables."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.comparison.sides import side
from ctg.portal.pages import conventions, coverage, figures
from ctg.portal.together import Together


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The pages and their tables."""
    sides = [side(member, portal.today) for member in portal.members]
    for page in (conventions, figures, coverage):
        yield from page.files(render, sides)
