"""« Quoi de neuf »: what changed on the site since its last publication, for the journal, the page, the home page and the feed;
``ctg nouveautes``, which adds it to ``data/journal.json``.

Each fact is a short line without a final stop, under the name of its record. It is written so as never to need the gender or
the number of a name that people chose (« Les Lutins », « La Toupie »), nor to claim more than the site knows: a number that
was mended and one that changed look the same, and both are new to readers."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from ctg import api
from ctg_nouveautes.facts import NAME, PRESENCE, Difference, differences, moved_keys, trace, under_new_keys
from ctg_nouveautes.journal import GONE, KEPT_DAYS, NEW, journal_after, journal_as_json, tag_root
from ctg_nouveautes.words import news_of

LONGEST = 400
"""Characters of a fact: a journal is skimmed."""


def snapshot(catalogue: api.Catalogue) -> dict[str, api.Trace]:
    """The trace of every record by key. ``catalogue`` must be loaded without drafts."""
    found = ((record, news_of(kind).facts) for kind in api.KINDS for record in catalogue.all(kind))
    return {record.key: trace(catalogue, record, compared(catalogue, record) if compared else {}) for record, compared in found}


def facts_of(catalogue: api.Catalogue, found: list[Difference], today: dt.date) -> dict[str, str]:
    """Subject → sentence, for the differences of one record; empty when none of them is news."""
    record = record_of(catalogue, found[0].key)
    told: dict[str, str] = {}
    if found[0].subject == PRESENCE:
        told |= _presence(catalogue, record, today)
    if found[0].subject == NAME:
        told[NAME] = f"Nouveau nom (avant : {found[0].before})"
    if record:
        for subject, words in news_of(type(record)).words.items():
            if differences := [change for change in found if change.subject == subject]:
                told |= dict(words(catalogue, record, differences, today))
    return {subject: shortened(text) for subject, text in told.items()}


def record_of(catalogue: api.Catalogue, key: str) -> api.Record | None:
    """The published record of a key; None when it is gone, or a draft."""
    folder, _, id = key.partition("/")
    kind = api.KIND_OF.get(folder)
    return catalogue.get(kind, id) if kind else None


def shortened(text: str) -> str:
    """The text on one line, cut at a word beyond :data:`LONGEST` characters. No-break spaces stay."""
    line = " ".join(part for part in text.translate({9: " ", 10: " ", 13: " "}).split(" ") if part)
    if len(line) <= LONGEST:
        return line
    return (line[:LONGEST].rpartition(" ")[0] or line[: LONGEST - 1]) + "…"


def _presence(catalogue: api.Catalogue, record: api.Record | None, today: dt.date) -> dict[str, str]:
    """A kind that neither comes nor goes has no words for it."""
    if record is None:
        return {GONE: "Ne figure plus sur le site"}
    arrival = news_of(type(record)).arrival
    return {NEW: arrival(catalogue, record, today)} if arrival else {}


def facts_by_record(
    catalogue: api.Catalogue, found: dict[str, list[Difference]], today: dt.date
) -> Iterable[tuple[str, dict[str, str]]]:
    """(key, facts by subject) of each record that has news; ``found``: its differences by key."""
    for key, changed in found.items():
        if told := facts_of(catalogue, changed, today):
            yield key, told


NEWS = ("Quoi de neuf", "nouveautes/")
api.shown_when(NEWS[1], lambda catalogue: catalogue.journal)
api.SECTIONS["nouveautes"] = api.PlanHeading.START
api.UNSEARCHED.add("nouveautes")
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


def news_page(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The page « Quoi de neuf », with the news of the last :data:`KEPT_DAYS` days."""
    catalogue, journal = render.catalogue, render.catalogue.journal
    oldest = render.today - dt.timedelta(days=KEPT_DAYS)
    shown = [one for one in news(render) if one.date >= oldest]
    vocabulary = catalogue.vocabulary
    yield render.page(
        "nouveautes.html",
        NEWS[1],
        NEWS[0],
        description="Ce qui a changé : nouveaux lieux, téléphones, horaires, fermetures, rencontres, avancement du projet.",
        feed=FEED if FEED in render.data_paths else "",
        months=by_month(shown),
        since=max(journal.depuis, oldest) if journal else None,
        by_commune=news_by_name(shown, ((c.id, c.nom) for c in catalogue.all(api.Commune)), "communes"),
        by_theme=news_by_name(shown, ((t.id, t.titre) for t in vocabulary.themes.values()), "themes"),
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
    facts = tuple(entry.faits.values())
    return NewsItem(entry.date, entry.fiche, title, about, path, facts, entry.communes, entry.themes, tuple(entry.faits))


def latest_news(render: api.Renderer, _about: object = None) -> dict[str, NewsItem] | None:
    """``latest``: the last news of the past :data:`RECENT_DAYS` days, for the home page; None without any."""
    found = next(iter(news(render)), None)
    return {"latest": found} if found and (render.today - found.date).days <= RECENT_DAYS else None


def feed_link(render: api.Renderer, _page: api.Page) -> dict[str, str] | None:
    """``feed``: the address of the feed, in the head of the two pages that show news; None without news."""
    return {"feed": FEED} if FEED in render.data_paths else None


api.page_part("accueil", "parties/quoi-de-neuf.html", latest_news)
api.page_part("gabarit", "parties/flux.html", feed_link, "", NEWS[1])


# --- groups --------------------------------------------------------------------------------------


def by_month(shown: Iterable[NewsItem]) -> list[tuple[str, list[tuple[str, list[NewsItem]]]]]:
    """« Novembre 2026 » → « mercredi 25 novembre » → news, in the order given."""
    months = groupby(shown, key=lambda one: (one.date.year, one.date.month))
    return [(month_name(*month), by_day(found)) for month, found in months]


def by_day(shown: Iterable[NewsItem]) -> list[tuple[str, list[NewsItem]]]:
    """« mercredi 25 novembre » → its news."""
    return [(api.weekday(date), list(found)) for date, found in groupby(shown, key=lambda one: one.date)]


def month_name(year: int, month: int) -> str:
    """« Novembre 2026 »."""
    return api.capital(f"{api.MONTHS[month - 1]} {year}")


def news_by_name(shown: list[NewsItem], names: Iterable[tuple[str, str]], field: str) -> list[tuple[str, str, list[NewsItem]]]:
    """(id, name, news) of each commune or theme of ``names`` that has some; ``field`` of the news holds the ids."""
    found = ((id, name, [one for one in shown if id in getattr(one, field)]) for id, name in names)
    return [(id, name, its) for id, name, its in found if its]


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "nouveautes",
        help="note ce qui a changé depuis la dernière publication, pour « Quoi de neuf »",
        description="Compare les fiches publiées avec celles de la dernière fois, et ajoute à "
        f"{api.JOURNAL_FILE} ce qui intéresse les familles. "
        "Rien n'a changé : le fichier non plus. La première fois, la comparaison commence.",
    )
    parser.add_argument("--montrer", action="store_true", help="montre sans rien écrire")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the journal says what is true, 1 when it cannot."""
    root = options.projet.resolve()
    catalogue = api.load(root)
    old, problems = api.load_journal(root, catalogue.territoire.nom, catalogue.territoire.siren)
    if problems:
        raise api.DataError(problems)
    new = updated(old or started(catalogue, catalogue.day), catalogue, catalogue.day)
    if new != old and not options.montrer:
        api.write_inside(root, api.JOURNAL_FILE, journal_as_json(new))
    print(news_report(old, new, options.montrer))
    return 0


# --- the journal ---------------------------------------------------------------------------------


def started(catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """A journal that begins: it knows the records of that day, and has nothing to tell."""
    territoire = catalogue.territoire
    return api.Journal(**owner(catalogue), depuis=day, racine=tag_root(territoire, day), fiches=snapshot(catalogue))


def owner(catalogue: api.Catalogue) -> dict[str, str | None]:
    """The fields of a journal that say which territory it belongs to."""
    return {"territoire": catalogue.territoire.nom, "siren": catalogue.territoire.siren}


def updated(journal: api.Journal, catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """The journal after one publication more."""
    traces = snapshot(catalogue)
    moved = moved_keys(journal.fiches, traces)
    before = under_new_keys(journal.fiches, moved)
    found = differences(before, traces, facts=journal.version == api.JOURNAL_VERSION)
    fresh = [entry(key, facts, before, traces, day) for key, facts in facts_by_record(catalogue, found, day)]
    after = journal_after(journal, fresh, traces, moved)
    kept = tuple(one for one in after.entrees if one.fiche not in catalogue.unread.keys)
    return after.model_copy(update={"entrees": kept, **owner(catalogue)})


def entry(
    key: str, facts: dict[str, str], before: Mapping[str, api.Trace], after: Mapping[str, api.Trace], day: dt.date
) -> api.Entree:
    """The news of a record, under its new name, in the communes and themes that it had before or has now."""
    traces = [traces[key] for traces in (after, before) if key in traces]
    communes = {commune for trace in traces for commune in trace.communes}
    themes = {theme for trace in traces for theme in trace.themes}
    return api.Entree(
        date=day, fiche=key, nom=traces[0].nom, communes=tuple(sorted(communes)), themes=tuple(sorted(themes)), faits=facts
    )


# --- what is said --------------------------------------------------------------------------------


def news_report(old: api.Journal | None, new: api.Journal, only_shown: bool) -> str:
    """What the command prints: what is new in ``new`` since ``old``, in French."""
    fresh = [one for one in new.entrees if old is None or one not in old.entrees]
    if old is None and not fresh:
        known = api.plural(len(new.fiches), "fiche")
        return f"Le suivi commence : {known} en mémoire. La prochaine fois, ce qui a changé sera noté."
    if not fresh:
        return f"Rien de nouveau depuis le {api.date_fr(new.entrees[0].date if new.entrees else new.depuis)}."
    seen = "à noter" if only_shown else f"dans {api.JOURNAL_FILE}"
    lines = [f"{api.plural(len(fresh), 'nouveauté')} {seen} :"]
    for one in fresh:
        lines += [f"  {api.date_fr(one.date)}, {one.nom}", *(f"    {words}" for words in one.faits.values())]
    return "\n".join(lines)
