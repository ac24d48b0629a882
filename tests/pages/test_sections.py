"""A page of the project that has nothing to show: nothing leads to it, and its address leads on."""

from __future__ import annotations

import re

from ctg.pages.files import _PAGES, Page
from ctg.publish.build import make_site
from territoires import SMALL, catalogue_of


def test_nothing_leads_to_what_is_empty():
    catalogue, site = catalogue_of(SMALL), make_site(SMALL)
    empty = {page.path for page in _PAGES.values() if not page.filled(catalogue, catalogue.day)}
    assert {"ctg/couverture/", "ctg/evaluation/", "ctg/moyens/"} & empty
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    assert not empty & pages.keys()
    assert {f"{path}index.html" for path in empty} <= {file.path for file in site.files}
    link = re.compile(rf'href="[./]*({"|".join(map(re.escape, sorted(empty)))})["#?]')
    one_a_kind = {path.split("/")[0]: path for path in pages}.values()
    found = [(path, m[1]) for path in {"ctg/", "", *one_a_kind} if (m := link.search(site.frame.html(pages[path]).decode()))]
    assert found == [], found
