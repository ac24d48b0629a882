"""``ctg servir``: the site on this machine, with its drafts, and the form beside; both follow what changes."""

from __future__ import annotations

import argparse
import socket
import sys
import webbrowser
from contextlib import suppress

from ctg import api
from ctg_formulaire.entrance import OPENED, answering

PORT = 8000
TRIED = 10


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("servir", help="montre le site et ouvre le formulaire, sur cet ordinateur seulement")
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="NUMÉRO", help=f"le port de l'adresse locale (par défaut : {PORT})"
    )
    parser.add_argument("--ouvrir", action="store_true", help="ouvre aussi le formulaire dans le navigateur")
    return parser


def run(options: argparse.Namespace) -> int:
    """Serves until someone stops it. 1 when the port is taken, or when the site cannot begin to be made. A double-click
    (``ouvrir``) leads to the form that this folder has open already, else takes the next free port."""
    root = options.projet.resolve()
    if options.ouvrir and (address := answering(root)):
        return shown_again(address)
    port = first_free(options.port) if options.ouvrir else options.port
    try:
        socket.create_server(("127.0.0.1", port)).close()  # before the site is made, which takes seconds
    except (OSError, OverflowError) as error:
        why = api.reason(error) if isinstance(error, OSError) else "ce numéro est trop grand"
        print(f"Le port {port} ne peut pas servir : {why}.\n    → Ajoutez --port {port + 2}.", file=sys.stderr)
        return 1
    if options.ouvrir:
        OPENED.append(webbrowser.open)
    try:
        api.serve(root, port)
    except api.BuildRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def shown_again(address: str) -> int:
    """Opens a form that answers already."""
    print(f"Le formulaire est déjà ouvert : {address}", flush=True)
    webbrowser.open(address)
    return 0


def first_free(port: int) -> int:
    """The first port, from this one, where nobody of this machine serves; itself when none is found."""
    for one in range(port, port + TRIED):
        with suppress(OSError):
            socket.create_server(("127.0.0.1", one)).close()
            return one
    return port
