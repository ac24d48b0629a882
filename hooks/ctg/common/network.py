"""Requests to other machines: who asks, for how long, one at a time per host. Sole importer of ``requests``.

``requests`` bounds the silence between two bytes; we bound the whole exchange (:data:`DEADLINE`) and all the exchanges of a
command (:data:`LONGEST_RUN`), so that no machine can hold us. An address written in data must not make this machine probe its
own network: the filter of ``requests_hardened`` resolves a name once, refuses private addresses, and connects to the very
address that it checked; :func:`allow_local` gives a command the option that lets some through."""

import argparse
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from http.cookiejar import DefaultCookiePolicy
from time import monotonic, sleep
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


def allow_local(parser: argparse.ArgumentParser) -> None:
    """« --autoriser-local »: the sites of a private network that may be read (``options.autoriser_local``)."""
    parser.add_argument(
        "--autoriser-local", action="append", default=[], metavar="HÔTE[:PORT]",
        help="accepte ce site de votre réseau privé ; sans cela, aucune adresse privée n'est lue",
    )  # fmt: skip


TIMEOUT = 10
"""Seconds without a word after which we leave."""
DEADLINE = 30
"""Seconds of a whole exchange, from the name to the last byte: a server may drip one byte every nine seconds for ever."""
DOWNLOAD = 600
"""The same for a whole file, of tens of megabytes, on a country line."""
LONGEST_RUN = 3600
"""Seconds of all the exchanges of a client: a thousand servers may each take nearly their whole time."""
TICK = 0.1
"""Seconds between two looks at whether the command was interrupted."""
USER_AGENT = "ctg-site (outil libre d'un site public territorial ; liens et adresses)"

# The filter's own warnings are in English; what it refuses is told as an Unreachable.
logging.getLogger("requests_hardened").setLevel(logging.CRITICAL)


class Unreachable(Exception):
    """No answer came; the message says why, in French, to follow a colon."""


class PrivateNetwork(Unreachable):
    """It leads to our own network, and may not."""


class UnknownName(Unreachable):
    """No machine has that name."""


class BadCertificate(Unreachable):
    """It does not prove who it is."""


class BadAddress(Unreachable):
    """It is no address."""


class TimeOver(Unreachable):
    """The whole run has lasted too long: nothing was asked."""


@dataclass(frozen=True)
class Fetched:
    """What came back. ``location`` is complete, ``""`` without a redirection; ``retry_after`` is in seconds; the names of
    ``headers`` are in small letters."""

    status: int
    location: str = ""
    retry_after: float = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


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


EXCHANGE = "échange"
"""The name of the threads that make them."""
_here = threading.local()
"""In a thread that makes an exchange: its list of sockets, which another thread may cut, and whether that thread has left."""


