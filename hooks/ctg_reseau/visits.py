"""Does a link still lead somewhere? The visit of an address, a round of visits, the verdicts kept from one run to the next.

A visit ends in one of :data:`VERDICTS`. The lasting ones are kept for :data:`DAYS` days in a file of the project, so that running
the command again does not ask every site again.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from ctg import api

GOOD, MOVED, DEAD, UNREACHABLE, LATER = "bon", "à mettre à jour", "mort", "injoignable", "à revoir plus tard"
REMEDIES = {
    DEAD: "Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.",
    MOVED: "Remplacez l'adresse par la nouvelle.",
    UNREACHABLE: "Ouvrez-le dans un navigateur. S'il ne s'ouvre pas plusieurs jours de suite, remplacez-le ou supprimez-le.",
    LATER: "Ouvrez-le dans un navigateur : le site refuse peut-être seulement les programmes.",
    GOOD: "",
}
"""What to do about each verdict, the most urgent first."""
VERDICTS = tuple(REMEDIES)
REDIRECTS = {301, 302, 303, 307, 308}
LASTING = {301, 308}
MAX_HOPS = 10
THREADS = 8
GIVE_UP = 12
"""How many hosts may not answer while none has: the connection is down, the rest would only make people wait."""
SURE = 3
"""How many lost hosts are enough to say so at the end; one or two sites alone may really be gone."""
INSIST = 3
"""How many addresses of one host may go without an answer: the others are not tried, each would be waited for in vain."""


@dataclass(frozen=True)
class Verdict:
    """One of :data:`VERDICTS`; why, in French; the new address (``à mettre à jour``), else where it leads now."""

    name: str
    detail: str = ""
    leads_to: str = ""

    @property
    def remedy(self) -> str:
        """What to do, in French."""
        if self.name == MOVED and self.detail:
            return "Cherchez la page sur ce site : elle a peut-être disparu."
        return REMEDIES[self.name]


def check(send: Callable[[str, str], api.Fetched], address: str) -> Verdict:
    """Follows a link to its end; ``send(method, address)`` raises :class:`Unreachable`."""
    here = new = address
    lasting = True
    try:
        for _ in range(MAX_HOPS):
            answer = _knock(send, here)
            if answer.status not in REDIRECTS or not answer.location:
                return _verdict(answer.status, address, here, new)
            here = _with_fragment(answer.location, here)
            lasting = lasting and answer.status in LASTING
            new = here if lasting else new
            if urlsplit(here).scheme not in ("http", "https"):
                return Verdict(LATER, "il renvoie vers autre chose qu'un site", here)
    except api.Unreachable as failure:
        return Verdict(UNREACHABLE, str(failure), here if here != address else "")
    return Verdict(UNREACHABLE, "il renvoie sans fin d'une adresse à l'autre")


def _knock(send: Callable[[str, str], api.Fetched], address: str) -> api.Fetched:
    """HEAD costs the site little, but some refuse it or answer it wrongly: only a GET, closed at once, condemns."""
    answer = send("HEAD", address)
    if answer.status >= 400 and answer.status not in (429, 503):
        return send("GET", address)
    return answer


def _verdict(status: int, address: str, here: str, new: str) -> Verdict:
    elsewhere = here if here != address else ""
    if status in (404, 410):
        return Verdict(DEAD, f"erreur {status}", elsewhere)
    if not 200 <= status < 300:
        return Verdict(LATER, f"réponse {status}", elsewhere)
    if new == address:
        return Verdict(GOOD, "", elsewhere)
    lost = urlsplit(new).path in ("", "/") and urlsplit(address).path not in ("", "/")
    return Verdict(MOVED, "il renvoie à l'accueil d'un site" if lost else "", new)


def _with_fragment(target: str, source: str) -> str:
    """A redirection keeps the fragment of the address that it replaces (RFC 9110, 10.2.2)."""
    fragment = urldefrag(source).fragment
    return f"{target}#{fragment}" if fragment and not urldefrag(target).fragment else target


class VisitRound:
    """A round of visits: hosts side by side, the addresses of one host one after the other.

    ``verdicts`` fills up by address; ``stop`` ends the round early (interruption, no connection), and so does the client when
    the run has lasted too long.
    """

    def __init__(self, client: api.Client, stop: threading.Event, tell: Callable[[], None] = lambda: None):
        self.verdicts: dict[str, Verdict] = {}
        self.interrupted = False
        self._client, self._stop, self._tell = client, stop, tell
        self._answered = False
        self._silent: set[str] = set()

    @property
    def offline(self) -> bool:
        """True when no host answered, and enough were asked to blame the connection."""
        return not self._answered and len(self._silent) >= SURE

    def visit(self, addresses: Iterable[str]) -> None:
        """Checks every address, eight hosts at a time; the longest list first, since it ends last."""
        hosts: dict[str, list[str]] = {}
        for address in addresses:
            hosts.setdefault(_host(address), []).append(address)
        with ThreadPoolExecutor(THREADS) as pool:
            visits = [pool.submit(self._visit_host, *host) for host in sorted(hosts.items(), key=lambda host: -len(host[1]))]
            try:
                wait_for(visits)
            except KeyboardInterrupt:
                self.interrupted = True
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                return
        for visit in visits:
            visit.result()

    def _visit_host(self, host: str, addresses: list[str]) -> None:
        silences, gone = 0, None
        for address in addresses:
            if self._ended():
                return
            verdict = gone or check(self._client.send, address)
            if verdict.name == UNREACHABLE and self._ended():  # it was cut short, and proves nothing
                return
            self.verdicts[address] = verdict
            silences = silences + 1 if verdict.name == UNREACHABLE and not verdict.leads_to else 0
            gone = verdict if silences >= INSIST else None
            self._note(host, verdict)
            self._tell()

    def _ended(self) -> bool:
        self.interrupted = self.interrupted or self._client.over
        return self.interrupted or self._stop.is_set()

    def _note(self, host: str, verdict: Verdict) -> None:
        if verdict.name == UNREACHABLE:
            self._silent.add(host)
        else:
            self._answered = True
        if not self._answered and len(self._silent) >= GIVE_UP:
            self._stop.set()


def _host(address: str) -> str:
    try:
        return api.host_of(address)
    except ValueError:
        return ""


DAYS = 7
CACHE_LASTING = {GOOD, MOVED, DEAD}
"""The verdicts worth keeping: the others may change within the hour."""


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict and its day."""

    verdict: Verdict
    day: dt.date


