"""``ctg importer``: shows what a spreadsheet, or a list from elsewhere, would change in ``data/``; ``--appliquer`` writes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_tableurs.exporter import add_genre, genre_of
from ctg_tableurs.foreign import MOST_IN_LIST, Origin, recognised, titles_of
from ctg_tableurs.known_lists import FILE, HEAD, KnownList, as_yaml, load_lists, proposed
from ctg_tableurs.matching import plan_of_list
from ctg_tableurs.plan import ImportPlan, Outcome, apply, make_plan
from ctg_tableurs.report import report
from ctg_tableurs.rows import Row, rows_of
from ctg_tableurs.table_file import Table, read_table
from ctg_tableurs.workbook import Scan

MANY = 500
"""Rows above which checking takes more than a second or two, and says so."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "importer", help="montre ce qu'un tableau changerait dans data/, et l'écrit si vous le demandez"
    )
    parser.add_argument("fichier", type=Path, metavar="FICHIER", help="le tableau à lire : .xlsx, .ods, .csv ou .json")
    add_genre(parser)
    parser.add_argument("--date", metavar="DATE", help="d'une liste venue d'ailleurs : sa date, par exemple 2026-09")
    parser.add_argument(
        "--liste", metavar="NOM", help=f"lit le fichier comme cette liste, décrite dans {FILE} ou connue de l'outil"
    )
    parser.add_argument("--retenir", metavar="NOM", help=f"note dans {FILE} ce que sont les colonnes d'une liste nouvelle")
    parser.add_argument("--source", metavar="TITRE", help="avec --retenir : le titre de la liste, écrit dans chaque fiche")
    parser.add_argument("--appliquer", action="store_true", help="écrit les changements (sinon, ils sont seulement montrés)")
    parser.add_argument(
        "--sauf-refus", action="store_true", help="avec --appliquer : écrit le reste quand des lignes sont refusées"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when every row is accepted, 1 when one is refused or a file cannot be read or written."""
    root, kind = options.projet.resolve(), genre_of(options)
    try:
        table = read_table(options.fichier, kind.plural, MOST_IN_LIST)
        if options.retenir:
            print(_kept(root, kind, table, options))
            return 0
        known = _list_of(root, kind, table, options)
        kind = api.GENRES[known.liste.genre] if known else kind
        plan = plan_of_list(root, _origin(known, options.date), table) if known else make_plan(root, kind, _own(table, kind))
    except api.TableError as error:
        print(error, file=sys.stderr)
        return 1
    of_list = f" (liste « {known.liste.nom} »)" if known else ""
    lines = api.plural(len(table.rows) - 1, "ligne")
    print(f"{options.fichier.name} : {lines} pour data/{kind.folder}/{of_list}.\n\n{report(plan)}\n")
    code = 1 if plan.refused or plan.elsewhere else 0
    if not options.appliquer:
        print(_next_step(plan))
        return code
    return _applied(root, plan, options.sauf_refus) or code


def _own(table: Table, kind: type[api.Record]) -> list[Row]:
    """The rows of a table in our own form. Raises :class:`TableError`."""
    Scan().holds(len(table.rows) - 1, 0)
    rows = rows_of(table, api.columns_of(kind))
    _announce(rows)
    return rows


def _list_of(root: Path, kind: type[api.Record], table: Table, options: argparse.Namespace) -> KnownList | None:
    """The list from elsewhere that a table is; None when it is in our own form. Raises :class:`TableError` when it is neither."""
    lists = _lists(root)
    if options.liste:
        if found := next((one for one in lists if one.liste.nom == options.liste), None):
            return found
        names = ", ".join(one.liste.nom for one in lists)
        raise api.TableError(f"La liste « {api.shown(options.liste)} » n'est pas connue.", f"Listes connues : {names}.")
    try:
        rows_of(table, api.columns_of(kind))
    except api.TableError as error:
        if found := recognised(table, lists):
            return found
        own = {api.fold(text) for column in api.columns_of(kind) for text in (column.name, column.label)}
        titles = titles_of(table)
        if sum(api.fold(title) in own for title in titles) * 2 > len(titles):
            raise  # ours, with a slip
        raise api.TableError(str(error), _how_to_keep(kind, table, options)) from None
    return None


def _lists(root: Path) -> list[KnownList]:
    lists, problems = load_lists(root)
    if problems:
        raise api.TableError("\n\n".join(map(str, problems)))
    return lists


def _how_to_keep(kind: type[api.Record], table: Table, options: argparse.Namespace) -> str:
    """What a list of unknown titles would be, and how to say so once for all."""
    how = f"ctg importer {options.fichier.name} --retenir NOM --source « Titre de la liste »"
    try:
        return f"Si cette liste vient d'ailleurs : {how}\n\n{proposed(titles_of(table), kind, 'liste', '')}"
    except api.TableError:
        return f"Si cette liste vient d'ailleurs, donnez-lui des titres, puis : {how}"


def _kept(root: Path, kind: type[api.Record], table: Table, options: argparse.Namespace) -> str:
    """Write down a new list. Raises :class:`TableError`."""
    name = options.retenir
    if not api.is_identifier(name):
        raise api.TableError(
            f"« {api.shown(name)} » ne peut pas être le nom d'une liste.", "Des minuscules et des tirets : annuaire-caf."
        )
    if any(one.liste.nom == name and one.sheet.file == FILE for one in _lists(root)):
        raise api.TableError(f"La liste « {name} » est déjà dans {FILE}.", "Corrigez-la là, ou choisissez un autre nom.")
    proposal = proposed(titles_of(table), kind, name, options.source or "")
    try:
        before = api.read_plain(root / FILE, root).decode("utf-8") if (root / FILE).exists() else HEAD
        api.write_atomically(api.inside(root, FILE), before + as_yaml(proposal.liste))
    except (api.OddFile, OSError, UnicodeDecodeError):
        raise api.TableError(f"{FILE} ne peut pas être lu ou écrit.", "Vérifiez vos droits, et lancez « ctg verifier ».")
    return f"{proposal}\n\n{FILE} retient la liste « {name} » : relisez-la, corrigez-la, puis recommencez sans --retenir."


def _origin(known: KnownList, date: str | None) -> Origin:
    """The list and its date. Raises :class:`TableError`."""
    if not date and not known.liste.date:
        raise api.TableError(
            "On ne sait pas de quand date cette liste.", "Dites-le : --date 2026-09 (année, mois, jour si vous le savez)."
        )
    try:
        TypeAdapter(api.KnownDate).validate_python(date or "2000")
    except ValidationError:
        raise api.TableError(
            f"« {api.shown(date)} » n'est pas une date.", "Écrivez --date 2026, --date 2026-09 ou --date 2026-09-01."
        )
    return Origin(known, date or "")


def _announce(rows: list[Row]) -> None:
    if len(rows) > MANY and sys.stderr.isatty():
        print(f"Vérification de {len(rows)} lignes…", file=sys.stderr)


def _next_step(plan: ImportPlan) -> str:
    if not plan.entries:
        return "Rien à écrire."
    if plan.elsewhere or plan.refused:
        return "Rien n'est écrit. Corrigez le tableau et recommencez."
    return "Rien n'est encore écrit. Pour écrire : la même commande, avec --appliquer."


def _applied(root: Path, plan: ImportPlan, despite_refusals: bool) -> int:
    if plan.elsewhere:
        print("Rien n'est écrit : d'autres fiches auraient une erreur.", file=sys.stderr)
        return 1
    if plan.refused and not despite_refusals:
        print("Rien n'est écrit : des lignes sont refusées.\n    → Corrigez-les, ou ajoutez --sauf-refus.", file=sys.stderr)
        return 1
    outcome = apply(root, plan.entries)
    if outcome.failure:
        print(_failure(outcome), file=sys.stderr)
        return 1
    print(f"{api.plural(len(outcome.written), 'fichier')} écrit{'s' if len(outcome.written) > 1 else ''}.")
    return 0


def _failure(outcome: Outcome) -> str:
    """What to say when the writing stopped: which files were written and which were not."""
    lines = [outcome.failure]
    for title, files in (("Écrits", outcome.written), ("Non écrits", outcome.left)):
        lines += [f"{title} : {len(files)}", *(f"    {file}" for file in files)]
    return "\n".join([*lines, "    → Réglez ce problème, puis relancez la même commande : ce qui est écrit sera « inchangé »."])
