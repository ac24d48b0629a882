"""« Quoi de neuf »: what changed on the site since its last publication, on its page, the home page and in its feed;
``ctg nouveautes``, which notes it in ``data/journal.json``."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from ctg import api
from ctg_nouveautes.journal import GONE, KEPT_DAYS, journal_as_json, record_of, started, updated

NEWS = ("Quoi de neuf", "nouveautes/")
api.shown_when(NEWS[1], lambda catalogue: catalogue.journal)
api.SECTIONS["nouveautes"] = api.PlanHeading.START
api.UNSEARCHED.add("nouveautes")
RECENT_DAYS = 92
"""How long the home page shows a change: three months, after which « Quoi de neuf » would be no such thing."""


@dataclass(frozen=True)
class NewsItem:
    """What changed on one record on one day, as people read it."""

    date: dt.date
    key: str
    title: str
    about: str
    """« ludothèque, Valbourg »: what the title may not say."""
    path: str
    """The record's page; "" when it is gone."""
    facts: tuple[str, ...]
    themes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Unique among the page's identifiers."""
        return f"n-{self.date.isoformat()}-{self.key.replace('/', '-')}"

    @property
    def headline(self) -> str:
        """« La Toupie – Nouveaux horaires ; téléphone : 01 99 00 00 00 »: all that many readers of feeds show."""
        first, *others = self.facts
        return f"{self.title} – {' ; '.join([first, *(fact[:1].lower() + fact[1:] for fact in others)])}"


