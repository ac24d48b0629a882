"""The mentions that the law asks for at the foot of every page, and what they lead to; each is brought by an extension."""

from __future__ import annotations

from types import ModuleType

from ctg.common.extensions import extended
from ctg.pages.renderer import MenuLink, Renderer
from ctg.site.site_plan import prose_pages

MENTIONS: tuple[ModuleType, ...] = extended("mentions", ())
ACCESSIBILITY = "a-propos/accessibilite/"
"""Where every public site has its declaration (décret 2019-768)."""


def mentions_of(render: Renderer) -> tuple[MenuLink, ...]:
    """(words, path) of each mention. A declaration of accessibility that a territory wrote in ``docs/`` is one, by its title."""
    said = tuple(one.link(render) for one in MENTIONS)
    if render.root is None or any(path == ACCESSIBILITY for _, path in said):
        return said
    written = prose_pages(render.root / "docs", render.catalogue.unread)
    return (*said, *((title, path) for path, title in written if path == ACCESSIBILITY))
