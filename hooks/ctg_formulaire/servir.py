"""``ctg servir``: the site on this machine, with its drafts, and the form beside; both follow what changes."""

import argparse
import socket
import sys
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from time import sleep

from ctg import api
from ctg_formulaire.workshop import Keeper

PORT = 8000
OPEN = "ouvert"
"""Under which the address of an open form is kept, in a file that this user alone reads, so that opening twice leads to one."""


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


# --- the browser ---------------------------------------------------------------------------------

OPENED: list[Callable[[str], object]] = []
"""What opens the address of the form once it answers: the browser, when the command was asked to."""
PATIENCE = 120
"""Seconds that a site may take to be made."""


def open_once_heard(address: str, port: int) -> None:
    """Opens an address, once, in a thread that waits for its port."""

    def wait(show: Callable[[str], object]) -> None:
        for _ in range(PATIENCE * 5):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                show(address)
                return
            sleep(0.2)

    if OPENED:
        Thread(target=wait, args=(OPENED.pop(),), daemon=True).start()


def announced(root: Path, address: str) -> str:
    """The address of the form of a project: this one from now on; if it was double-clicked, that which answers already."""
    if OPENED and (before := answering(root)):
        return before
    with suppress(OSError):  # only a second opening would not find it
        Keeper(root).keep(OPEN, {"adresse": address}, hidden=True)
    return address


def answering(root: Path) -> str:
    """The address of the form of a project that answers already, key included; "" when none does."""
    address = str(Keeper(root).read(OPEN).get("adresse", ""))
    if not address.startswith("http://127.0.0.1:"):  # no file leads elsewhere
        return ""
    here, _, path = address.removeprefix("http://").partition("/")
    with suppress(OSError, HTTPException, ValueError), closing(HTTPConnection(here, timeout=5)) as connection:
        connection.request("GET", f"/{path}")
        return address if connection.getresponse().status == 303 else ""
    return ""
