"""A place answers in a screen and a half: what the pages of places, services, communes and paths show at first sight on a small
phone, folds closed. ``python -m pytest -s`` on this file prints the medians."""

from pathlib import Path
from statistics import median

import pytest
from sondes import probe

PHONE = {"width": 360, "height": 740}
WANTED = {  # folder → (screens in all, controls of « main », words of « main »), as medians
    "structures": (2.5, 14, 220),
    "services": (2.5, 14, 220),
    "communes": (3.3, 26, 260),  # the six numbers under its search field are among them
    "parcours": (3.5, 16, 230),
}


def _pages(site: Path, folder: str) -> list[str]:
    return sorted(f"{folder}/{page.parent.name}/" for page in (site / folder).glob("*/index.html"))


@pytest.mark.parametrize("folder", WANTED)
def test_first_sight(open_page, reel, real_site, folder, whole):
    """Medians on some pages of a kind (all with ``--tout``): height, controls, words."""
    page, measures = open_page(viewport=PHONE, device_scale_factor=1), {}
    for path in _pages(real_site, folder)[:: 1 if whole else 6]:
        page.goto(reel + path)
        measures[path] = probe(page, "premier_regard")
    found = {name: median(one[name] for one in measures.values()) for name in ("screens", "controls", "words")}
    longest = max(measures, key=lambda path: measures[path]["screens"])
    print(f"\n{folder} ({len(measures)}): {found}, longest {longest} {measures[longest]}")
    assert all(value <= limit for value, limit in zip(found.values(), WANTED[folder], strict=True)), found