def read_cache(path: Path, today: dt.date) -> dict[str, KeptVerdict]:
    """The verdicts younger than :data:`DAYS`, by address. A cache that is absent or spoilt is empty: it is only a saving."""
    return {address: entry for address, entry in (_read(path) or {}).items() if 0 <= (today - entry.day).days < DAYS}


def is_cache(path: Path) -> bool:
    """Whether a file is a cache, or empty: another file must not be replaced."""
    return _read(path) is not None


def _read(path: Path) -> dict[str, KeptVerdict] | None:
    """The verdicts of a cache, old ones included; None for any other file."""
    try:
        entries = json.loads(api.read_plain(path, most=50_000_000) or b"{}")
        return {str(address): _entry(entry) for address, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _entry(entry: dict) -> KeptVerdict:
    verdict = Verdict(*(str(entry[name]) for name in ("name", "detail", "leads_to")))
    if verdict.name not in CACHE_LASTING:
        raise ValueError(verdict.name)
    return KeptVerdict(verdict, dt.date.fromisoformat(entry["day"]))


def write_cache(path: Path, kept: Mapping[str, KeptVerdict]) -> None:
    """Raises :class:`OSError` when the file cannot be written."""
    entries = {
        address: asdict(entry.verdict) | {"day": entry.day.isoformat()}
        for address, entry in sorted(kept.items())
        if entry.verdict.name in CACHE_LASTING
    }
    api.write_atomically(path, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
