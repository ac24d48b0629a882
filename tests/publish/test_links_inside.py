"""Each page is read alone; what the rest of the site must prove is looked at once it is whole."""

from __future__ import annotations

import pytest

from ctg.pages.files import Asset
from ctg.publish.links import answering, broken_links, read_page
from ctg.publish.write import write

HOME = "https://familles.exemple.fr/ctg/"
PAGES = {
    "index.html": '<a href="a/#ici">a</a><a href=a/#nulle-part>a</a><a href="#pied">p</a><p id="pied"><a href="/ctg/b.pdf">b</a>',
    "a/index.html": "<h1 id='ici'>A</h1><a href='../'>.</a><a href='#absent'>.</a><img src='../c%20d.png'><form action='nul'>",
    "404.html": f'<head><link rel="canonical" href="{HOME}z/"></head><a href="https://ailleurs.exemple.fr/x">x</a>',
}
FILES = {**PAGES, "b.pdf": "", "c d.png": ""}


def test_what_leads_nowhere_is_told_page_by_page_as_it_is_written(tmp_path):
    write(tmp_path, [Asset(name, content.encode()) for name, content in FILES.items()])
    pages = [read_page(name, html.encode(), HOME, answering(FILES)) for name, html in PAGES.items()]
    assert [(one.page, one.target) for one in broken_links(pages, tmp_path)] == [
        ("404.html", f"{HOME}z/".replace(HOME, "/ctg/")),
        ("a/index.html", "#absent"),
        ("a/index.html", "nul"),
        ("index.html", "a/#nulle-part"),
    ]


@pytest.mark.parametrize("content", [b"", b" ", b"<!-- rien -->", b"<!doctype html>"])
def test_a_page_that_holds_nothing_leads_nowhere(content):
    assert read_page("vide.html", content).doubtful == ()


def test_a_page_keeps_what_it_cannot_prove_alone(tmp_path):
    html = '<p id="un"><a href="#un">1</a><a href="a/">2</a><a href="a/#x">3</a><a href="plus-tard.json">4</a>'
    page = read_page("index.html", html.encode(), sure=answering(["a/index.html"]))
    assert [target for target, _, _ in page.doubtful] == ["a/#x", "plus-tard.json"]
    write(tmp_path, [Asset("a/index.html", b"<p id=x>"), Asset("plus-tard.json", b"")])
    assert broken_links([page], tmp_path) == []


def test_an_address_is_sure_only_as_it_is_written():
    assert answering(["index.html", "a/index.html", "b.pdf", "c d.png"]) == {"", "index.html", "a/", "a/index.html", "b.pdf"}
    odd = {"c%20d.png", "e?f", "g#h", "a/mon-index.html"}
    assert answering(odd) == {"a/mon-index.html"}  # a browser asks for « c d.png », « e », « g »


@pytest.mark.parametrize(
    "target", ["tel:+33466000000", "HTTPS://a.fr/", " https://a.fr/", "//a.fr/x", "mailto:a@b.fr", "data:,x"]
)
def test_what_leads_elsewhere_is_not_followed(target):
    assert read_page("a/index.html", f'<a href="{target}">x</a>'.encode()).doubtful == ()


@pytest.mark.parametrize(
    "written",
    [
        '<svg><use href="x"/></svg><form action="x"><img alt="q" src="x">',
        "<a href='x'>t</a>",
        "<a href=x>v</a>",
        '<a HREF="x">x</a>',
        '<a\nhref\t=\n"x">z</a>',
        '<a title="h > i" href="x" hreflang="k<l">m</a><code>&lt;iframe src="n"></code> href="o"',
        '<!-- <a href="c">d</a> --><script>f = \'<a href="e">\'</script><style>a[href="g"]>b{}</style><a href="x">h</a>',
    ],
)
def test_a_link_is_read_as_browsers_read_it_however_it_is_written(written):
    assert {target for target, _, _ in read_page("a/index.html", written.encode()).doubtful} == {"x"}
