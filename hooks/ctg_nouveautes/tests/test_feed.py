"""The Atom feed: valid for RFC 4287, the same bytes where nothing changed, and nothing when nothing is new."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from functools import cache
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from ctg.common.phrases import typography
from ctg.model.periods import Fermeture
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg.reading.journal import Journal
from ctg.site.frame import Frame
from ctg_nouveautes.journal import journal_as_json, started, updated
from ctg_nouveautes.news import FEED, ILLEGAL, files, news_page
from territoires import ESSAI, ROOT, SMALL, catalogue_of

DAY = dt.date(2026, 11, 25)
ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(ROOT / "tests/attendu/atom.rng"))


def territory(root=ESSAI) -> Catalogue:
    return catalogue_of(root)


def feeds(catalogue: Catalogue, day: dt.date = DAY) -> dict[str, bytes]:
    return {file.path: file.content for file in files(Renderer(catalogue, day))}


def after(catalogue: Catalogue, journal: Journal, **changed) -> tuple[Catalogue, Journal]:
    """The same territory with the first structure changed, published the day after; the journal goes through its file."""
    first, *others = catalogue.all(Structure)
    records = catalogue.records | {Structure: (first.model_copy(update=changed), *others)}
    now = dataclasses.replace(catalogue, records=records)
    written = journal_as_json(updated(journal, now, DAY + dt.timedelta(days=1)))
    journal = Journal.model_validate(json.loads(written))
    return dataclasses.replace(now, journal=journal), journal


def entries(content: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in etree.fromstring(content).iter(f"{ATOM}entry")]


# --- valid ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL])
def test_the_feed_is_valid(root):
    for path, content in feeds(territory(root)).items():
        assert grammar().validate(etree.fromstring(content)), (path, grammar().error_log.last_error)


def test_a_reader_finds_what_we_wrote():
    root = etree.fromstring(feeds(territory())[FEED])
    assert root.findtext(f"{ATOM}title") == "Familles du Val d’Aubrelune : quoi de neuf".replace(" :", "\u00a0:")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "https://familles.exemple.fr/nouveautes/", "self": "https://familles.exemple.fr/nouveautes.xml"}
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    key = ":2026-09-01/services/cafe-des-parents"
    (bus,) = [one for one in root.iter(f"{ATOM}entry") if one.findtext(f"{ATOM}id").endswith(key)]
    assert bus.findtext(f"{ATOM}title") == "Café des parents – Passe maintenant à Château-Mirabelle"
    assert bus.find(f"{ATOM}link").get("href") == "https://familles.exemple.fr/services/cafe-des-parents/"
    assert bus.findtext(f"{ATOM}updated") == "2026-09-01T00:00:00+02:00"
    assert [tag.get("term") for tag in bus.iter(f"{ATOM}category")] == ["parentalite"]
    assert "Passe maintenant à Château-Mirabelle" in "".join(bus.find(f"{ATOM}content").itertext())


def test_a_site_without_news_has_no_feed_nor_link_to_one():
    catalogue = territory()
    silent = dataclasses.replace(catalogue, journal=started(catalogue, DAY))
    assert feeds(silent) == {}
    render = Renderer(silent, DAY, files)
    (page,) = news_page(render)
    assert "nouveautes.xml" not in page.body
    assert "nouveautes.xml" not in Frame(render).html(page).decode()


# --- stable --------------------------------------------------------------------------------------


def test_a_feed_does_not_depend_on_the_day():
    assert feeds(territory(), DAY) == feeds(territory(), dt.date(2029, 2, 3))
    assert feeds(territory(SMALL), DAY) == feeds(territory(SMALL), dt.date(2029, 2, 3))


def test_a_corrected_comma_changes_nothing_and_a_telephone_makes_one_entry():
    catalogue = territory()
    first = catalogue.all(Structure)[0]
    journal = started(catalogue, DAY)
    same, kept = after(catalogue, journal, description="Une virgule, enfin.", nom=first.nom.upper())
    assert kept.entrees == ()
    assert feeds(same) == {}
    changed, _ = after(catalogue, journal, telephone="+33199001234")
    content = feeds(changed)[FEED]
    assert entries(content) == [f"{first.nom} – Téléphone\u00a0: 01\u00a099\u00a000\u00a012\u00a034"]
    assert b"<updated>2026-11-26T00:00:00+01:00</updated>" in content


# --- without an address --------------------------------------------------------------------------


def test_without_an_address_links_are_relative_to_the_feed(essai_site):
    catalogue = territory()
    lost = dataclasses.replace(catalogue, territoire=catalogue.territoire.model_copy(update={"adresse_site": None}))
    for path, content in feeds(lost).items():
        root = etree.fromstring(content)
        assert grammar().validate(root)
        for link in root.iter(f"{ATOM}link"):
            assert link.get("rel") == "alternate"
            target = urljoin(f"https://ailleurs.exemple.fr/ctg/{path}", link.get("href"))
            page = target.removeprefix("https://ailleurs.exemple.fr/ctg/").partition("#")[0]
            assert (essai_site / page / "index.html").is_file(), target


# --- hostile texts -------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).filter(str.strip)


@settings(max_examples=30, deadline=None)
@given(nom=texts, motif=texts)
@example(nom="]]></title><script>alert(1)</script>", motif="\x00\x1b\ufffe & < > \" ' ]]>")
@example(nom='=HYPERLINK("https://exemple.fr";"clic")', motif="a;b,c\r\nd\te")
@example(nom="🦊" * 300, motif="مرحبا \u202e\u200f")
@example(nom="«", motif="0")
@example(nom="\x01", motif="\ud7ff\ue000\U0010ffff")
def test_hostile_texts_stay_text(nom, motif):
    catalogue = territory(SMALL)
    closure = Fermeture.model_validate({"du": "2026-12-24", "au": "2027-01-03", "motif": motif})
    changed, journal = after(catalogue, started(catalogue, DAY), nom=nom, fermetures=(closure,))
    assert journal.entrees
    content = feeds(changed)[FEED]
    root = etree.fromstring(content)
    assert grammar().validate(root), grammar().error_log.last_error
    assert len(entries(content)) == 1
    # XML itself makes one sign of the ends of lines; everything else comes back as it was.
    wanted = ILLEGAL.sub("", typography(f"{nom} – ")).replace("\r\n", "\n").replace("\r", "\n")
    assert entries(content)[0].startswith(wanted)
    assert {element.tag for element in root.iter()} <= {
        *(
            ATOM + name
            for name in ("feed", "id", "title", "updated", "author", "name", "rights", "link", "entry", "category", "content")
        ),
        "{http://www.w3.org/1999/xhtml}div",
        "{http://www.w3.org/1999/xhtml}p",
    }
