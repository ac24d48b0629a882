"""``ctg demarrer --ouvrir``: in a folder that holds nothing yet, the page that makes a project there; then its form."""

import argparse
import webbrowser
from pathlib import Path
from socketserver import ThreadingMixIn
from time import monotonic
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from ctg import api
from ctg_demarrage.screens.beginning import BEGIN
from ctg_formulaire import servir
from ctg_formulaire.desk import Desk
from ctg_formulaire.web import HANDED, SCREENS, Editor
from ctg_formulaire.workshop import Workshop

OFFERED = {"assets/<path:path>", "aide/", "aide/<name>/", "aide/images/<name>"}
"""What is served of the form while there is no territory: its clothes, and the guide."""
LINGER = 3
"""Seconds for the last page to get its style sheets."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads, timeout = True, 0.5


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The terminal shows the address, and nothing else."""


def run(root: Path) -> int:
    """Serves until someone stops it, from a port that is free."""
    if servir.shown_again(root):
        return 0
    port = servir.port_for(servir.PORT, another=True)
    if not (root / "data").is_dir():
        offered = [one for one in SCREENS if one.path in OFFERED]
        later = [one._replace(path=f"{api.EDITING}{one.path}") for one in offered]  # where the last page leads
        screens = (BEGIN._replace(path=""), BEGIN, *offered, *later)
        _served_until_made(Editor(Desk(Workshop(root), screens=screens)), port)
    return servir.run(argparse.Namespace(projet=root, port=port, ouvrir=True))


def _served_until_made(editor: Editor, port: int) -> None:
    with make_server("127.0.0.1", port, editor, _Server, _Quiet) as server:
        root = editor.desk.workshop.root
        HANDED[:] = [editor.entrance.key]
        address = servir.announced(root, editor.entrance.address(f"http://127.0.0.1:{server.server_port}/"))
        print(f"Commencer : {address}", flush=True)
        webbrowser.open(address)
        while not (root / "data").is_dir():
            server.handle_request()
        end = monotonic() + LINGER
        while monotonic() < end:
            server.handle_request()
