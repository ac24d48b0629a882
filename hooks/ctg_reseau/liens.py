"""``ctg liens``: do the links of the records and of the texts still lead somewhere?

Links are read in the lines of the files and not in the catalogue: drafts count too, and a mistake elsewhere must not hide a dead
link. Each address is asked once, the sites side by side, and what is to mend is told on its lines."""

import argparse
import contextlib
import html
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from ctg import api

SPACING = 1
"""Seconds between two requests to one site."""
SITES = 8
"""How many are asked at once."""
SURE = 3
"""How many sites must be silent, and none answer, before the connection is blamed."""
ADDRESS = re.compile(r"https?://[\w\[][^\s<>\"'`\\|{}^]{1,2000}", re.IGNORECASE)
"""A browser's own limit is about 2,000 characters."""
SKIPPED = re.compile(r"^\s*#\s.*|(`+).*?\1|<!--.*?-->")
"""Comments of YAML, titles, code (examples)."""
FENCE = re.compile(r"\s*(```|~~~)")

DEAD, MOVED, UNREACHABLE, LATER = "mort", "à mettre à jour", "injoignable", "à revoir plus tard"
REMEDIES = {
    DEAD: "Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.",
    MOVED: "Remplacez l'adresse par la nouvelle, si c'est bien la même page.",
    UNREACHABLE: "Ouvrez-le dans un navigateur. S'il ne s'ouvre pas plusieurs jours de suite, remplacez-le ou supprimez-le.",
    LATER: "Ouvrez-le dans un navigateur : le site refuse peut-être seulement les programmes.",
}
"""What to do about each verdict, the most urgent first."""
REDIRECTS = {301, 302, 303, 307, 308}
LASTING = {301, 308}
MAX_HOPS = 10


@dataclass(frozen=True)
class Verdict:
    """A key of :data:`REMEDIES`, or "" for a good link; why, in French; the new address of a link that has moved."""

    name: str
    detail: str = ""
    new: str = ""


# --- where they are written ----------------------------------------------------------------------


