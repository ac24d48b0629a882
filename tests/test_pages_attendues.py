"""What the pages of the invented territory say, word for word: the longest and the shortest of each layout.

``tests/attendu/pages`` holds them, one file a page, one line a block or a row; « → » comes before where a link leads. Whoever
changes their words writes the files again (``pytest --reecrire tests/test_pages_attendues.py``), and reads the difference.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

import specimens
from ctg.commands import main
from ctg.pages.site_files import Page
from ctg.places.danger import EASY
from echantillon import layouts
from territoires import ESSAI, ROOT, made_site

EXPECTED = ROOT / "tests" / "attendu" / "pages"
NOT_HERE = ("404.html", "contribuer/", "a-propos/accessibilite/", "a-propos/plan-du-site/", "integrer/", "donnees-ouvertes/")
"""What the tool tells of itself, lists of everything, and what stands elsewhere too."""
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "img", "q", "small", "span", "strong", "sup", "svg", "time", "use"}
CELLS = {"td", "th", "option", "text", "dd"}
SAID = ("alt", "aria-label", "placeholder", "title", "value", "datetime")
"""Attributes that are read out, typed for the visitor, or read by a machine."""
HEAD = {"titre": "//head/title/text()", "description": "//head/meta[@name='description']/@content"}


def pieces(element: html.HtmlElement) -> Iterator[str]:
    """What an element says, in reading order; a block stands on lines of its own."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "template"}:
        return
    around = "" if element.tag in INLINE else " | " if element.tag in CELLS else "\n"
    yield around
    yield from (f"[{name} : {value}] " for name in SAID if (value := element.get(name)))
    yield (element.text or "").replace("\n", " ")
    for inner in element:
        yield from pieces(inner)
        yield (inner.tail or "").replace("\n", " ")
    yield f" → {element.get('href')} " if element.tag == "a" and element.get("href") else ""
    yield around.strip(" |")


def told(page: bytes) -> str:
    """Its title, what a search engine says of it, then what it says."""
    tree = html.fromstring(page)
    (main,) = tree.iter("main")
    head = (f"[{name} : {text}]" for name, path in HEAD.items() for text in tree.xpath(path))
    lines = ("\n".join([*head, "".join(pieces(main))])).split("\n")
    return "".join(f"{' '.join(line.split())}\n" for line in lines if line.strip())


def chosen(pages: dict[str, bytes]) -> set[str]:
    """The address of the longest and of the shortest page of each layout, and of the easy one of the emergency numbers."""
    kinds, found = layouts(pages), {}
    for address in sorted(pages, key=lambda address: (len(pages[address]), address)):
        found.setdefault(kinds[address], []).append(address)
    ends = {address for alike in found.values() for address in (alike[0], alike[-1]) if not address.startswith(NOT_HERE)}
    return ends | {EASY}


def test_the_pages_say_what_was_read_and_accepted(request):
    site = made_site(ESSAI)
    pages = {file.path: site.document(file).content for file in site.files if isinstance(file, Page)}
    found = {f"{one.strip('/').replace('/', '--') or 'accueil'}.txt": told(pages[one]) for one in chosen(pages)}
    if request.config.getoption("reecrire"):
        for old in EXPECTED.glob("*.txt"):
            old.unlink()
        for name, text in found.items():
            (EXPECTED / name).write_text(text, "utf-8")
    assert sorted(found) == sorted(path.name for path in EXPECTED.glob("*.txt")), "pytest --reecrire, puis relisez"
    changed = [name for name, text in found.items() if text != (EXPECTED / name).read_text("utf-8")]
    assert changed == [], f"pytest --reecrire tests/{Path(__file__).name}, puis relisez ce qui change"


@pytest.mark.parametrize(("name", "format"), [("txt", "texte"), ("md", "markdown")])
def test_the_report_of_the_invented_territory(capfdbinary, request, name, format):
    assert main(["--projet", str(ESSAI), "bilan", "--format", format]) == 0
    out, err = capfdbinary.readouterr()
    path = ROOT / f"tests/attendu/bilan.{name}"
    if request.config.getoption("reecrire"):
        path.write_bytes(out)
    assert (out, err) == (path.read_bytes(), b"")


def test_each_component_of_the_list_is_still_on_its_page(essai_site):
    shown = specimens.page(essai_site)
    assert all(f"<h2>{name}</h2>" in shown for name in specimens.COMPONENTS)