def news_page(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The page « Quoi de neuf », with the news of the last :data:`KEPT_DAYS` days."""
    journal, oldest = render.catalogue.journal, render.today - dt.timedelta(days=KEPT_DAYS)
    yield render.page(
        "nouveautes.html",
        NEWS[1],
        NEWS[0],
        description="Ce qui a changé : nouveaux lieux, téléphones, horaires, fermetures, rencontres, avancement du projet.",
        feed=FEED if FEED in render.data_paths else "",
        months=by_month(one for one in news(render) if one.date >= oldest),
        since=max(journal.depuis, oldest) if journal else None,
    )


def news(render: api.Renderer) -> tuple[NewsItem, ...]:
    """Everything that the journal may still tell, newest first, whatever the day.

    The journal is checked against today's records once more: a record that is gone is not told of by an older entry, nor
    what must be read again before it is published.
    """
    catalogue = render.catalogue
    found = (_news(render, entry) for entry in (catalogue.journal.entrees if catalogue.journal else ()))
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.date.toordinal(), one.title, one.key)))


def _news(render: api.Renderer, entry: api.Entree) -> NewsItem | None:
    record = record_of(render.catalogue, entry.fiche)
    if entry.fiche in render.catalogue.unread.keys or (record is None) != (GONE in entry.faits):
        return None
    title, about = api.facets_of(type(record)).heading(render.catalogue, record) if record else (entry.nom, "")
    path = render.page_of(record) if record else ""
    return NewsItem(entry.date, entry.fiche, title, about, path, tuple(entry.faits.values()), entry.themes)


def by_month(shown: Iterable[NewsItem]) -> list[tuple[str, list[tuple[str, list[NewsItem]]]]]:
    """« Novembre 2026 » → « mercredi 25 novembre » → news, in the order given."""
    days = [(day, list(found)) for day, found in groupby(shown, key=lambda one: one.date)]
    months = groupby(days, key=lambda day: f"{api.MONTHS[day[0].month - 1]} {day[0].year}")
    return [(api.capital(month), [(api.weekday(day), found) for day, found in its]) for month, its in months]


def latest_news(render: api.Renderer, _about: object = None) -> dict[str, NewsItem] | None:
    """``latest``: the last news of the past :data:`RECENT_DAYS` days, for the home page; None without any."""
    found = next(iter(news(render)), None)
    return {"latest": found} if found and (render.today - found.date).days <= RECENT_DAYS else None


def feed_link(render: api.Renderer, _page: api.Page) -> dict[str, str] | None:
    """``feed``: the address of the feed, in the head of the two pages that show news; None without news."""
    return {"feed": FEED} if FEED in render.data_paths else None


api.page_part("accueil", "parties/quoi-de-neuf.html", latest_news)
api.page_part("gabarit", "parties/flux.html", feed_link, "", NEWS[1])


# --- the feed ------------------------------------------------------------------------------------

FEED = "nouveautes.xml"
"""The Atom feed (RFC 4287) of the whole site, beside the page: it changes when news do, whatever the day of the build."""
FEED_LENGTH = 50
"""Entries: readers keep what they read before."""
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped: one such sign would make the whole feed unreadable."""
ABOUT = (
    api.About(
        FEED,
        "Nouveautés de tout le site",
        "Ce qui a changé, le plus récent d'abord : lieux, téléphones, horaires, fermetures, rencontres, avancement du projet.",
        "application/atom+xml",
        "Atom 1.0 (RFC 4287)",
        "par la grammaire de la RFC 4287 et par un lecteur de flux indépendant, à chaque test",
        api.WHOLE,
        "Pour être prévenu, dans une application de lecture de flux.",
        "https://www.rfc-editor.org/rfc/rfc4287",
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The feed; none before the first news.

    A site that does not say its own address has relative links, which readers resolve against the feed's address (RFC 3986,
    5.1.3). Identifiers begin with a name that the journal keeps: they outlive a change of address.
    """
    site, clock = render.catalogue.territoire.adresse_site, ZoneInfo(render.catalogue.clock)
    if found := news(render)[:FEED_LENGTH]:
        text = render.html(
            "flux.xml",
            FEED,
            found=found,
            journal=render.catalogue.journal,
            address=lambda path: urljoin(site.rstrip("/") + "/", path) if site else path,
            instant=lambda date: dt.datetime(date.year, date.month, date.day, tzinfo=clock).isoformat(),
        )
        yield api.Asset(FEED, f"{ILLEGAL.sub('', text)}\n".encode())


# --- the command ---------------------------------------------------------------------------------


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    return subparsers.add_parser(
        "nouveautes",
        help="note ce qui a changé depuis la dernière publication, pour « Quoi de neuf »",
        description="Compare les fiches publiées avec celles de la dernière fois, et ajoute à "
        f"{api.JOURNAL_FILE} ce qui intéresse les familles. "
        "Rien n'a changé : le fichier non plus. La première fois, la comparaison commence.",
    )


def run(options: argparse.Namespace) -> int:
    """0 when the journal says what is true, 1 when it cannot."""
    root = options.projet.resolve()
    catalogue = api.load(root)
    old, problems = api.load_journal(root, catalogue.territoire.nom, catalogue.territoire.siren)
    if problems:
        raise api.DataError(problems)
    new = updated(old, catalogue, catalogue.day) if old else started(catalogue, catalogue.day)
    if new != old:
        api.write_inside(root, api.JOURNAL_FILE, journal_as_json(new))
    print(news_report(old, new))
    return 0


def news_report(old: api.Journal | None, new: api.Journal) -> str:
    """What the command prints: what is new in ``new`` since ``old``, in French."""
    if old is None:
        known = api.plural(len(new.fiches), "fiche")
        return f"Le suivi commence : {known} en mémoire. La prochaine fois, ce qui a changé sera noté."
    if not (fresh := [one for one in new.entrees if one not in old.entrees]):
        return f"Rien de nouveau depuis le {api.date_fr(new.entrees[0].date if new.entrees else new.depuis)}."
    lines = [f"{api.plural(len(fresh), 'nouveauté')} dans {api.JOURNAL_FILE} :"]
    for one in fresh:
        lines += [f"  {api.date_fr(one.date)}, {one.nom}", *(f"    {words}" for words in one.faits.values())]
    return "\n".join(lines)
