"""The pages that the law and courtesy require: those of any site, but the help, which is of what a portal has not."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.about import accessibility, legal
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.site import SiteFile
from ctg.outputs.families import urgence
from ctg.outputs.hosting import security
from ctg.portal.frame import ABOUT, TERRITORIES
from ctg.portal.together import Together
from ctg.sheets.defaults import tools_words

HELP = "a-propos/aide/"


def files(render: Renderer, _portal: Together) -> Iterable[SiteFile]:
    """Pages, the files that a host asks for, and what leads on from where the lists of places stood."""
    yield from (file for file in legal.files(render) if file.path != HELP)
    for output in (accessibility, urgence, security):
        yield from output.files(render)
    yield leads_on(render, "doublons/", *ABOUT)
    words = tools_words()
    lists = ("trouver/", *(f"trouver/{id}/" for id in words.rubriques), *(f"trouver/themes/{id}/" for id in words.themes))
    for former in (*lists, *(f"trouver/types/{id}/" for id in words.types), "recherche/"):
        yield leads_on(render, former, *TERRITORIES)
