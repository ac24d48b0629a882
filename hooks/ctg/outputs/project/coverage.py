"""The page « Couverture »: what exists near each commune, by age and by day, and the white zones."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page of coverage."""
    return ()
