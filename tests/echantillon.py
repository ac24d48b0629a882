"""Which pages are examined: all of them, or one of each layout, the longest of the invented territory and the shortest of
the real one."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

MANY = 4
"""From that many pages on, those of a folder look alike…"""
EACH_ITS_OWN = ("", "a-propos", "ctg")
"""… except in these folders. So a new page is never forgotten."""
LEADS_ON = '<meta http-equiv="refresh"'


def addresses(site: Path) -> list[str]:
    """Every page of a built site: « », « trouver/ », « 404.html »."""
    return sorted(page.relative_to(site).as_posix().removesuffix("index.html") for page in site.rglob("*.html"))


def opened(site: Path) -> list[str]:
    """Those on which a visitor stays: a former address leads on at once."""
    return [address for address in addresses(site) if LEADS_ON not in _file(site, address).read_text("utf-8")]


def layouts(pages: Iterable[str]) -> dict[str, str]:
    """Address → layout: « structures/x/facile/ » → « structures/*/facile »."""
    parts = {page: page.strip("/").split("/") for page in pages}
    folders = {tuple(names[:depth]) for names in parts.values() for depth in range(1, len(names) + 1)}
    children = Counter(folder[:-1] for folder in folders)

    def name(folder: tuple[str, ...]) -> str:
        above = folder[:-1]
        alike = children[above] >= MANY and "/".join(above) not in EACH_ITS_OWN
        return "*" if alike else folder[-1]

    return {page: "/".join(name(tuple(names[:depth])) for depth in range(1, len(names) + 1)) for page, names in parts.items()}


def sample(site: Path, longest: bool) -> list[str]:
    """One address a layout: the page with most bytes, or with fewest."""

    def weight(address: str) -> tuple[int, str]:
        return _file(site, address).stat().st_size, address

    chosen: dict[str, str] = {}
    kinds = layouts(opened(site))
    for address in sorted(kinds, key=weight, reverse=longest):
        chosen.setdefault(kinds[address], address)
    return sorted(chosen.values())


BORNE = re.compile(r'<([a-z][\w-]*)|class="([^"]*)"')


def covering(site: Path, pages: list[str]) -> list[str]:
    """Those of these pages, few of them, on which each element and each class of them all stands."""
    return sorted(cover({page: _borne(_file(site, page).read_text("utf-8").partition("<body")[2]) for page in pages}))


def cover(borne: dict) -> list:
    """Few of them, that bear together all that they all bear."""
    chosen, seen = [], set()
    while more := max((one - seen for one in borne.values()), key=len):
        chosen.append(next(one for one in borne if borne[one] >= more))
        seen |= borne[chosen[-1]]
    return chosen


def _borne(body: str) -> set[str]:
    return {
        name for element, classes in BORNE.findall(body) for name in (element, *(f".{one}" for one in classes.split())) if name
    }


def share(items: Iterable, part: int, parts: int) -> list:
    """The part-th of ``parts`` equal shares."""
    return list(items)[part::parts]


def _file(site: Path, address: str) -> Path:
    return site / address if address.endswith(".html") else site / address / "index.html"
