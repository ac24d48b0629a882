"""``ctg document fiches-actions``: the action sheets as one PDF, a page for each action, to be filled by hand in a meeting."""

from __future__ import annotations

import argparse
import sys

from ctg import api
from ctg_comites.action_sheets import NAME, ActionSheets

ADD = 'Écrivez-en une : ctg nouveau action "…".'


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("fiches-actions", help="les fiches des actions, une page A4 chacune, à compléter")
    default = f"par défaut : {api.DOCUMENTS}/{NAME}.pdf dans le projet"
    parser.add_argument("fichier", action=api.Output, nargs="?", metavar="FICHIER", help=f"où écrire ({default})")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--cadre", metavar="ID", help="d'un autre cadre que la convention : le nom de sa fiche")
    which.add_argument("--action", action="append", metavar="ID", help="de cette action seulement ; plusieurs fois permis")
    api.add_replace(parser)
    parser.set_defaults(sinon="le PDF serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the sheets are written, 1 when they cannot be made or written, 2 when no action is meant."""
    root = options.projet.resolve()
    place = options.fichier or root / api.DOCUMENTS
    catalogue = api.load(root)
    render = api.Renderer(catalogue, catalogue.day)
    actions, name = _chosen(render.catalogue, options)
    if refusal := _refusal(render.catalogue, options) if not actions else "":
        print(refusal, file=sys.stderr)
        return 2
    if not options.fichier:
        place = api.inside(root / api.DOCUMENTS, f"{name}.pdf")
        api.writable(place, root, options.remplacer)
    api.write(place, ActionSheets(render, actions).pdf)
    print(f"{api.plural(len(actions), 'fiche')} : {place}")
    return 0


def _chosen(catalogue: api.Catalogue, options: argparse.Namespace) -> tuple[tuple[api.Action, ...], str]:
    """The actions that are meant, none when one of the names is unknown, and the name of their file without ``.pdf``."""
    if options.action:
        found = {action.id: action for action in catalogue.all(api.Action) if action.id in options.action}
        complete = found.keys() == set(options.action)
        return tuple(found.values()) if complete else (), f"{NAME}-{next(iter(found))}" if len(found) == 1 else f"{NAME}-choisies"
    if options.cadre:
        cadre = catalogue.get(api.Cadre, options.cadre)
        return catalogue.of_the_convention(api.Action, cadre) if cadre else (), f"{NAME}-{cadre.id}" if cadre else ""
    return catalogue.of_the_convention(api.Action), NAME


def _refusal(catalogue: api.Catalogue, options: argparse.Namespace) -> str:
    """Why nothing is written, and what to do."""
    known = [action.id for action in catalogue.all(api.Action)]
    for id in options.action or ():
        if id not in known:
            return f"Aucune action publiée ne s'appelle « {id} ».\n    → {api.suggest(id, known, 'Actions') or ADD}"
    cadres = [cadre.id for cadre in catalogue.all(api.Cadre) if catalogue.of_the_convention(api.Action, cadre)]
    remedy = api.suggest(options.cadre or "", cadres, "Avec « --cadre », ceux qui en ont") or ADD
    if options.cadre and not catalogue.get(api.Cadre, options.cadre):
        return f"Aucun cadre publié ne s'appelle « {options.cadre} ».\n    → {remedy}"
    return f"{'Ce cadre' if options.cadre else 'La convention du jour'} n'a aucune action publiée.\n    → {remedy}"
