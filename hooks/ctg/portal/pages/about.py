"""The pages that the law and courtesy require: those of any site, but the help, which is of what a portal has not."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.about import accessibility, legal
from ctg.outputs.base.pictures import maps
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.families import urgence
from ctg.outputs.hosting import hosts
from ctg.portal.together import Together

HELP = "a-propos/aide/"


def files(render: Renderer, _portal: Together) -> Iterable[SiteFile]:
    """Pages, and the files that a host or a map asks for."""
    yield from (file for file in legal.files(render) if file.path != HELP)
    for output in (accessibility, urgence, maps, hosts):
        yield from output.files(render)