class _Heard(HTTPConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as urllib3 itself
        _here.sockets.append(self.sock)
        if _here.left.is_set():  # before this socket was known: nobody would cut it
            raise ConnectionAbortedError
        return super().getresponse()


class _HeardSafely(_Heard, HTTPSConnection):
    """Over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Heard


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _HeardSafely


class Client:
    """Sends requests at a :class:`Pace`. ``local`` are the hosts (``name`` or ``name:port``) that may be on our own network;
    ``stop`` ends the exchanges under way, from another thread; a machine is found and connected to within ``reach`` seconds:
    without network, the search of a name alone may take twenty.

    No cookie is kept, and no password of the machine (``.netrc``) is ever sent; its proxies are used.
    """

    def __init__(self, pace: Pace, local: Iterable[str] = (), stop: threading.Event | None = None, reach: float = LONGEST_RUN):
        self._pace, self._reach = pace, reach
        self._stop = stop or threading.Event()
        self._end = monotonic() + LONGEST_RUN
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = lambda request: request  # else requests looks for one in .netrc
        for scheme in ("http", "https"):
            self._session.mount(f"{scheme}://", IPFilterAdapter(is_https_proto=scheme == "https"))
            for host in local:
                self._session.mount(f"{scheme}://{host.lower()}/", HTTPAdapter())
        for adapter in self._session.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SafePool}  # type: ignore[attr-defined]

    @property
    def over(self) -> bool:
        """Whether the run has lasted too long to ask anything more."""
        return monotonic() >= self._end

    def send(
        self, method: str, address: str, parameters: Mapping[str, str] | None = None, keep: int = 0, within: float | None = None
    ) -> Fetched:
        """One request and its answer, redirections not followed; ``keep`` bytes of the body at most are read, ``within`` so
        many seconds (else :data:`DEADLINE`).

        Raises :class:`Unreachable`, which is :class:`TimeOver` when the run has lasted too long.
        """
        if self.over:
            raise TimeOver("la commande a duré trop longtemps")
        try:
            with self._pace.turn(host_of(address)):
                exchange = partial(self._exchange, method, address, parameters, keep)
                return self._in_time(exchange, min(within or DEADLINE, max(self._end - monotonic(), TICK)))
        except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:  # requests' own are OSError
            raise _told(error) from None

    def _exchange(self, method: str, address: str, parameters: Mapping[str, str] | None, keep: int) -> Fetched:
        with self._session.request(
            method, address, params=parameters, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as response:
            body = response.raw.read(keep, decode_content=True) if keep else b""
            headers = {name.lower(): text for name, text in response.headers.items()}
            return Fetched(response.status_code, _location(self._session, response), _retry_after(response), body, headers)

    def _in_time(self, exchange: Callable[[], Fetched], seconds: float) -> Fetched:
        """An exchange made in a thread that is left behind when it is late, its socket cut: nothing else ends the search of a
        name, or an endless ``100 Continue``."""
        sockets: list[socket.socket] = []
        left = threading.Event()
        answer: Future[Fetched] = Future()
        threading.Thread(target=_answer, args=(answer, exchange, sockets, left), name=EXCHANGE, daemon=True).start()
        begun, waits = monotonic(), min(seconds, self._reach)
        try:
            while not answer.done() and monotonic() < begun + waits and not self._stop.is_set():
                wait_for([answer], min(TICK, max(begun + waits - monotonic(), 0)))
                waits = seconds if sockets else waits
            if answer.done():
                return answer.result()
        finally:
            left.set()
            for one in sockets if not answer.done() else ():
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        raise Unreachable("interrompu" if self._stop.is_set() else f"pas de réponse complète en {waits:.0f} secondes")


def _answer(
    answer: Future[Fetched], exchange: Callable[[], Fetched], sockets: list[socket.socket], left: threading.Event
) -> None:
    _here.sockets, _here.left = sockets, left
    try:
        answer.set_result(exchange())
    except BaseException as error:  # told by the thread that waits
        answer.set_exception(error)


def host_of(address: str) -> str:
    """The site that an address belongs to, for our pace: « www.exemple.fr » and « exemple.fr » are one."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _location(session: requests.Session, response: requests.Response) -> str:
    target = session.get_redirect_target(response)
    return quote(urljoin(response.url, target), safe="!#$%&'()*+,/:;=?@[]~") if target else ""


def _retry_after(response: requests.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _told(error: Exception) -> Unreachable:
    if isinstance(error, InvalidIPAddress):
        return PrivateNetwork("cette adresse mène à un réseau privé")
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return Unreachable(f"pas de réponse en {TIMEOUT} secondes")
    if isinstance(error, requests.exceptions.SSLError):
        return BadCertificate("son certificat de sécurité n'est pas valable")
    if isinstance(error, ValueError) and not isinstance(error, requests.ConnectionError):
        return BadAddress("cette adresse est mal formée")
    if isinstance(error.__cause__, socket.gaierror) or "NameResolutionError" in repr(error):
        return UnknownName("le nom du site est introuvable")
    inner = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else error
    cause = inner.args[-1] if isinstance(inner, urllib3.exceptions.ProtocolError) else None
    if isinstance(cause, HTTPException) and not isinstance(cause, RemoteDisconnected):
        cut = isinstance(cause, IncompleteRead)
        head = "les en-têtes de sa réponse sont trop longs, ou ne se lisent pas"
        return Unreachable("sa réponse s'arrête avant la fin" if cut else head)
    return Unreachable("la connexion n'aboutit pas")
