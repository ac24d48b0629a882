"""A page of the project that a territory keeps back: nothing leads to it, and its address leads on."""

from __future__ import annotations

import dataclasses
import re

from ctg.build import site_of
from ctg.kinds.territory.territoire import PageProjet
from ctg.loading import load
from ctg.outputs.base.section import _PAGES, PROJECT
from ctg.outputs.base.site import Page
from territoires import ESSAI


def test_every_page_of_the_project_but_the_first_may_be_kept_back():
    words = {page.path.removeprefix(PROJECT[1]).strip("/"): page.name for page in _PAGES.values() if page.path != PROJECT[1]}
    assert words == dict(PageProjet.labels())


def test_nothing_leads_to_what_is_kept_back():
    catalogue = load(ESSAI)
    territoire = catalogue.territoire.model_copy(update={"pages_retenues": tuple(PageProjet)})
    site = site_of(dataclasses.replace(catalogue, territoire=territoire), ESSAI)
    held = {f"ctg/{word}/" for word in PageProjet}
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    assert not held & pages.keys()
    assert {f"{path}index.html" for path in held} <= {file.path for file in site.files}
    (menu,) = set(site.frame.render.environment.globals["PROJET"][0][1])
    assert menu == ("La convention", "ctg/")
    link = re.compile(rf'href="[./]*({"|".join(map(re.escape, held))})["#?]')
    one_a_kind = {path.split("/")[0]: path for path in pages}.values()
    found = [(path, m[1]) for path in {"ctg/", "", *one_a_kind} if (m := link.search(site.frame.html(pages[path]).decode()))]
    assert found == [], found
