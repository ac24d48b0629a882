"""``ctg commencer``: in a folder that holds nothing yet, the page that makes a project there; then its form."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from socketserver import ThreadingMixIn
from time import monotonic
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from ctg import api
from ctg_formulaire import servir
from ctg_formulaire.desk import Desk
from ctg_formulaire.web import SCREENS, Editor
from ctg_formulaire.workshop import Workshop

BEGIN = "commencer/"
"""The screen that makes a project, which another extension gives."""
ASSETS = "assets/<path:path>"
LINGER = 3
"""Seconds for the last page to get its style sheets."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The terminal shows the address, and nothing else."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("commencer", help="dans un dossier neuf : ouvre la page qui crée le site, puis le formulaire")
    parser.add_argument("--port", type=int, default=servir.PORT, metavar="NUMÉRO", help="le port de l'adresse locale")
    parser.set_defaults(sans_projet=True, ouvrir=True)
    return parser


def run(options: argparse.Namespace) -> int:
    """Serves until someone stops it. 1 when the port is taken, or when nothing here makes projects."""
    root = options.projet.resolve()
    if not (root / "data").is_dir():
        begin = next((one for one in SCREENS if one.path == BEGIN), None)
        if begin is None:
            print("Rien ici ne sait créer un projet.\n    → Copiez un dossier data/ d'un autre projet.", file=sys.stderr)
            return 1
        screens = (begin._replace(path=""), begin, *(one for one in SCREENS if one.path == ASSETS))
        try:
            _served_until_made(Editor(Desk(Workshop(root), screens=screens)), options.port)
        except (OSError, OverflowError):
            print(f"Le port {options.port} est pris.\n    → Ajoutez --port {options.port + 2}.", file=sys.stderr)
            return 1
    return servir.run(options)


def _served_until_made(editor: Editor, port: int) -> None:
    with make_server("127.0.0.1", port, editor, _Server, _Quiet) as server:
        server.timeout = 0.5
        address = editor.entrance.address(f"http://127.0.0.1:{server.server_port}/")
        print(f"Commencer : {address}", flush=True)
        webbrowser.open(address)
        root = editor.desk.workshop.root
        while not (root / "data").is_dir():
            server.handle_request()
        end = monotonic() + LINGER
        while monotonic() < end:
            server.handle_request()
