"""``ctg servir``: the site on this machine, with its drafts, and the form beside; both follow what changes."""

from __future__ import annotations

import argparse
import socket
import sys

from ctg import api

PORT = 8000


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("servir", help="montre le site et ouvre le formulaire, sur cet ordinateur seulement")
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="NUMÉRO", help=f"le port de l'adresse locale (par défaut : {PORT})"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Serves until someone stops it. 1 when the port is taken, or when the site cannot begin to be made."""
    try:
        socket.create_server(("127.0.0.1", options.port)).close()  # before the site is made, which takes seconds
    except (OSError, OverflowError) as error:
        why = api.reason(error) if isinstance(error, OSError) else "ce numéro est trop grand"
        print(f"Le port {options.port} ne peut pas servir : {why}.\n    → Ajoutez --port {PORT + 2}.", file=sys.stderr)
        return 1
    try:
        api.serve(options.projet.resolve(), options.port)
    except api.BuildRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0
