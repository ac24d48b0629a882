"""Each page is read alone; what the rest of the site must prove is looked at once it is whole."""

from __future__ import annotations

import pytest

from ctg.links.inside import broken, read

HOME = "https://familles.exemple.fr/ctg/"
PAGES = {
    "index.html": '<a href="a/#ici">a</a><a href=a/#nulle-part>a</a><a href="#pied">p</a><p id="pied"><a href="/ctg/b.pdf">b</a>',
    "a/index.html": "<h1 id='ici'>A</h1><a href='../'>.</a><a href='#absent'>.</a><img src='../c%20d.png'><form action='nul'>",
    "404.html": f'<head><link rel="canonical" href="{HOME}z/"></head><a href="https://ailleurs.exemple.fr/x">x</a>',
}
FILES = {*PAGES, "b.pdf", "c d.png"}


def test_what_leads_nowhere_is_told_page_by_page_as_it_is_written():
    pages = [read(name, html.encode(), HOME, sure=FILES) for name, html in PAGES.items()]
    assert [(one.page, one.target) for one in broken(pages, FILES)] == [
        ("404.html", f"{HOME}z/".replace(HOME, "/ctg/")),
        ("a/index.html", "#absent"),
        ("a/index.html", "nul"),
        ("index.html", "a/#nulle-part"),
    ]


@pytest.mark.parametrize("content", [b"", b" ", b"<!-- rien -->", b"<!doctype html>"])
def test_a_page_that_holds_nothing_leads_nowhere(content):
    assert broken([read("vide.html", content)], {"vide.html"}) == []


def test_a_page_keeps_what_it_cannot_prove_alone():
    html = '<p id="un" data-pagefind-body><a href="#un">1</a><a href="a/">2</a><a href="a/#x">3</a><a href="plus-tard.json">4</a>'
    page = read("index.html", html.encode(), sure={"a/index.html"})
    assert (page.ids, page.searched) == ({"un"}, True)
    assert [target for target, _, _ in page.doubtful] == ["a/#x", "plus-tard.json"]
    assert broken([page], {"a/index.html", "plus-tard.json"}) == []  # « a/ » was not read: its anchors are not known
