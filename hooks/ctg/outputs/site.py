"""What outputs produce: pages and files, known by their address. Nothing here knows MkDocs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the site; ``path`` is its address from the root (``structures/les-lutins/``, "" for the home)."""

    path: str
    title: str
    body: str
    """HTML, complete and safe."""
    description: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    """(title, path) of the pages above it, for the breadcrumb."""
    source: str = ""
    """The data file to edit, relative to the project."""
    has_map: bool = False
    script: str = ""
    """The page's own script, in ``overrides/assets/js``."""
    feed: str = ""
    """The Atom feed of what the page shows, for the readers that look for one."""
    commune: str = ""
    """The identifier of the commune that it is about, for the picture of shared links."""
    prose: bool = False
    """Whether it was written by hand, in ``docs/``."""
    linked: str = ""
    """What it says in schema.org's words: JSON-LD, safe inside a script element."""


@dataclass(frozen=True)
class Asset:
    """A file that is not a page."""

    path: str
    content: bytes


SiteFile = Page | Asset
