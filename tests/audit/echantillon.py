"""Which pages are examined: all of them, or one of each layout, the longest of the invented territory and the shortest of
the real one. A page that belongs to no family below is a layout of its own, so that a new page is never forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ctg.kinds import KINDS

FOLDERS = (*(kind.folder for kind in KINDS), "trouver/ages", "trouver/themes", "trouver/types", "trouver")
FOLDERS += ("contribuer/champs", "ctg/bilans")
"""Folders whose pages look alike. The first that fits counts."""
FAMILY = re.compile(rf"({'|'.join(sorted(set(FOLDERS), key=lambda folder: (-folder.count('/'), folder)))})/[^/]+/")


def layout(address: str) -> str:
    """« structures/x/ » → « structures/*/ »."""
    return FAMILY.sub(r"\1/*/", address, count=1) if FAMILY.match(address) else address


def addresses(site: Path) -> list[str]:
    """Every page of a built site: « », « trouver/ », « 404.html »."""
    return sorted(page.relative_to(site).as_posix().removesuffix("index.html") for page in site.rglob("*.html"))


def sample(site: Path, longest: bool) -> list[str]:
    """One address a layout: the page with most bytes, or with fewest."""

    def weight(address: str) -> tuple[int, str]:
        return (site / address / "index.html" if not address.endswith(".html") else site / address).stat().st_size, address

    chosen: dict[str, str] = {}
    for address in sorted(addresses(site), key=weight, reverse=longest):
        chosen.setdefault(layout(address), address)
    return sorted(chosen.values())


def share(items: Iterable, part: int, parts: int) -> list:
    """The part-th of ``parts`` equal shares."""
    return list(items)[part::parts]
