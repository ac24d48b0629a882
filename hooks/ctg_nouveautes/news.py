"""« Quoi de neuf »: what changed on the site since its last publication, on its page, the home page and in its feed;
``ctg nouveautes``, which notes it in ``data/journal.json``: which entries it keeps, and how it is written.

The core reads it (:mod:`ctg.reading.kept`).
"""

import argparse
import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from ctg import api
from ctg_nouveautes.facts import cancelled, digest, facts_of, trace

KEPT_DAYS = 365
KEPT_ENTRIES = 500
LONGEST = 400
"""Characters of a fact: a journal is skimmed."""
NEW, GONE = "nouveau", "retrait"
"""Two subjects of facts: a record that comes, one that leaves."""


def started(catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """A journal that begins: it knows the records of that day, and has nothing to tell."""
    return api.Journal(**_owner(catalogue), depuis=day, racine=tag_root(catalogue.territoire, day), fiches=snapshot(catalogue))


def _owner(catalogue: api.Catalogue) -> dict[str, str | None]:
    return {"territoire": catalogue.territoire.nom, "siren": catalogue.territoire.siren}


def tag_root(territoire: api.Territoire, date: dt.date) -> str:
    """The beginning of the feed's identifiers, ``tag:familles.exemple.fr,2026-11-25`` (RFC 4151).

    A host that the publisher holds on that date; for want of one, a name that no host will ever have (RFC 2606).
    """
    host = urlsplit(territoire.adresse_site or territoire.editeur.site_web or "").hostname or ""
    if not re.fullmatch(r"[0-9a-z.-]+", host):
        host = f"{api.as_identifier(territoire.nom_complet) or 'territoire'}.invalid"
    return f"tag:{host},{date.isoformat()}"


def snapshot(catalogue: api.Catalogue) -> dict[str, api.Trace]:
    """The trace of every record by key. ``catalogue`` must be loaded without drafts."""
    return {record.key: trace(catalogue, record) for kind in api.KINDS for record in catalogue.all(kind)}


# --- one publication more ------------------------------------------------------------------------


def updated(journal: api.Journal, catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """The journal after one publication more: what changed since the last one, and the traces of today.

    Old entries are dropped when there are new ones (:data:`KEPT_DAYS`, :data:`KEPT_ENTRIES`), never because time goes by:
    where nothing changed, the file does not either.
    """
    records = [record for kind in api.KINDS for record in catalogue.all(kind)]
    renamed = {f"{record.folder}/{id}": record.key for record in records for id in record.anciens_identifiants}
    before = {renamed.get(key, key): old for key, old in journal.fiches.items()}
    after = snapshot(catalogue)
    fresh = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if told := _told(catalogue, key, old, new, day, journal.version == api.JOURNAL_VERSION):
            traces = [one for one in (new, old) if one]
            communes = {commune for one in traces for commune in one.communes}
            themes = {theme for one in traces for theme in one.themes}
            where = {"communes": tuple(sorted(communes)), "themes": tuple(sorted(themes))}
            fresh.append(api.Entree(date=day, fiche=key, nom=traces[0].nom, faits=told, **where))
    entries = [entry.model_copy(update={"fiche": renamed.get(entry.fiche, entry.fiche)}) for entry in journal.entrees]
    for entry in fresh:
        entries = with_entry(entries, entry)
    if fresh:
        entries.sort(key=lambda entry: entry.date, reverse=True)
        entries = [entry for entry in entries if entry.date >= day - dt.timedelta(days=KEPT_DAYS)][:KEPT_ENTRIES]
    kept = tuple(entry for entry in entries if entry.fiche not in catalogue.unread.keys)
    return journal.model_copy(update={**_owner(catalogue), "version": api.JOURNAL_VERSION, "entrees": kept, "fiches": after})


def _told(
    catalogue: api.Catalogue, key: str, old: api.Trace | None, new: api.Trace | None, day: dt.date, compared: bool
) -> dict[str, str]:
    """Subject → words of what changed of a record; ``compared=False``: only whether it came, went or changed name."""
    record = record_of(catalogue, key)
    if record is None or new is None:
        return {GONE: "Ne figure plus sur le site"}
    facts = facts_of(catalogue, record, day)
    if old is None:
        first = [facts[name].words for name in ("date", "compte rendu") if name in facts and facts[name].words]
        return {NEW: " : ".join(["Nouveau sur le site", *first[:1]])}
    told = {"nom": f"Nouveau nom (avant : {old.nom})"} if api.fold(old.nom) != api.fold(new.nom) else {}
    if compared:
        told |= {name: fact.words for name, fact in facts.items() if digest(fact.compared) != old.faits.get(name)}
        told |= {name: cancelled(record, name, day) for name in old.faits if name not in facts}
    return {subject: shortened(text) for subject, text in told.items() if text}


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


def with_entry(entries: list[api.Entree], entry: api.Entree) -> list[api.Entree]:
    """One record, one day, one entry; on each subject only the last word stays: an old number would mislead."""
    others = [other for other in entries if other.fiche != entry.fiche]
    mine = [other for other in entries if other.fiche == entry.fiche]
    today = next((other for other in mine if other.date == entry.date), None)
    if GONE in entry.faits or NEW in entry.faits:
        # What came and went within a day was hardly seen. Else nothing more is told of what is withdrawn.
        back = today and {*today.faits, *entry.faits} >= {NEW, GONE}
        return others if back else [entry, *others]
    if today and NEW in today.faits:
        return entries
    faits = (today.faits if today else {}) | entry.faits
    older = ((other, {name: words for name, words in other.faits.items() if name not in entry.faits}) for other in mine)
    kept = [other.model_copy(update={"faits": left}) for other, left in older if left and other is not today]
    return [entry.model_copy(update={"faits": faits}), *kept, *others]


# --- the file ------------------------------------------------------------------------------------


def journal_as_json(journal: api.Journal) -> str:
    """The text of the file: one line an entry, one a record, so that a change shows only what changed."""
    head = journal.model_dump(mode="json", exclude={"entrees", "fiches"}, exclude_none=True)
    lines = [f"  {_one_line(name)}: {_one_line(value)}" for name, value in head.items()]
    entries = ",\n".join(f"    {_one_line(entry)}" for entry in journal.entrees)
    traces = ",\n".join(f"    {_one_line(key)}: {_one_line(journal.fiches[key])}" for key in sorted(journal.fiches))
    lines += [f'  "entrees": [\n{entries}\n  ]' if entries else '  "entrees": []']
    lines += [f'  "fiches": {{\n{traces}\n  }}' if traces else '  "fiches": {}']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _one_line(value: object) -> str:
    said = value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, api.Part) else value
    return json.dumps(said, ensure_ascii=False)


# --- the page, the feed, the command -------------------------------------------------------------


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
