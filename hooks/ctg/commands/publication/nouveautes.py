"""``ctg nouveautes``: what changed since the last publication, added to ``data/journal.json`` in public words."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path

from ctg.analysis.news.compare import changes, moves, renamed
from ctg.analysis.news.history import NoHistory, states
from ctg.catalogue import Catalogue
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import write_inside
from ctg.ground.phrases import date_fr
from ctg.ground.problems import DataError, plural
from ctg.loading import load
from ctg.outputs.news.words import snapshot, tell
from ctg.stores.journal import FILE, VERSION, Entree, Journal, Trace, advanced, as_json, load_journal, tag_root


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "nouveautes",
        help="note ce qui a changé depuis la dernière publication, pour « Quoi de neuf »",
        description=f"Compare les fiches publiées avec celles de la dernière fois, et ajoute à {FILE} ce qui intéresse les "
        "familles. Rien n'a changé : le fichier non plus. La première fois, la comparaison commence.",
    )
    parser.add_argument("--montrer", action="store_true", help="montre sans rien écrire")
    parser.add_argument(
        "--depuis-git",
        nargs="?",
        const="",
        metavar="VERSION",
        help="refait tout le journal d'après l'historique git : les douze derniers mois, ou depuis une version",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the journal says what is true, 1 when it cannot, 2 when git cannot answer."""
    root = options.projet.resolve()
    try:
        catalogue = load(root)
        day = catalogue.day
        old, problems = load_journal(root, catalogue.territoire.nom, catalogue.territoire.siren)
        if problems:
            raise DataError(problems)
        if options.depuis_git is None:
            new = updated(old or started(catalogue, day), catalogue, day)
        else:
            new = rebuilt(root, options.depuis_git, old, catalogue, day)
        if new != old and not options.montrer:
            write_inside(root, FILE, as_json(new))
    except NoHistory as error:
        print(error, file=sys.stderr)
        return 2
    print(told(old, new, options.montrer))
    return 0


# --- the journal ---------------------------------------------------------------------------------


def started(catalogue: Catalogue, day: dt.date) -> Journal:
    """A journal that begins: it knows the records of that day, and has nothing to tell."""
    territoire = catalogue.territoire
    return Journal(**owner(catalogue), depuis=day, racine=tag_root(territoire, day), fiches=snapshot(catalogue))


def owner(catalogue: Catalogue) -> dict[str, str | None]:
    """The fields that say whose a journal is."""
    return {"territoire": catalogue.territoire.nom, "siren": catalogue.territoire.siren}


def updated(journal: Journal, catalogue: Catalogue, day: dt.date) -> Journal:
    """The journal after one publication more."""
    traces = snapshot(catalogue)
    moved = moves(journal.fiches, traces)
    before = renamed(journal.fiches, moved)
    found = changes(before, traces, facts=journal.version == VERSION)
    fresh = [entry(key, facts, before, traces, day) for key, facts in tell(catalogue, found, day)]
    after = advanced(journal, fresh, traces, moved)
    kept = tuple(one for one in after.entrees if one.fiche not in catalogue.unread.keys)
    return after.model_copy(update={"entrees": kept, **owner(catalogue)})


def entry(key: str, facts: dict[str, str], before: Mapping[str, Trace], after: Mapping[str, Trace], day: dt.date) -> Entree:
    """What is told of a record: under its new name, in the communes and themes of before and after."""
    traces = [traces[key] for traces in (after, before) if key in traces]
    communes = {commune for trace in traces for commune in trace.communes}
    themes = {theme for trace in traces for theme in trace.themes}
    return Entree(
        date=day, fiche=key, nom=traces[0].nom, communes=tuple(sorted(communes)), themes=tuple(sorted(themes)), faits=facts
    )


def rebuilt(root: Path, version: str, old: Journal | None, catalogue: Catalogue, day: dt.date) -> Journal:
    """The journal as it would be, had the command run at each publication of the history; its identifiers stay."""
    journal: Journal | None = None
    for date, past in states(root, version, day, catalogue.territoire):
        journal = updated(journal, past, date) if journal else started(past, date)
    journal = updated(journal or started(catalogue, day), catalogue, day)
    return journal.model_copy(update={"racine": old.racine} if old else {})


# --- what is said --------------------------------------------------------------------------------


def told(old: Journal | None, new: Journal, only_shown: bool) -> str:
    """What the coordinator reads."""
    fresh = [one for one in new.entrees if old is None or one not in old.entrees]
    if old is None and not fresh:
        return f"Le suivi commence : {plural(len(new.fiches), 'fiche')} en mémoire. La prochaine fois, ce qui a changé sera noté."
    if not fresh:
        return f"Rien de nouveau depuis le {date_fr(new.entrees[0].date if new.entrees else new.depuis)}."
    seen = "à noter" if only_shown else f"dans {FILE}"
    lines = [f"{plural(len(fresh), 'nouveauté')} {seen} :"]
    for one in fresh:
        lines += [f"  {date_fr(one.date)}, {one.nom}", *(f"    {words}" for words in one.faits.values())]
    return "\n".join(lines)
