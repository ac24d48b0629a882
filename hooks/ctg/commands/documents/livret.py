"""``ctg document livret``: a booklet to take away, for a choice of communes, needs, ages or records, as PDF."""

from __future__ import annotations

import argparse
import sys

from ctg.analysis.ages import STAGES
from ctg.catalogue import Catalogue
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import DOCUMENTS, Output, add_replace, writable, write
from ctg.ground.files import inside
from ctg.ground.problems import suggest
from ctg.kinds import Commune, Parcours
from ctg.kinds.families.place import Place
from ctg.loading import load
from ctg.outputs.base.formats.pdf import imposed
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.families.booklets import about, editions

NAME = "livret"


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "livret", help="écrit en PDF un livret à emporter : des communes, des besoins, des âges, des fiches"
    )
    default = f"par défaut : {DOCUMENTS}/{NAME}.pdf dans le projet"
    parser.add_argument("fichier", action=Output, nargs="?", metavar="FICHIER", help=f"où écrire ({default})")
    again = "plusieurs fois permis"
    parser.add_argument("--commune", action="append", metavar="ID", help=f"ce qui est dans une commune et autour ; {again}")
    parser.add_argument(
        "--besoin", action="append", metavar="ID", help=f"ce qui répond à un besoin, comme petite-enfance ; {again}"
    )
    parser.add_argument("--age", action="append", metavar="ID", help=f"pour un âge : {', '.join(STAGES)} ; {again}")
    parser.add_argument("--parcours", metavar="ID", help="celui d'un parcours, pas à pas ; seul")
    parser.add_argument("--fiches", nargs="+", metavar="ID", help="ces lieux et services : les noms de leurs fiches")
    edition = parser.add_mutually_exclusive_group()
    edition.add_argument("--gros-caracteres", dest="edition", action="store_const", const="gros", help="en 18 points, sur A4")
    edition.add_argument("--facile", dest="edition", action="store_const", const="facile", help="en phrases courtes")
    edition.add_argument("--tract", dest="edition", action="store_const", const="tract", help="quatre tracts sur une feuille")
    edition.add_argument("--cartes", action="store_true", help="seul : dix cartes des numéros d’urgence sur une feuille")
    parser.add_argument("--imposer", action="store_true", help="deux pages par feuille, prêt à imprimer recto verso et à plier")
    add_replace(parser)
    parser.set_defaults(sinon="le livret serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the booklet is written, 1 when it cannot be made or written, 2 when nothing that exists is meant."""
    root = options.projet.resolve()
    place = options.fichier or inside(root / DOCUMENTS, f"{NAME}.pdf")
    catalogue = load(root)
    render = Renderer(catalogue, catalogue.day)
    if refusal := _refusal(catalogue, options):
        print(refusal, file=sys.stderr)
        return 2
    subject = None if options.cartes else _subject(render, options)
    if subject and not subject.lines:
        print("Aucune fiche publiée ne répond à ce choix.\n    → Demandez moins à la fois : retirez « --age ».", file=sys.stderr)
        return 2
    if not options.fichier:
        writable(place, root, options.remplacer)
    pdf = editions.make(render, subject, options.edition or editions.EDITIONS[0].id) if subject else editions.cards(render)
    write(place, imposed(pdf, catalogue.day) if options.imposer else pdf)
    print(place)
    return 0


def _subject(render: Renderer, options: argparse.Namespace) -> about.Topic:
    """What is meant; one choice alone is the very booklet of the site."""
    catalogue = render.catalogue
    communes = catalogue.those(Commune, options.commune or ())
    needs = [catalogue.vocabulary.rubriques[id] for id in options.besoin or ()]
    ages, records = options.age or [], _records(catalogue, options.fiches or [])
    if path := catalogue.get(Parcours, options.parcours):
        return about.path(render, path)
    match communes, needs, ages, records:
        case [one], [], [], []:
            return about.commune(render, one)
        case [], [one], [], []:
            return about.need(render, one)
        case [], [], [one], []:
            return about.age(render, one)
    return about.chosen(render, communes, needs, ages, records)


def _places(catalogue: Catalogue) -> dict[str, Place]:
    return {place.id: place for place in catalogue.known_places}


def _records(catalogue: Catalogue, ids: list[str]) -> list[Place]:
    known = _places(catalogue)
    return [known[id] for id in dict.fromkeys(ids)]


def _refusal(catalogue: Catalogue, options: argparse.Namespace) -> str:
    """Why nothing is written, and what to do; "" when everything that is named exists."""
    asked = (
        ("Aucune commune", options.commune, [one.id for one in catalogue.all(Commune)], "Communes"),
        ("Aucun besoin", options.besoin, list(catalogue.vocabulary.rubriques), "Besoins"),
        ("Aucun âge", options.age, list(STAGES), "Âges"),
        (
            "Aucun parcours publié",
            [options.parcours] if options.parcours else [],
            [p.id for p in catalogue.all(Parcours)],
            "Parcours",
        ),
        ("Aucune fiche publiée", options.fiches, list(_places(catalogue)), "Fiches"),
    )
    for none, ids, known, title in asked:
        for id in ids or ():
            if id not in known:
                return f"{none} ne s'appelle « {id} ».\n    → {suggest(id, known, title)}"
    others = any((options.commune, options.besoin, options.age, options.fiches))
    if options.cartes:
        return "Les cartes sont les mêmes pour tous.\n    → Demandez « --cartes » seul." if options.parcours or others else ""
    if options.parcours and others:
        return "Un parcours a son livret à lui.\n    → Demandez « --parcours » seul."
    if options.imposer and options.edition in {"gros", "tract"}:
        return "Ce sont déjà des feuilles A4.\n    → Retirez « --imposer »."
    if not options.parcours and not others:
        return "Un livret de quoi ?\n    → Dites « --commune », « --besoin », « --age », « --parcours » ou « --fiches »."
    return ""
