"""``ctg servir``: the site on this machine, with its drafts, and the form beside; both follow what changes."""

from __future__ import annotations

import argparse
import socket
import sys
import webbrowser
from pathlib import Path

from ctg import api
from ctg_formulaire.entrance import OPENED, answering

PORT = 8000


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
    if options.ouvrir and shown_again(root):
        return 0
    try:
        port = port_for(options.port, options.ouvrir)  # before the site is made, which takes seconds
    except (OSError, OverflowError) as error:
        why = api.reason(error) if isinstance(error, OSError) else "ce numéro est trop grand"
        print(f"Le port {options.port} ne peut pas servir : {why}.\n    → Ajoutez --port {PORT + 2}.", file=sys.stderr)
        return 1
    if options.ouvrir:
        OPENED.append(webbrowser.open)
    try:
        api.serve(root, port)
    except api.BuildRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def shown_again(root: Path) -> bool:
    """Opens the form of a project that answers already; whether one does."""
    if address := answering(root):
        print(f"Le formulaire est déjà ouvert : {address}", flush=True)
        webbrowser.open(address)
    return bool(address)


def port_for(wanted: int, another: bool) -> int:
    """A port of this machine where nobody serves. Raises :class:`OSError` for one that is taken, unless ``another`` will do,
    :class:`OverflowError` for no port."""
    try:
        socket.create_server(("127.0.0.1", wanted)).close()
    except OSError:
        if not another:
            raise
        with socket.create_server(("127.0.0.1", 0)) as found:
            return int(found.getsockname()[1])
    return wanted
