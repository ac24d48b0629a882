"""What is heard, without seeing: reading order, titles, languages. Names: test_agrandir.py; announcements: test_clavier.py."""

import re
from pathlib import Path

import pytest
from sondes import FINDER, heard, pages, visited

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


ENGLISH = re.compile(
    r"\b(the|of|and|with|your|by|from|this|new|create|merge|run|settings|request|services data)\b", re.IGNORECASE
)
"""Words that French does not have: those of the tools that the guides name, and those that a record could bring."""
FRENCH = "//body//text()[not(ancestor::*[@lang][1][@lang != 'fr']) and not(ancestor::code or ancestor::pre or ancestor::script)]"


def test_english_is_marked_as_english(site):
    """WCAG 3.1.2: else a French voice says it."""
    found = {path: text.strip() for path, page in pages(site) for text in page.xpath(FRENCH) if ENGLISH.search(text)}
    assert found == {}
