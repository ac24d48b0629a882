"""``ctg document evaluation``: the draft of the evaluation of a framework, with all that its records say, to be completed."""

from __future__ import annotations

import argparse
import sys

from ctg import api
from ctg_comites.evaluation_draft import draft


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "evaluation", help="le début de l'évaluation d'un cadre : tout ce que les fiches en savent, et ce qui manque"
    )
    parser.add_argument("cadre", metavar="CADRE", help="le nom de sa fiche : ctg, par exemple")
    parser.add_argument("fichier", action=api.Output, nargs="?", metavar="FICHIER", help="où écrire (sans lui : à l'écran)")
    api.add_replace(parser)
    parser.set_defaults(sinon="le brouillon serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the draft is written or shown, 1 when it cannot be made or written, 2 for an unknown framework."""
    catalogue = api.load(options.projet.resolve())
    cadre = catalogue.get(api.Cadre, options.cadre)
    if not cadre:
        known = [one.id for one in catalogue.all(api.Cadre)]
        print(f"Aucun cadre publié ne s'appelle « {options.cadre} ».", file=sys.stderr)
        remedy = api.suggest(options.cadre, known, "Cadres") or "Créez-le : ctg nouveau cadre."
        print(f"    → {remedy}", file=sys.stderr)
        return 2
    text = draft(catalogue, cadre, catalogue.day)
    if not options.fichier:
        print(text, end="")
        return 0
    api.write(options.fichier, text)
    print(f"{options.fichier} est écrit. Complétez-le, puis mettez-le dans data/evaluations/.")
    return 0
