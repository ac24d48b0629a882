"""What is heard, without seeing: reading order, announcements, titles, languages. Names: see test_agrandir.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sondes import FINDER, KEPT, heard, pages, press, visited

FOLD = ":is(.filtres, .tri) summary"
"""Of the filters, where a status may be."""
EXPECTED = Path(__file__).parents[1] / "attendu" / "lecture"
READ = {"accueil": "", "fiche": "structures/ecureuils/", "trouver": FINDER}


@pytest.mark.parametrize("name", READ)
def test_a_page_is_heard_in_the_order_and_words_that_were_reviewed(visit, essai, name, request):
    page = visit(apart=True)
    page.clock.set_fixed_time("2026-11-25T09:00:00+01:00")
    visited(page, essai + READ[name])
    told = "\n".join(heard(page)) + "\n"
    path = EXPECTED / f"{name}.txt"
    if request.config.getoption("reecrire"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, "utf-8")
    else:
        assert told == path.read_text("utf-8")


ANNOUNCED: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "a filter": (FINDER, press("#f-commune", "ArrowDown"), "du plus près au plus loin"),
    "nothing found": (FINDER, lambda page: page.locator("#f-q").fill("zzz"), "0 lieu"),
    "a search": ("recherche/?q=bus", press("[type=search]", "Control+a", "q", "z", "x"), "Aucune page pour"),
    "actions": ("ctg/actions/", press("#tri-axe", "ArrowDown"), " actions sur "),
    "an address copied": (KEPT, press("[data-copier]", "Enter"), "Adresse copiée."),
    "a place taken off": (KEPT, press(".garde > button", "Enter"), "1 lieu ou service gardé."),
}


@pytest.mark.parametrize("gesture", ANNOUNCED)
def test_what_a_gesture_changes_is_announced(visit, essai, gesture):
    """WCAG 4.1.3: in a region that was already there: screen readers ignore one that comes with its words."""
    path, act, said = ANNOUNCED[gesture]
    page = visited(visit(permissions=["clipboard-write"]), essai + path)
    if page.locator(FOLD).count():
        page.locator(FOLD).click()
    page.evaluate("window.regions = [...document.querySelectorAll('[role=status]')].filter((e) => e.checkVisibility())")
    before = page.evaluate("regions.map((e) => e.textContent)")
    act(page)
    page.wait_for_function(
        """([before, said]) =>
          regions.some((e, n) => e.isConnected && e.textContent !== before[n] && e.textContent.includes(said))""",
        arg=[before, said],
    )


ENGLISH = re.compile(
    r"\b(the|of|and|with|your|by|from|this|new|create|merge|run|settings|request|services data)\b", re.IGNORECASE
)
"""Words that French does not have: those of the tools that the guides name, and those that a record could bring."""
FRENCH = "//body//text()[not(ancestor::*[@lang][1][@lang != 'fr']) and not(ancestor::code or ancestor::pre or ancestor::script)]"


def test_english_is_marked_as_english(site):
    """WCAG 3.1.2: else a French voice says it."""
    found = {path: text.strip() for path, page in pages(site) for text in page.xpath(FRENCH) if ENGLISH.search(text)}
    assert found == {}
