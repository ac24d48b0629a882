"""``ctg importer``: shows what a spreadsheet would change in ``data/``; ``--appliquer`` writes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg.commands.argparse_fr import Subparsers
from ctg.commands.exporter import add_genre, genre_of
from ctg.problems import plural
from ctg.spreadsheet.applying import Outcome, apply
from ctg.spreadsheet.columns import columns_of
from ctg.spreadsheet.guard import TableError
from ctg.spreadsheet.plan import ImportPlan, make_plan
from ctg.spreadsheet.reading import read_table
from ctg.spreadsheet.report import report
from ctg.spreadsheet.rows import Row, rows_of

MANY = 500
"""Rows above which checking takes more than a second or two, and says so."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "importer", help="montre ce qu'un tableau changerait dans data/, et l'écrit si vous le demandez"
    )
    parser.add_argument("fichier", type=Path, metavar="FICHIER", help="le tableau à lire : .xlsx, .ods ou .csv")
    add_genre(parser)
    parser.add_argument("--appliquer", action="store_true", help="écrit les changements (sinon, ils sont seulement montrés)")
    parser.add_argument(
        "--sauf-refus", action="store_true", help="avec --appliquer : écrit le reste quand des lignes sont refusées"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when every row is accepted, 1 when one is refused or a file cannot be read or written."""
    root, kind = options.projet.resolve(), genre_of(options)
    try:
        rows = rows_of(read_table(options.fichier, kind.plural), columns_of(kind))
        _announce(rows)
        plan = make_plan(root, kind, rows)
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.fichier.name} : {plural(len(rows), 'ligne')} pour data/{kind.folder}/.\n\n{report(plan)}\n")
    code = 1 if plan.refused or plan.elsewhere else 0
    if not options.appliquer:
        print(_next_step(plan))
        return code
    return _applied(root, plan, options.sauf_refus) or code


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
    print(f"{plural(len(outcome.written), 'fichier')} écrit{'s' if len(outcome.written) > 1 else ''}.")
    return 0


def _failure(outcome: Outcome) -> str:
    """What to say when the writing stopped: which files were written and which were not."""
    lines = [outcome.failure]
    for title, files in (("Écrits", outcome.written), ("Non écrits", outcome.left)):
        lines += [f"{title} : {len(files)}", *(f"    {file}" for file in files)]
    return "\n".join([*lines, "    → Réglez ce problème, puis relancez la même commande : ce qui est écrit sera « inchangé »."])