def links_in(text: str) -> Iterator[tuple[int, str]]:
    """(line, address) of each link of a text, code and comments left out."""
    fenced = ""
    for number, line in enumerate(text.splitlines(), 1):
        if fence := FENCE.match(line):
            fenced = fence[1] if not fenced else "" if fence[1] == fenced else fenced
        elif not fenced:
            for match in ADDRESS.finditer(SKIPPED.sub(" ", line)):
                yield number, _trimmed(html.unescape(match[0]))


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence, nor the parenthesis that closes the Markdown link."""
    opening = {")": "(", "]": "["}
    while address[-1] in ".,;:!?*_»" or address.count(address[-1]) > address.count(opening.get(address[-1], address[-1])):
        address = address[:-1]
    return address


def collect(root: Path) -> tuple[dict[str, list[str]], int]:
    """Each address → « file, ligne n » of each place where it is written, in the order of the files; how many files, told on
    standard error, could not be read."""
    found: dict[str, list[str]] = {}
    unread = 0
    for path in (*sorted((root / "data").rglob("*.yml")), *api.written_pages(root / "docs")):
        name = path.relative_to(root).as_posix()
        try:
            text = api.read_plain(path, root).decode("utf-8-sig", errors="replace")
        except api.OddFile as error:
            print(f"Liens non vérifiés : {name}. {error.message}", file=sys.stderr)
            unread += 1
            continue
        for line, address in links_in(text):
            found.setdefault(address, []).append(f"{name}, ligne {line}")
    return found, unread


# --- where they lead -----------------------------------------------------------------------------


def check(send: Callable[[str, str], api.Fetched], address: str) -> Verdict:
    """Follow a link to its end; ``send(method, address)`` may raise :class:`api.Unreachable`."""
    here = new = address
    lasting = True
    try:
        for _ in range(MAX_HOPS):
            answer = send("HEAD", here)
            if answer.status >= 400 and answer.status not in (429, 503):  # some sites refuse HEAD, or answer it wrongly
                answer = send("GET", here)
            if answer.status not in REDIRECTS or not answer.location:
                return _verdict(answer.status, address, new)
            here = answer.location
            if (fragment := urldefrag(address).fragment) and not urldefrag(here).fragment:
                here += f"#{fragment}"  # a redirection keeps it (RFC 9110, 10.2.2)
            lasting = lasting and answer.status in LASTING
            new = here if lasting else new
            if urlsplit(here).scheme not in ("http", "https"):
                return Verdict(LATER, "il renvoie vers autre chose qu'un site")
    except api.Unreachable as failure:
        return Verdict(UNREACHABLE, str(failure))
    return Verdict(UNREACHABLE, "il renvoie sans fin d'une adresse à l'autre")


def _verdict(status: int, address: str, new: str) -> Verdict:
    if status in (404, 410):
        return Verdict(DEAD, f"erreur {status}")
    if not 200 <= status < 300:
        return Verdict(LATER, f"réponse {status}")
    return Verdict("") if new == address else Verdict(MOVED, new=new)


def _of_site(client: api.Client, addresses: Iterable[str], tell: Callable[[], None]) -> dict[str, Verdict]:
    """The verdicts on the addresses of one site; once it is silent, the others would be waited for in vain."""
    found: dict[str, Verdict] = {}
    verdict = Verdict("")
    for address in addresses:
        if verdict.name != UNREACHABLE:
            verdict = check(client.send, address)
        found[address] = verdict
        tell()
    return found


def visit(client: api.Client, addresses: Iterable[str], stop: threading.Event) -> list[dict[str, Verdict]]:
    """The verdicts, site by site. An interruption ends the visits under way."""
    sites: dict[str, list[str]] = {}
    for address in addresses:
        with contextlib.suppress(ValueError):  # no address of a site: « ctg verifier » tells it
            sites.setdefault(api.host_of(address), []).append(address)
    progress = api.Progress(sum(map(len, sites.values())))
    with ThreadPoolExecutor(SITES) as pool:
        try:
            return [*pool.map(lambda theirs: _of_site(client, theirs, progress.step), sites.values())]
        except KeyboardInterrupt:
            stop.set()
            raise
        finally:
            progress.end()


# --- the command ---------------------------------------------------------------------------------


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "liens",
        help="vérifie que les liens vers d'autres sites marchent encore (demande internet)",
        description="Visite chaque lien des fiches, brouillons compris, et des textes de docs/. Une visite par seconde et par "
        "site : quelques minutes.",
    )
    api.allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    links, unread = collect(options.projet.resolve())
    stop = threading.Event()  # also cuts short the pauses between two visits
    client = api.Client(api.Pace(SPACING, wait=stop.wait), options.autoriser_local, stop)
    sites = visit(client, links, stop)
    verdicts = {address: verdict for found in sites for address, verdict in found.items()}
    if len(sites) >= SURE and {verdict.name for verdict in verdicts.values()} == {UNREACHABLE}:
        print("Pas de connexion : aucun site ne répond.\n    → Vérifiez votre connexion à internet.", file=sys.stderr)
        return 1
    api.to_stdout(report(links, verdicts))
    return int(bool(unread) or any(verdict.name == DEAD for verdict in verdicts.values()))


def report(links: dict[str, list[str]], verdicts: dict[str, Verdict]) -> str:
    """What is to mend, the most urgent first, each with its lines."""
    bad = sum(verdict.name != "" for verdict in verdicts.values())
    blocks = [f"{api.plural(len(verdicts), 'lien')}, dont {bad} à regarder.\n" if verdicts else "Aucun lien.\n"]
    for name, remedy in REMEDIES.items():
        for address, verdict in verdicts.items():
            if verdict.name == name:
                why = f" ({api.plain(verdict.detail)})" if verdict.detail else ""
                new = f"    nouvelle adresse : {api.plain(verdict.new)}\n" if verdict.new else ""
                written = "".join(f"{where}\n" for where in links[address])
                blocks.append(f"{written}    {api.plain(address)}\n    {name}{why}\n{new}    → {remedy}\n")
    return "\n".join(blocks)
