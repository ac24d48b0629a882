"""The policy of a page and the settings for servers, which say the same everywhere; each page's links are read."""

import re

import pytest

from ctg.common.extensions import extension_names
from ctg.pages.site_files import HEADERS, MAKES_CODE, Asset, Page, content_policy
from ctg.publish.build import CATALOGUES, OPEN_DATA, Site, make_site
from ctg.publish.write import answering, broken_links, read_page, write
from ctg.site.former import COMPRESSED, RULES, TYPES
from serveur_du_site import headers_for, rules
from territoires import ROOT, SMALL, made_site

PLAIN = Page("a/", "A", "")
MAP = Page("b/", "B", "", has_map=True)
SEARCH = Page("c/", "C", "", script="recherche.js")


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.split("; "))}


def assets(site: Site) -> dict[str, str]:
    wanted = {"_headers", ".htaccess"}
    return {file.path: file.content.decode() for file in site.files if isinstance(file, Asset) and file.path in wanted}


SERVED = {"html", "json", "xml", "xlsx"}
"""What every server knows."""


def test_each_format_of_the_open_data_opens_in_its_own_application():
    abouts = [about for module in (*OPEN_DATA, *CATALOGUES) for about in getattr(module, "ABOUT", ()) if about.path[-1] != "/"]
    told = {about.path.rpartition(".")[2]: about.media_type for about in abouts}
    own = {ending: kind for ending, kind in told.items() if ending not in SERVED}
    assert own == {ending: kind for ending, kind in TYPES.items() if ending in own or "normes" in extension_names()}


@pytest.mark.parametrize("page", [PLAIN, MAP, SEARCH])
def test_no_page_may_run_what_is_written_in_it_or_comes_from_elsewhere(page):
    policy = directives(content_policy(page))
    assert policy["default-src"] == {"'self'"}, "styles, fonts, frames, workers and fetches: from here only"
    assert policy["script-src"] == {"'self'"}
    assert policy["object-src"] == policy["base-uri"] == {"'none'"}
    assert policy["form-action"] == {"'self'"}
    assert "unsafe-inline" not in content_policy(page)
    assert "'unsafe-eval'" not in content_policy(page)


def test_the_header_of_the_site_allows_what_any_page_asks():
    site = directives(HEADERS["Content-Security-Policy"])
    pages = [directives(content_policy(page)) for page in (PLAIN, MAP, SEARCH)]
    assert site == {name: set().union(*(page[name] for page in pages)) for name in pages[0] if name != TYPES_ONLY}


TYPES_ONLY = "require-trusted-types-for"
SINKS = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\bsrcdoc\b|"
                   r"serviceWorker\.register|new (Shared)?Worker\b|createElement\('script'|\beval\(|new Function")  # fmt: skip
"""What takes a text for code (the injection sinks of Trusted Types, https://www.w3.org/TR/trusted-types/)."""


def test_a_text_becomes_no_markup_but_where_a_script_needs_it():
    assert {page for page in (PLAIN, MAP, SEARCH) if TYPES_ONLY in content_policy(page)} == {PLAIN, SEARCH}
    scripts = (ROOT / "overrides/assets/js").glob("*.js")
    asking = {path.name for path in scripts if SINKS.search(path.read_text("utf-8"))}
    assert asking == MAKES_CODE, "a new one goes there, or does without (of maps, only Leaflet makes any)"


def test_the_hosts_that_read_headers_get_each_header_once_on_every_address():
    found = rules(assets(made_site(SMALL))["_headers"])
    for path in ("/", "/structures/les-lutins/", "/assets/css/site.css", "/nulle/part/"):
        assert headers_for(path, found) == HEADERS


def test_apache_is_told_the_same():
    text = assets(made_site(SMALL))[".htaccess"]
    assert dict(re.findall(r'Header always set (\S+) "([^"]*)"', text)) == HEADERS
    assert "ErrorDocument 404 /404.html\n" in text


def test_a_site_that_is_not_at_the_root_of_its_host_says_so(project):
    root = project()
    path = root / "data/territoire.yml"
    path.write_text(path.read_text("utf-8") + "adresse_site: https://exemple.fr/familles\n", "utf-8")
    found = assets(make_site(root))
    assert "ErrorDocument 404 /familles/404.html\n" in found[".htaccess"]
    assert headers_for("/familles/communes/", rules(found["_headers"])) == HEADERS
    assert headers_for("/autre/", rules(found["_headers"])) == {}


def nginx() -> list[str]:
    """The lines that an nginx server needs: HTML is always compressed there."""
    ours = (f"location ~ \\.{end}$ {{ types {{}} default_type {kind}; try_files $uri @avant; }}" for end, kind in TYPES.items())
    moved = (f'rewrite "^/{pattern.removeprefix("^")}" /{to} permanent;' for pattern, to in RULES)
    return [
        "gzip on;",
        f"gzip_types {' '.join(COMPRESSED[1:])};",
        *(f'add_header {name} "{value}" always;' for name, value in HEADERS.items()),
        "try_files $uri $uri/ @avant;",
        *ours,
        "location @avant {",
        *moved,
        "return 404;",
    ]


def test_the_guide_gives_nginx_the_lines_that_the_site_needs():
    guide = (ROOT / "hooks/ctg/guides/technique.md").read_text("utf-8")
    lines = [line.strip() for line in guide.splitlines()]
    missing = [line for line in nginx() if line not in lines]
    assert not missing, "recopiez ces lignes dans hooks/ctg/guides/technique.md :\n" + "\n".join(missing)
    told = {line.split()[1] for line in lines if line.startswith("add_header")}
    assert told == {*HEADERS, "Strict-Transport-Security"}


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
