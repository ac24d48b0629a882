"""``ctg importer``: shows what a spreadsheet, or a list from elsewhere, would change in ``data/``; ``--appliquer`` writes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg import api
from ctg_tableurs.arriving import arrival
from ctg_tableurs.exporter import add_genre, genre_of
from ctg_tableurs.known_lists import FILE
from ctg_tableurs.ordinary import choices
from ctg_tableurs.plan import ImportPlan, Outcome, apply
from ctg_tableurs.report import report
from ctg_tableurs.table_file import file_bytes
from ctg_tableurs.titles import NOTES


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "importer", help="montre ce qu'un tableau changerait dans data/, et l'écrit si vous le demandez"
    )
    parser.add_argument("fichier", type=Path, metavar="FICHIER", help="le tableau à lire : .xlsx, .ods, .csv ou .json")
    add_genre(parser)
    parser.add_argument("--date", metavar="DATE", help="d'une liste venue d'ailleurs : sa date, par exemple 2026-09")
    parser.add_argument(
        "--colonne", action="append", default=[], metavar="TITRE=CHAMP", help=f"dit ce qu'est une colonne ; {FILE} le retient"
    )
    parser.add_argument("--appliquer", action="store_true", help="écrit les changements (sinon, ils sont seulement montrés)")
    parser.add_argument(
        "--sauf-refus", action="store_true", help="avec --appliquer : écrit le reste quand des lignes sont refusées"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when every row is accepted, 1 when one is refused or a file cannot be read or written."""
    root, kind = options.projet.resolve(), genre_of(options)
    try:
        chosen = dict(_choice(one, kind) for one in options.colonne)
        found = arrival(root, kind, options.fichier.name, file_bytes(options.fichier), options.date or "", chosen)
        if chosen and options.appliquer and found.known:
            api.write_atomically(api.inside(root, FILE), found.kept(root))
    except api.TableError as error:
        print(error, file=sys.stderr)
        return 1
    plan, of_list = found.plan, f" (liste « {found.known.liste.nom} »)" if found.known and not found.columns else ""
    lines = api.plural(found.rows, "ligne")
    print(f"{options.fichier.name} : {lines} pour data/{found.kind.folder}/{of_list}.\n\n{report(plan)}\n")
    code = 1 if plan.refused or plan.elsewhere else 0
    if not options.appliquer:
        print(_next_step(plan))
        return code
    return _applied(root, plan, options.sauf_refus) or code


def _choice(text: str, kind: type[api.Record]) -> tuple[str, str]:
    """« Quoi=type » → a title and what it is. Raises :class:`TableError`."""
    title, _, said = text.rpartition("=")
    known = {api.fold(name): word for word, label in choices(kind) for name in (word, label)} | {"note": NOTES}
    if not title or api.fold(said) not in known:
        told = f"« {api.shown(text)} » ne dit pas ce qu'est une colonne."
        raise api.TableError(told, "Écrivez par exemple --colonne « Quoi=type », ou « Quoi=note ».")
    return title, known[api.fold(said)]


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
