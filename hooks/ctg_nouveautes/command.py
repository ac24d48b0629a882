"""``ctg nouveautes``: adds what changed since the last publication to ``data/journal.json``, in public words."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping

from ctg import api
from ctg_nouveautes.facts import differences, moved_keys, under_new_keys
from ctg_nouveautes.journal import journal_after, journal_as_json, tag_root
from ctg_nouveautes.news import facts_by_record, snapshot


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
