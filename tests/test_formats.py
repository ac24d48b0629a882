"""Every file that both sites publish is what its name says, whether or not the site knows its own address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import pytest

from territoires import ESSAI, ROOT

TEMPLATE = re.compile(r"\{[{%#](?!</text>|…)")
"""A mark of Jinja; not one alone at the end of a line of a drawing or of a sentence, where a name that has it is cut."""
TYPED = "".join(path.read_text("utf-8") for folder in (ROOT, ESSAI) for path in sorted((folder / "data").rglob("*.yml")))
"""What people wrote, hostile records of the example included: their marks and their links are not ours."""
MARKS = {TYPED[found.start() : found.start() + 4] for found in TEMPLATE.finditer(TYPED)}
NOWHERE = "https://nulle.part.invalid/"
"""Where a site is that does not know its own address: its addresses are relative, or from its root."""
ADDRESSES = {"url", "lien_source", "uri"}
"""Fields of JSON that hold an address."""


@pytest.fixture(scope="module", params=[pytest.param("reel", marks=pytest.mark.gard), "essai"])
def site(request, real_site, essai_site) -> tuple[Path, str]:
    """(a built site, its own address): the real one does not know it yet."""
    return (real_site, "") if request.param == "reel" else (essai_site, "https://familles.exemple.fr/")


def named(folder: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """(name, text) of the files with these endings, of the invented territory at least one of each."""
    for ending in endings:
        found = sorted(folder.rglob(f"*{ending}"))
        assert found or folder.name.startswith("reel"), ending
        for path in found:
            yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8")


def test_no_file_is_a_template(site):
    folder, _ = site
    raw = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            try:
                text = path.read_bytes().decode("utf-8").replace("\r\n ", "")  # calendars are folded
            except UnicodeDecodeError:
                continue  # pictures, workbooks, compressed parts
            starts = (found.start() for found in TEMPLATE.finditer(text))
            raw += [(name, text[start : start + 40]) for start in starts if text[start : start + 4] not in MARKS]
    assert not raw, raw[:20]


def test_addresses_lead_to_files(site):
    """Those of ``robots.txt``, of the site map, of feeds, and of JSON; relative ones too."""
    folder, address = site
    told = {(name, found) for name, text in named(folder, "robots.txt") for found in re.findall(r"^Sitemap: (.+)$", text, re.M)}
    for name, text in named(folder, ".xml"):
        told |= {(name, e.get("href") or e.text) for e in ET.fromstring(text).iter() if e.tag.endswith(("}loc", "}link"))}
    for name, text in named(folder, ".json", ".geojson"):
        told |= {(name, found) for found in _addresses(json.loads(text)) if found not in TYPED and "{" not in found}
    own = [(name, urljoin(urljoin(address or NOWHERE, name), found.partition("#")[0])) for name, found in told]
    own = [(name, found) for name, found in own if found.startswith(address or NOWHERE)]
    endings = {name.rpartition(".")[2] for name, _ in own}
    assert endings | {"xml"} == {"xml", "json", "geojson", *(["txt"] if address else [])}
    assert "xml" in endings or not address, "of the real territory, nothing is new"
    lost = [(name, found) for name, found in own if not _file(folder / unquote(found.removeprefix(address or NOWHERE)))]
    assert not lost, sorted(lost)[:20]


def _addresses(value: object, field: str = "") -> Iterator[str]:
    """The texts of the fields that hold an address."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else ((field, inner) for inner in value):
            yield from _addresses(inner, name)
    elif isinstance(value, str) and field in ADDRESSES and "/" in value:
        yield value


def _file(path: Path) -> bool:
    return path.is_file() or (path / "index.html").is_file()
