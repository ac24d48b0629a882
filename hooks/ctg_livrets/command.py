"""``ctg document livret``: a booklet to take away, for a choice of communes and records, as PDF."""

import argparse
import sys

from ctg import api
from ctg_livrets import booklet

NAME = "livret"


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("livret", help="un livret à emporter : des communes, des lieux choisis")
    default = f"par défaut : {api.DOCUMENTS}/{NAME}.pdf dans le projet"
    parser.add_argument("fichier", action=api.Output, nargs="?", metavar="FICHIER", help=f"où écrire ({default})")
    again = "plusieurs fois permis"
    parser.add_argument("--commune", action="append", metavar="ID", help=f"ce qui est dans une commune et autour ; {again}")
    parser.add_argument("--fiches", nargs="+", metavar="ID", help="ces lieux et services : les noms de leurs fiches")
    edition = parser.add_mutually_exclusive_group()
    edition.add_argument("--gros-caracteres", dest="edition", action="store_const", const="gros", help="en 18 points, sur A4")
    edition.add_argument("--cartes", action="store_true", help="seul : dix cartes des numéros d’urgence sur une feuille")
    api.add_replace(parser)
    parser.set_defaults(sinon="le livret serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the booklet is written, 1 when it cannot be made or written, 2 when nothing that exists is meant."""
    root = options.projet.resolve()
    place = options.fichier or api.inside(root / api.DOCUMENTS, f"{NAME}.pdf")
    catalogue = api.load(root)
    render = api.Renderer(catalogue, catalogue.day)
    if refusal := _refusal(catalogue, options):
        print(refusal, file=sys.stderr)
        return 2
    subject = None if options.cartes else _subject(render, options)
    if not options.fichier:
        api.writable(place, root, options.remplacer)
    pdf = booklet.make(render, subject, options.edition or booklet.EDITIONS[0].id) if subject else booklet.cards(render)
    api.write(place, pdf)
    print(place)
    return 0


def _subject(render: api.Renderer, options: argparse.Namespace) -> booklet.Topic:
    """The subject that the options ask for; one commune alone gives the same booklet as the site's."""
    communes, records = (
        render.catalogue.those(api.Commune, options.commune or ()),
        _records(render.catalogue, options.fiches or []),
    )
    return (
        booklet.commune(render, communes[0]) if len(communes) == 1 and not records else booklet.chosen(render, communes, records)
    )


def _places(catalogue: api.Catalogue) -> dict[str, api.Place]:
    return {place.id: place for place in catalogue.known_places}


def _records(catalogue: api.Catalogue, ids: list[str]) -> list[api.Place]:
    known = _places(catalogue)
    return [known[id] for id in dict.fromkeys(ids)]


def _refusal(catalogue: api.Catalogue, options: argparse.Namespace) -> str:
    """Why nothing is written, and what to do; "" when everything that is named exists."""
    asked = (
        ("Aucune commune", options.commune, [one.id for one in catalogue.all(api.Commune)], "Communes"),
        ("Aucune fiche publiée", options.fiches, list(_places(catalogue)), "Fiches"),
    )
    for none, ids, known, title in asked:
        for id in ids or ():
            if id not in known:
                return f"{none} ne s'appelle « {id} ».\n    → {api.suggest(id, known, title)}"
    chosen = options.commune or options.fiches
    if options.cartes:
        return "Les cartes sont les mêmes pour tous.\n    → Demandez « --cartes » seul." if chosen else ""
    return "" if chosen else "Un livret de quoi ?\n    → Dites « --commune » ou « --fiches »."
