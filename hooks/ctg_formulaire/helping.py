"""The guide beside the form, without the network: what « ? » opens, at the part that a screen is about.

Above a part of the guide, ``<!-- écrans : fiche fiches -->`` names the screens that it is about: their templates; for a form, the
folder of its kind."""

from __future__ import annotations

import re
from functools import cache

from ctg import api

ABOUT = re.compile(r"^<!-- écrans : (.+) -->$", re.MULTILINE)
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
OTHER = re.compile(r'href="(\w+)\.md')
"""In the HTML of a guide, a link to another."""
PICTURES = {path.name: path for path in (api.GUIDES / "images").glob("*.png")}
"""What the guides show of the form."""
FIRST = "coordinatrice"
"""The guide that is shown first, and when no part is about a screen."""


@cache
def guides() -> dict[str, str]:
    """Name → Markdown of each guide."""
    return {path.stem: api.read_plain(path).decode() for path in sorted(api.GUIDES.glob("[a-z]*.md"))}


def part_about(screen: str) -> str:
    """The address, below the form's, of the part of the guide that is about a screen; of its beginning when none is."""
    names = (name for name, text in guides().items() if screen in " ".join(ABOUT.findall(text)).split())
    found = next(names, "")
    return f"aide/{found}/#{screen}" if found else f"aide/{FIRST}/"


def titles() -> dict[str, str]:
    """Name → title of each guide, the coordinator's first."""
    named = {name: found[1] for name, text in guides().items() if (found := TITLE.search(text))}
    return {FIRST: named[FIRST], **named}


@cache
def shown(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(HTML of a guide without its title, its parts: anchor and title)."""
    text = TITLE.sub("", ABOUT.sub(_anchors, guides()[name]), count=1)
    html = OTHER.sub(r'href="../\1/', api.prose_html(text)).replace('src="images/', 'src="../images/')
    return html, tuple(re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', html))


def _anchors(found: re.Match[str]) -> str:
    return "\n" + "".join(f'<span id="{screen}"></span>' for screen in found[1].split()) + "\n"
