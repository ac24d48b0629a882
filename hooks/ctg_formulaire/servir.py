"""``ctg servir``: the site on this machine, with its drafts, and the form beside; both follow what changes."""

from __future__ import annotations

import argparse
import socket
import sys
import webbrowser

from ctg import api
from ctg_formulaire.entrance import OPENED

PORT = 8000


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("servir", help="montre le site et ouvre le formulaire, sur cet ordinateur seulement")
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="NUMÉRO", help=f"le port de l'adresse locale (par défaut : {PORT})"
    )
    parser.add_argument("--ouvrir", action="store_true", help="ouvre aussi le formulaire dans le navigateur")
    return parser


def run(options: argparse.Namespace) -> int:
    """Serves until someone stops it. 1 when the port is taken, or when the site cannot begin to be made."""
    try:
        socket.create_server(("127.0.0.1", options.port)).close()  # before the site is made, which takes seconds
    except (OSError, OverflowError) as error:
        why = api.reason(error) if isinstance(error, OSError) else "ce numéro est trop grand"
        print(f"Le port {options.port} ne peut pas servir : {why}.\n    → Ajoutez --port {PORT + 2}.", file=sys.stderr)
        return 1
    if options.ouvrir:
        OPENED.append(webbrowser.open)
    try:
        api.serve(options.projet.resolve(), options.port)
    except api.BuildRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0
