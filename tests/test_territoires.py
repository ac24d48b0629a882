"""Three invented territories on their first day, without a record: their sites are built, honest, and offer nothing empty.

The strict build has followed every link (``links.inside``).
"""

import posixpath
import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from inventes import invent
from territoires import build
from test_site import Document

LEADS_ON = 'http-equiv="refresh"'
NEVER = {
    "Gard": r"\bGard\b|[Rr]hodanien|Bagnols",
    "rien ne se compte": r"\b0 (fiche|commune|lieu|service|action|mairie)",
    "une seule ne fait pas plusieurs": r"\b1 communes|[Ll]es 1 ",
}
OF_SEVERAL = r"[Ii]ntercommunalité|[Cc]ommune par commune|[Cc]ommunes voisines|toutes les communes"
"""What a site of one commune does not speak of."""


@pytest.fixture(scope="session", params=("seule", "vaste", "reunion"))
def first_day(request, built) -> tuple[str, Path]:
    """(name, folder of the built site) of each."""
    name = request.param
    return name, built(f"premier-jour-{name}", partial(_make, name))


def _make(name: str, folder: Path, places: int = 0) -> None:
    build(invent(folder.with_suffix(".projet"), name, places), folder)


@pytest.mark.parametrize(("name", "places"), [("seule", 6), ("metropole", 60)])
def test_with_places_it_speaks_of_what_it_is(name, places, built):
    site = built(f"rempli-{name}", partial(_make, name, places=places))
    read = {path.relative_to(site).as_posix(): Document(path) for path in site.rglob("*.html")}
    texts = {path: " ".join(page.text.split()) for path, page in read.items() if not path.startswith("contribuer/")}
    if name == "seule":
        several = re.compile(rf"{OF_SEVERAL}|\b1 sur 1\b|[Ll]’autre commune")
        assert [(path, found[0]) for path, text in texts.items() if (found := several.search(text))] == []
        pairs = [pair for page in read.values() for pair in zip(page.elements, page.elements[1:], strict=False)]
        around = [above for (_, above), (_, one) in pairs if one.get("for") in ("f-commune", "f-km")]
        assert around
        assert all("hidden" in one for one in around), "no filter by commune"
    long = [one for one in read["ctg/territoire/index.html"].all("div") if "tableau--long" in one.get("class", "")]
    assert bool(long) is (name == "metropole"), "its communes scroll beside the page"
    assert "Pas encore écrits" not in texts["ctg/territoire/index.html"]
    assert ("communes/aigrebourg-2e-arrondissement/index.html" in read) is (name == "metropole")


def test_the_first_site_offers_nothing_empty_and_speaks_of_itself(first_day):
    name, site = first_day
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    former = {path for path, html in pages.items() if LEADS_ON in html}
    found = []
    for path in pages.keys() - former:
        document = Document(site / path)
        text = " ".join(document.text.split())
        found += [f"{path} → {to}" for a in document.all("a") if (to := _page(path, a.get("href", ""))) in former]
        if not path.startswith("contribuer/"):
            found += [f"{path} : {what}" for what, pattern in NEVER.items() if re.search(pattern, text)]
            if name == "seule" and re.search(OF_SEVERAL, text):
                found.append(f"{path} : {re.search(OF_SEVERAL, text)[0]}")
    assert not found, found[:20]
    home = Document(site / "index.html")
    assert "en préparation" in home.text
    assert "Le projet des familles" not in home.text.partition("en préparation")[2].partition("Écrivez-nous")[0]
    assert {"trouver/index.html", "agenda/index.html"} <= former
    assert "ctg/decider/index.html" not in pages, "what is empty is not there"
    assert "cadres/ctg/index.html" not in pages, "a convention that nobody has told of is no fact"
    assert "renouvellement" not in Document(site / "ctg/index.html").text
    assert 'class="paysage"' in pages["index.html"]
    assert ("communes/index.html" in former) is (name == "seule")
    assert ("map_territoire" in pages["communes/aigrebois/index.html"]) is (name != "seule"), "an outline alone is a blank"
    assert ('data-fuseau="Indian/Reunion"' in pages["index.html"]) is (name == "reunion")


def _page(page: str, link: str) -> str:
    """The file of the site that a link leads to; empty for another site's."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return ""
    base = "" if page == "404.html" else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(base, unquote(parts.path))).lstrip("/")
    return path if path.endswith(".html") else "index.html" if path == "." else f"{path}/index.html"
