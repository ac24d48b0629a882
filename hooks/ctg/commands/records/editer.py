"""``ctg editer``: the records in a form, in the browser of this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from ctg.commands.argparse_fr import Subparsers
from ctg.editing.screens.pages import Pages
from ctg.editing.web import Editor
from ctg.editing.workshop import Workshop
from ctg.ground.files import reason

PORT = 8001
"""Beside the preview's."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("editer", help="ouvre les fiches dans un formulaire, sur cet ordinateur seulement")
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="NUMÉRO", help=f"le port de l'adresse locale (par défaut : {PORT})"
    )
    return parser


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the terminal keeps the address."""


def served(root: Path, port: int) -> WSGIServer:
    """The form of a project, ready to be served on this machine. Raises :class:`OSError`, or :class:`OverflowError`."""
    return make_server("127.0.0.1", port, Editor(Pages(Workshop(root))), _Server, _Quiet)


def run(options: argparse.Namespace) -> int:
    """Serves until someone stops it. 1 when the port is taken."""
    root = options.projet.resolve()
    try:
        server = served(root, options.port)
    except (OSError, OverflowError) as error:
        why = reason(error) if isinstance(error, OSError) else "ce numéro est trop grand"
        print(f"Le port {options.port} ne peut pas servir : {why}.\n    → Ajoutez --port 8002.", file=sys.stderr)
        return 1
    with server:
        print(f"Le formulaire : http://127.0.0.1:{server.server_port}/   (Ctrl+C pour arrêter)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0
