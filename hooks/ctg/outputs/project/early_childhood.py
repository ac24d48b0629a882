"""The page of the service public de la petite enfance: who must do what, commune by commune."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page."""
    return ()
