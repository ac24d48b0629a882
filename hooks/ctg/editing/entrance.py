"""Who may use the form: this machine, by its own names, and there only whoever has the address that the terminal printed.

That address bears a secret, ``?cle=…``. It is answered by a cookie and by a way to the form without the secret; every other
request must bear the cookie. So another user of the machine, or a program of theirs, can neither read nor write a record.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
KEY = "cle"
Environ = dict[str, Any]
CLOSED = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Formulaire fermé</title></head><body>
<h1>Le formulaire est fermé</h1>
<p>Ouvrez l’adresse du formulaire que le terminal affiche : elle porte une clé, qui change à chaque démarrage.</p>
<p>Vous venez de l’ouvrir ? <a href="{}">Continuez vers le formulaire</a>.</p>
</body></html>
"""
"""What is answered without the cookie. Its link is for a browser that came from another site, as that of a forge: such a
browser keeps the cookie, and first sends it from a page of ours."""


class NotAllowed(Exception):
    """Nobody should ask this: the status to answer."""


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

    def is_key(self, environ: Environ) -> bool:
        """Whether a request bears the secret in its address. Raises :class:`NotAllowed` for an address that cannot be read."""
        try:
            given = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=20).get(KEY)
        except ValueError:
            raise NotAllowed("400 Bad Request") from None
        return environ["REQUEST_METHOD"] == "GET" and given is not None and self._same(given[0])

    def is_open(self, environ: Environ) -> bool:
        """Whether a request bears the cookie."""
        parts = (part.strip().partition("=") for part in environ.get("HTTP_COOKIE", "").split(";"))
        return any(self._same(value) for name, _, value in parts if name == self._cookie(environ))

    def cookie(self, environ: Environ) -> tuple[str, str]:
        """The header that gives the cookie, until the browser is closed."""
        return "Set-Cookie", f"{self._cookie(environ)}={self.key}; Path={self.base}; HttpOnly; SameSite=Strict"

    def _cookie(self, environ: Environ) -> str:
        """Cookies know no port: two forms of one machine have each its own."""
        return f"ctg_formulaire_{environ.get('SERVER_PORT', '')}"

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.key.encode())


def from_here(environ: Environ) -> bool:
    """Whether this machine asks, by one of its own names: the page of another site may have its name lead here (DNS rebinding),
    and read a draft."""
    remote = environ.get("REMOTE_ADDR", "")
    return (remote.startswith("127.") or remote == "::1") and environ.get("HTTP_HOST", "") in _hosts(environ)


def is_from_own_page(environ: Environ) -> bool:
    """Whether what is sent comes from a page of ours: of this machine, or of the forge that shows its port."""
    forge = forge_of(environ.get("SERVER_PORT", ""))
    return environ.get("HTTP_ORIGIN", "") in {*(f"http://{host}" for host in _hosts(environ)), *([forge] if forge else [])}


def _hosts(environ: Environ) -> set[str]:
    """The names by which this machine calls itself, with the port."""
    return {f"{name}:{environ.get('SERVER_PORT', '')}" for name in LOOPBACK}


def forge_of(port: str) -> str:
    """Where a forge shows a port to the one who opened it (Codespaces); "" elsewhere."""
    name, domain = (os.environ.get(name, "") for name in ("CODESPACE_NAME", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"))
    return f"https://{name}-{port}.{domain}" if name and domain else ""
