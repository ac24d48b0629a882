"""The convention: period, signatories, documents, what is known of its renewal, what is not."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds import Axe
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The first page of the section."""
    catalogue = render.catalogue
    convention = catalogue.territoire.convention
    yield render.page(
        "projet/convention.html",
        "ctg/",
        "Le projet des familles (CTG)",
        convention=convention,
        axes=catalogue.all(Axe),
        description=f"{convention.titre} : période, signataires, axes, ce qui est connu et ce qui ne l’est pas.",
    )
