"""The yearly report and the steering committee's summary, as web pages and as tagged PDF."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The reports of every year that has something to say."""
    return ()
