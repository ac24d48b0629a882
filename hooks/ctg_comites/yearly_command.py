"""``ctg document bilan``: the yearly report, as PDF, the same as the site's."""

from __future__ import annotations

import argparse
import sys

from ctg import api
from ctg_comites.year_pages import document_of, reported

CALLED = "bilan d'une année"
"""In the list of documents."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("bilan", help="le bilan d'une année de la CTG")
    parser.add_argument(
        "annee", type=int, nargs="?", metavar="ANNÉE", help="par défaut : l'année en cours, ou la dernière de la convention"
    )
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
    year = options.annee or max(api.convention_years(catalogue, day), default=day.year)
    if refusal := _refusal(year, reported(catalogue, day)):
        print(refusal, file=sys.stderr)
        return 2
    made = document_of(render, year)
    api.write_documents({api.inside(folder, f"{made.name}.pdf"): made.pdf}, root, options.remplacer)
    print(f"{made.values['titre']} : {folder / made.name}.pdf")
    if year == day.year:
        print("L'année n'est pas finie : ce bilan est provisoire.")
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
