"""Asking other machines, politely: who asks, for how long, one request at a time per host. Sole importer of ``requests``.

An address written in data must not make this machine probe its own network: the filter of ``requests_hardened``
resolves a name once, refuses private addresses, and connects to the very address that it checked.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from time import monotonic, sleep
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter

TIMEOUT = 10
"""Seconds without a word after which we leave."""
USER_AGENT = "ctg-site (outil libre d'un site public territorial ; liens et adresses)"

# The filter's own warnings are in English; what it refuses is told as an Unreachable.
logging.getLogger("requests_hardened").setLevel(logging.CRITICAL)


class Unreachable(Exception):
    """No answer came; the message says why, in French, to follow a colon."""


@dataclass(frozen=True)
class Fetched:
    """What came back. ``location`` is complete, ``""`` without a redirection; ``retry_after`` is in seconds."""

    status: int
    location: str = ""
    retry_after: float = 0
    body: bytes = b""


class Pace:
    """One request at a time per host, ``spacing`` seconds after the end of the one before."""

    def __init__(self, spacing: float, clock: Callable[[], float] = monotonic, wait: Callable[[float], object] = sleep):
        self._spacing, self._clock, self._wait = spacing, clock, wait
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._free: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Waits for the host's turn, and holds it."""
        with self._guard:
            mine = self._turns.setdefault(host, threading.Lock())
        with mine:
            now = self._clock()
            if (delay := self._free.get(host, now) - now) > 0:
                self._wait(delay)
            try:
                yield
            finally:
                self._free[host] = self._clock() + self._spacing


class Client:
    """Sends requests at a :class:`Pace`. ``local`` are the hosts (``name`` or ``name:port``) that may be on our own network.

    No cookie is kept, and no password of the machine (``.netrc``) is ever sent; its proxies are used.
    """

    def __init__(self, pace: Pace, local: Iterable[str] = ()):
        self._pace = pace
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = lambda request: request  # else requests looks for one in .netrc
        for scheme in ("http", "https"):
            self._session.mount(f"{scheme}://", IPFilterAdapter(is_https_proto=scheme == "https"))
            for host in local:
                self._session.mount(f"{scheme}://{host.lower()}/", HTTPAdapter())

    def send(self, method: str, address: str, parameters: Mapping[str, str] | None = None, keep: int = 0) -> Fetched:
        """One request and its answer, redirections not followed; ``keep`` bytes of the body at most are read.

        Raises :class:`Unreachable`.
        """
        try:
            with (
                self._pace.turn(host_of(address)),
                self._session.request(
                    method, address, params=parameters, timeout=TIMEOUT, stream=True, allow_redirects=False
                ) as response,
            ):
                body = response.raw.read(keep, decode_content=True) if keep else b""
                return Fetched(response.status_code, _location(self._session, response), _retry_after(response), body)
        except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:  # requests' own are OSError
            raise Unreachable(_reason(error)) from None


def host_of(address: str) -> str:
    """The site that an address belongs to, for our pace: « www.exemple.fr » and « exemple.fr » are one."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _location(session: requests.Session, response: requests.Response) -> str:
    target = session.get_redirect_target(response)
    return quote(urljoin(response.url, target), safe="!#$%&'()*+,/:;=?@[]~") if target else ""


def _retry_after(response: requests.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _reason(error: Exception) -> str:
    if isinstance(error, InvalidIPAddress):
        return "cette adresse mène à un réseau privé"
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return f"pas de réponse en {TIMEOUT} secondes"
    if isinstance(error, requests.exceptions.SSLError):
        return "son certificat de sécurité n'est pas valable"
    if isinstance(error, ValueError) and not isinstance(error, requests.ConnectionError):
        return "cette adresse est mal formée"
    if isinstance(error.__cause__, socket.gaierror) or "NameResolutionError" in repr(error):
        return "le nom du site est introuvable"
    return "la connexion n'aboutit pas"
