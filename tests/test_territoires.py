"""Three invented territories on their first day, without a record: their sites are built, honest, and offer nothing empty.

The strict build has followed every link (``links.inside``).
"""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from inventes import INVENTED, invent
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


@pytest.fixture(scope="session", params=INVENTED)
def first_day(request, built) -> tuple[str, Path]:
    """(name, folder of the built site) of each."""
    name = request.param
    return name, built(f"premier-jour-{name}", partial(_make, name))


def _make(name: str, folder: Path) -> None:
    build(invent(folder.with_suffix(".projet"), name), folder)


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
    assert {"trouver/index.html", "agenda/index.html", "nouveautes/index.html"} <= former
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
