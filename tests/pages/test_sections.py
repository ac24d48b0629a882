"""The pages of the project: one row of five words, and what has nothing to show is not there."""

from __future__ import annotations

import re

from ctg.pages.files import _PAGES, Page
from ctg.site.former import is_answered
from territoires import ESSAI, SMALL, catalogue_of, made_site


def test_nothing_leads_to_what_is_empty():
    catalogue, site = catalogue_of(SMALL), made_site(SMALL)
    empty = {page.path for page in _PAGES.values() if not page.filled(catalogue, catalogue.day)}
    assert {"ctg/decider/", "ctg/moyens/"} & empty
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    assert not empty & pages.keys()
    assert all(is_answered(path, pages) for path in empty)
    link = re.compile(rf'href="[./]*({"|".join(map(re.escape, sorted(empty)))})["#?]')
    one_a_kind = {path.split("/")[0]: path for path in pages}.values()
    found = [(path, m[1]) for path in {"ctg/", "", *one_a_kind} if (m := link.search(site.frame.html(pages[path]).decode()))]
    assert found == [], found


def test_the_menu_of_the_project_is_one_row_of_five_words():
    site = made_site(ESSAI)
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    row = re.compile(r'<nav class="menu-projet.*?</nav>', re.DOTALL)
    for path, word, here in (
        ("ctg/", "Projet", "page"),
        ("ctg/moyens/", "Actions", "true"),
        ("actions/mercredis-a-l-ouest/", "Actions", "true"),
        ("indicateurs/population/", "Territoire", "true"),
        ("rencontres/comite-de-pilotage-2026-10/", "Décider", "true"),
    ):
        (menu,) = row.findall(site.frame.html(pages[path]).decode())
        assert re.findall(r">([^<>]+)</a>", menu) == ["Projet", "Actions", "Territoire", "Décider", "Bilans"]
        assert re.findall(r'aria-current="(\w+)">([^<]+)', menu) == [(here, word)]
    assert not row.search(site.frame.html(pages["trouver/"]).decode())
