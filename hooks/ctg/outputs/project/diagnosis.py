"""The thematic diagnosis: their list, and what a page gathers: figures, offer, needs, gaps."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds import Diagnostic
from ctg.outputs.project import DIAGNOSIS, PROJECT
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list of diagnoses."""
    yield render.page(
        "projet/diagnostics.html",
        DIAGNOSIS[1],
        "Diagnostic du territoire",
        trail=(PROJECT,),
        diagnostics=render.catalogue.all(Diagnostic),
        description="Thème par thème : les chiffres, ce qui existe, les besoins, ce qui manque.",
    )


def diagnostic(render: Renderer, record: Diagnostic) -> dict:
    """What the page of a diagnosis shows besides the record."""
    return {}
