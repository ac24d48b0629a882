"""Whole HTML documents without the frame of the site, for another site's frame: no script, their own policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from ctg.outputs.base.addresses import absolute, relative
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.hosting.security import REFERRER

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
"""Who may frame it cannot be said here (CSP 3, § 3.3: « frame-ancestors » is ignored in a page): see ``security``."""


def document(
    render: Renderer,
    path: str,
    template: str,
    title: str,
    truth: str,
    later: Callable[[], dict[str, Any]] = dict,
    **values: object,
) -> Asset:
    """``<path>index.html`` from a template that extends ``integrer/_document.html``.

    ``truth`` is the address of the page of the site that says the same, and more; ``later`` gives more values, when the
    template is rendered.
    """

    def html() -> bytes:
        text = render.html(
            template,
            path,
            title=title,
            policy=Markup(POLICY),
            referrer=REFERRER,
            canonical=absolute(render.catalogue.territoire, truth) or relative(truth, path),
            **values,
            **later(),
        )
        return text.encode()

    return Asset(file_of(path), html)


def file_of(path: str) -> str:
    """The file that a host gives for the address of a folder."""
    return f"{path}index.html"
