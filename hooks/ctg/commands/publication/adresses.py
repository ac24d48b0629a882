"""``ctg adresses``: the addresses that the site has published, so that none disappears without a word."""

from __future__ import annotations

import argparse
import sys

from ctg.build import make_site
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import write_inside
from ctg.ground.files import OddFile
from ctg.ground.problems import plural
from ctg.outputs.hosting.memory import note
from ctg.stores.addresses import FILE, remembered


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "adresses",
        help="retient les adresses publiées : aucune ne disparaîtra sans un mot",
        description="Compare les pages du site avec les adresses déjà notées. Une adresse notée que rien ne remplace arrête la "
        "construction : une fiche la reprend (« anciens_identifiants »), ou « pages_retirees » dit pourquoi elle n'est plus.",
    )
    parser.add_argument("--noter", action="store_true", help=f"ajoute les adresses d'aujourd'hui à {FILE}")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when every address noted answers, 1 when one does not, or when the file cannot be read or written."""
    root = options.projet.resolve()
    try:
        site = make_site(root)
        addresses = site.addresses
        fresh = sorted(addresses - remembered(root).keys())
        if options.noter and fresh:
            write_inside(root, FILE, note(root, addresses, site.catalogue.territoire.siren))
    except OddFile as error:
        print(f"{FILE} : {error.message}\n    → {error.remedy}", file=sys.stderr)
        return 1
    if not fresh:
        print(f"{plural(len(addresses), 'adresse')} : toutes sont notées dans {FILE}.")
    elif options.noter:
        print(f"{plural(len(fresh), 'adresse')} de plus dans {FILE} : envoyez ce fichier avec les autres.")
    else:
        print("\n".join([f"{plural(len(fresh), 'adresse')} à noter :", *(f"  {one}" for one in fresh)]))
        print("    → ctg adresses --noter")
    return 0
