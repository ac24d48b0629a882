"""``ctg document bilan``: the yearly report, as PDF, the same as the site's; and what a body approves of it."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from ctg import api
from ctg_comites.approved import Approved, add, approvable, approved_in
from ctg_comites.year import convention_years
from ctg_comites.year_pages import approve_year, document_of, reported

CALLED = "bilan d'une année"
"""In the list of documents."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("bilan", help="le bilan d'une année de la CTG")
    parser.add_argument(
        "annee", type=int, nargs="?", metavar="ANNÉE", help="par défaut : l'année en cours, ou la dernière de la convention"
    )
    parser.add_argument("--arreter", action="store_true", help="garde ce bilan tel qu'il a été approuvé : il ne changera plus")
    parser.add_argument("--le", type=dt.date.fromisoformat, metavar="JOUR", help="le jour où il a été approuvé : 2025-03-12")
    parser.add_argument("--par", metavar="QUI", help="qui l'a approuvé : une instance ou une fonction, jamais une personne")
    parser.add_argument("--complement", metavar="TEXTE", help="ajoute une correction datée à un bilan arrêté")
    api.add_folder(parser)
    parser.set_defaults(sinon="le bilan serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the documents are written, 1 when they cannot be made or written, 2 for a year without a report."""
    root = options.projet.resolve()
    folder = options.vers or root / api.DOCUMENTS
    catalogue = api.load(root)
    day = catalogue.day
    render = api.Renderer(catalogue, day)
    year = options.annee or max(convention_years(catalogue, day), default=day.year)
    kept = approved_in(catalogue).get(year)
    if refusal := _refusal(year, reported(catalogue, day)) or _not_now(options, year, day, kept):
        print(refusal, file=sys.stderr)
        return 2
    if kept and options.complement:
        return _write(root, add(kept, day, options.complement))
    if options.arreter:
        return _write(root, approve_year(render, year, options.le, options.par))
    made = document_of(render, year)
    api.write_documents({api.inside(folder, f"{made.name}.pdf"): made.pdf}, root, options.remplacer)
    print(f"{made.values['titre']} : {folder / made.name}.pdf")
    if year == day.year:
        print("L'année n'est pas finie : ce bilan est provisoire.")
    return 0


def _not_now(options: argparse.Namespace, year: int, today: dt.date, kept: Approved | None) -> str:
    """Why a report cannot be approved, or added to; empty when nothing of that is asked, or when it can."""
    if options.complement and not kept:
        return f"Le bilan de {year} n'est pas arrêté.\n    → Corrigez les fiches : il change avec elles."
    if not options.arreter:
        return ""
    if kept:
        return f"Ce bilan ne change plus. {kept.told}\n    → Corrigez-le par un ajout daté : « --complement »."
    if not (options.le and options.par):
        return 'Un bilan arrêté dit quand et par qui.\n    → Ajoutez « --le 2025-03-12 --par "comité de pilotage" ».'
    why = approvable(year, today, options.le)
    return f"{why}\n    → Corrigez « --le », ou l'année." if why else ""


def _write(root: Path, files: dict[str, str | bytes]) -> int:
    for name, content in files.items():
        api.write_inside(root, name, content)
        print(f"Gardé : {name}")
    return 0


def _refusal(year: int, told: tuple[int, ...]) -> str:
    """Why there is no report for a year, and what to do; empty when there is one."""
    if year in told:
        return ""
    others = f" Années qui ont un bilan : {api.joined(map(str, sorted(told)))}." if told else ""
    return (
        f"Les fiches ne disent rien de la convention en {year} : ni état d'une action, ni bilan, ni étape, ni moyens, ni réunion."
        f"\n    → Complétez une action ou une rencontre ; les dates de la convention sont dans sa fiche, data/cadres/.{others}"
    )
