"""« Quoi de neuf »: what changed on the site, as the journal tells it, for the page, the home page and the feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ctg.ground.phrases import MONTHS, capital, weekday
from ctg.kinds import Commune
from ctg.outputs.base.facets import facets_of
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import shown_when
from ctg.outputs.base.site import SiteFile
from ctg.outputs.news.words import record_of
from ctg.stores.journal import GONE, KEPT_DAYS, Entree

NEWS = ("Quoi de neuf", "nouveautes/")
shown_when(NEWS[1], lambda catalogue: catalogue.journal)
FEED = "nouveautes.xml"
"""The feed of the whole site, beside the page."""
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
    communes: tuple[str, ...]
    themes: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    """What :attr:`facts` are about, a word each: a field, or ``NEW`` and ``GONE`` of the journal."""

    @property
    def anchor(self) -> str:
        """Unique among the page's identifiers."""
        return f"n-{self.date.isoformat()}-{self.key.replace('/', '-')}"


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page."""
    catalogue, journal = render.catalogue, render.catalogue.journal
    oldest = render.today - dt.timedelta(days=KEPT_DAYS)
    shown = [one for one in news(render) if one.date >= oldest]
    vocabulary = catalogue.vocabulary
    yield render.page(
        "nouveautes.html",
        NEWS[1],
        NEWS[0],
        description="Ce qui a changé : nouveaux lieux, téléphones, horaires, fermetures, rencontres, avancement du projet.",
        feed=FEED,
        months=by_month(shown),
        since=max(journal.depuis, oldest) if journal else None,
        by_commune=index(shown, ((c.id, c.nom) for c in catalogue.all(Commune)), "communes"),
        by_theme=index(shown, ((t.id, t.titre) for t in vocabulary.themes.values()), "themes"),
    )


def news(render: Renderer) -> tuple[NewsItem, ...]:
    """Everything that the journal may still tell, newest first, whatever the day.

    The journal is checked against today's records once more: a record that is gone is not told of by an older entry, nor
    what must be read again before it is published.
    """
    catalogue = render.catalogue
    found = (_news(render, entry) for entry in (catalogue.journal.entrees if catalogue.journal else ()))
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.date.toordinal(), one.title, one.key)))


def _news(render: Renderer, entry: Entree) -> NewsItem | None:
    record = record_of(render.catalogue, entry.fiche)
    if entry.fiche in render.catalogue.unread.keys or (record is None) != (GONE in entry.faits):
        return None
    title, about = facets_of(type(record)).heading(render.catalogue, record) if record else (entry.nom, "")
    path = render.page_of(record) if record else ""
    facts = tuple(entry.faits.values())
    return NewsItem(entry.date, entry.fiche, title, about, path, facts, entry.communes, entry.themes, tuple(entry.faits))


def recent(render: Renderer, count: int = 3) -> tuple[NewsItem, ...]:
    """The last news, for the home page."""
    oldest = render.today - dt.timedelta(days=RECENT_DAYS)
    return tuple(one for one in news(render) if one.date >= oldest)[:count]


# --- groups --------------------------------------------------------------------------------------


def by_month(shown: Iterable[NewsItem]) -> list[tuple[str, list[tuple[str, list[NewsItem]]]]]:
    """« Novembre 2026 » → « mercredi 25 novembre » → news, in the order given."""
    months = groupby(shown, key=lambda one: (one.date.year, one.date.month))
    return [(month_name(*month), by_day(found)) for month, found in months]


def by_day(shown: Iterable[NewsItem]) -> list[tuple[str, list[NewsItem]]]:
    """« mercredi 25 novembre » → its news."""
    return [(weekday(date), list(found)) for date, found in groupby(shown, key=lambda one: one.date)]


def month_name(year: int, month: int) -> str:
    """« Novembre 2026 »."""
    return capital(f"{MONTHS[month - 1]} {year}")


def index(shown: list[NewsItem], names: Iterable[tuple[str, str]], field: str) -> list[tuple[str, str, list[NewsItem]]]:
    """(id, name, its news) of each commune or theme that has some."""
    found = ((id, name, [one for one in shown if id in getattr(one, field)]) for id, name in names)
    return [(id, name, its) for id, name, its in found if its]
