"""Atom feeds: valid for RFC 4287 and for another reader, the same bytes where nothing changed, and only the right news."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from functools import cache
from urllib.parse import urljoin

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from ctg.catalogue import Catalogue
from ctg.commands.publication.nouveautes import started, updated
from ctg.ground.phrases import typography
from ctg.kinds import Structure
from ctg.kinds.fields.periodes import Fermeture
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.news import FEED
from ctg.outputs.open_data.everyday.feeds import ABOUT, ILLEGAL, files, moment
from ctg.stores.journal import Journal, as_json
from territoires import ESSAI, ROOT, SMALL

DAY = dt.date(2026, 11, 25)
ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(ROOT / "tests/attendu/atom.rng"))


@cache
def territory(root=ESSAI) -> Catalogue:
    return load(root, on=DAY)


def feeds(catalogue: Catalogue, day: dt.date = DAY) -> dict[str, bytes]:
    return {file.path: file.content for file in files(Renderer(catalogue, day))}


def after(catalogue: Catalogue, journal: Journal, **changed) -> tuple[Catalogue, Journal]:
    """The same territory with the first structure changed, published the day after; the journal goes through its file."""
    first, *others = catalogue.all(Structure)
    records = catalogue.records | {Structure: (first.model_copy(update=changed), *others)}
    now = dataclasses.replace(catalogue, records=records)
    written = as_json(updated(journal, now, DAY + dt.timedelta(days=1)))
    journal = Journal.model_validate(json.loads(written))
    return dataclasses.replace(now, journal=journal), journal


def entries(content: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in etree.fromstring(content).iter(f"{ATOM}entry")]


# --- valid ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL])
def test_every_feed_is_valid(root):
    for path, content in feeds(territory(root)).items():
        assert grammar().validate(etree.fromstring(content)), (path, grammar().error_log.last_error)
        parsed = feedparser.parse(content)
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"


def test_another_reader_finds_what_we_wrote():
    parsed = feedparser.parse(feeds(territory())[FEED])
    assert parsed.feed.title == "Familles du Val d’Aubrelune : quoi de neuf".replace(" :", "\u00a0:")
    assert parsed.feed.link == "https://familles.exemple.fr/nouveautes/"
    assert [link.href for link in parsed.feed.links if link.rel == "self"] == ["https://familles.exemple.fr/nouveautes.xml"]
    (bus,) = [entry for entry in parsed.entries if entry.id.endswith(":2026-09-01/services/cafe-des-parents")]
    assert bus.title == "Café des parents – Passe maintenant à Château-Mirabelle"
    assert bus.link == "https://familles.exemple.fr/services/cafe-des-parents/"
    assert bus.updated == "2026-09-01T00:00:00+02:00"
    assert [tag.term for tag in bus.tags] == ["parentalite"]
    assert "<p>Passe maintenant à Château-Mirabelle</p>" in bus.content[0].value


def test_identifiers_are_unique_in_the_whole_site():
    roots = [etree.fromstring(content) for content in feeds(territory()).values()]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == len(roots)
    for root in roots:
        ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        assert len(ids) == len(set(ids))


def test_every_feed_is_described():
    paths = feeds(territory())
    assert all(any(about.names(path) for about in ABOUT) for path in paths)
    assert all(any(about.names(path) for path in paths) for about in ABOUT)


# --- stable --------------------------------------------------------------------------------------


def test_a_feed_does_not_depend_on_the_day():
    assert feeds(territory(), DAY) == feeds(territory(), dt.date(2029, 2, 3))
    assert feeds(territory(SMALL), DAY) == feeds(territory(SMALL), dt.date(2029, 2, 3))


def test_a_corrected_comma_changes_no_feed_and_a_telephone_one_entry_in_the_right_ones():
    catalogue = territory()
    first = catalogue.all(Structure)[0]
    journal = started(catalogue, DAY)
    before = feeds(dataclasses.replace(catalogue, journal=journal))
    same, kept = after(catalogue, journal, description="Une virgule, enfin.", nom=first.nom.upper())
    assert kept.entrees == ()
    assert feeds(same) == before
    changed, _ = after(catalogue, journal, telephone="+33199001234")
    now = feeds(changed)
    right = {FEED, f"communes/{catalogue.commune(first.commune).id}.xml"}
    right |= {f"trouver/themes/{theme.id}.xml" for theme in catalogue.themes_of(first)}
    assert {path for path in now if now[path] != before[path]} == right
    for path in right:
        assert entries(now[path]) == [f"{first.nom} – Nouveau téléphone\u00a0: 01\u00a099\u00a000\u00a012\u00a034"]
        assert b"<updated>2026-11-26T00:00:00+01:00</updated>" in now[path]


def test_what_is_for_everyone_is_in_no_commune_s_feed():
    found = feeds(territory())
    assert any("ligne des ados" in title for title in entries(found[FEED]))
    assert not any("ligne des ados" in title for path in found if path.startswith("communes/") for title in entries(found[path]))


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (dt.date(2026, 7, 1), "2026-07-01T00:00:00+02:00"),
        (dt.date(2026, 3, 29), "2026-03-29T00:00:00+01:00"),  # the clocks change at 2
    ],
)
def test_days_begin_in_paris(date, text):
    assert moment(date, "Europe/Paris") == text


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


@settings(max_examples=80, deadline=None)
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
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    assert len(parsed.entries) == 1
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
