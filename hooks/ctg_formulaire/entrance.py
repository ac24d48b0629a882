"""Who may use the form: this machine, by its own names, and there only whoever has the address that the terminal printed.

That address bears a secret, ``?cle=…``. It is answered by a cookie and by a way to the form without the secret; every other
request must bear the cookie. So another user of the machine, or a program of theirs, can neither read nor write a record. Until
the next start, a file that this user alone reads holds it, so that opening twice leads to one form."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from ctg import api
from ctg_formulaire.waiting.kept import Keeper

KEY = "cle"
CLOSED = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Formulaire fermé</title>
<style>body{{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.125rem/1.6 system-ui,sans-serif}}</style></head><body>
<h1>Le formulaire est fermé</h1>
<p>Ouvrez l’adresse qu’affiche la fenêtre noire (le terminal) : elle porte une clé, qui change à chaque démarrage.</p>
<p>Vous venez de l’ouvrir ? <a href="{}">Continuez vers le formulaire</a>.</p>
</body></html>
"""
"""What is answered without the cookie. Its link is for a browser that came from another site, as that of a forge: such a
browser keeps the cookie, and first sends it from a page of ours."""


@dataclass(frozen=True)
class Entrance:
    """The door of one form. ``base``: the path where it starts."""

    base: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Another at each start."""

    def address(self, site: str) -> str:
        """What to print: the whole address of the form of a site served at ``http://127.0.0.1:8000/``."""
        host = urlsplit(site)
        return f"{forge_of(str(host.port)) or f'http://{host.netloc}'}{self.base}?{KEY}={self.key}"

    def is_key(self, request: Request) -> bool:
        """Whether a request bears the secret in its address. Raises :class:`ValueError` for what no browser sends."""
        return request.method == "GET" and self._same(request.args.get(KEY, ""))

    def is_open(self, request: Request) -> bool:
        """Whether a request bears the cookie. Raises :class:`ValueError` for what no browser sends."""
        return any(self._same(value) for value in request.cookies.getlist(self.cookie(_port(request))))

    def let_in(self, request: Request, response: Response) -> Response:
        """The answer with the cookie, until the browser is closed."""
        name = self.cookie(_port(request))
        response.set_cookie(name, self.key, path=self.base, httponly=True, samesite="Strict")
        return response

    def cookie(self, port: str) -> str:
        """The cookie's name. Cookies know no port: two forms of one machine have each its own."""
        return f"ctg_formulaire_{port}"

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.key.encode())


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


OPEN = "ouvert"


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


def is_from_own_page(request: Request) -> bool:
    """Does a request come from one of our own pages, on this machine or through the forge that shows its port?"""
    forge = forge_of(_port(request))
    own = {*(f"http://{host}" for host in api.own_hosts(request.environ)), *([forge] if forge else [])}
    return request.headers.get("Origin", "") in own


def _port(request: Request) -> str:
    return request.environ.get("SERVER_PORT", "")


def forge_of(port: str) -> str:
    """The host under which a forge (Codespaces) shows a port of this machine; "" elsewhere."""
    name, domain = (os.environ.get(name, "") for name in ("CODESPACE_NAME", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"))
    return f"https://{name}-{port}.{domain}" if name and domain else ""
