"""What the address of the site answers: the page that was sent, compressed, with the kinds of its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ctg import api

MOST = 5_000_000
HOPS = 3
OTHER_WORDS = {"geojson": ("application/json", "application/vnd.geo+json")}
"""Kinds that serve as well."""
FIRST_TIME = "La première fois, il faut parfois dix minutes : regardez de nouveau plus tard."


class Seen(NamedTuple):
    """One thing that was looked at; ``good`` is None where nothing needs to be done."""

    good: bool | None
    words: str


def looked_at(address: str, site: Path, forge: bool) -> Iterator[Seen]:
    """Each thing, the most important first. ``site``: what was built here; ``forge``: it is not what was sent."""
    client = api.Client(api.Pace(0), local=[urlsplit(address).netloc])
    try:
        answer, at = _followed(client, address)
    except api.Unreachable as failure:
        yield Seen(False, f"{address} ne répond pas : {failure}. {FIRST_TIME}")
        return
    if answer.status != 200:
        yield Seen(False, f"{address} répond par {answer.status}. {FIRST_TIME}")
        return
    yield Seen(True, f"{at} répond.")
    yield _version(answer.body, site, address if forge else "")
    yield from _manner(answer, at)
    yield from _files(client, address, site)


def _followed(client: api.Client, address: str) -> tuple[api.Fetched, str]:
    answer = client.send("GET", address, keep=MOST)
    for _ in range(HOPS):
        if not answer.location:
            break
        address = answer.location
        answer = client.send("GET", address, keep=MOST)
    return answer, address


def _version(body: bytes, site: Path, forge: str) -> Seen:
    """``forge``: the address that its pages say, when it makes the site by itself."""
    try:
        ours = (site / "index.html").read_bytes()
    except OSError:
        ours = b""
    if body == ours:
        return Seen(True, "C’est bien la version qui vient d’être envoyée.")
    if forge and f'rel="canonical" href="{forge}"'.encode() in body:
        return Seen(True, "C’est bien ce site.")
    return Seen(False, f"Ce n’est pas encore la version qui vient d’être envoyée. {FIRST_TIME}")


def _manner(answer: api.Fetched, address: str) -> Iterator[Seen]:
    if not address.startswith("https:"):
        yield Seen(False, "L’adresse n’est pas en https : demandez un certificat à l’hébergeur.")
    if answer.headers.get("content-encoding"):
        yield Seen(True, "Les pages voyagent compressées.")
    else:
        yield Seen(False, "Les pages ne sont pas compressées : elles arrivent moins vite. Demandez-le à l’hébergeur.")
    if missing := [name for name in api.HEADERS if name.lower() not in answer.headers]:
        yield Seen(None, f"L’hébergeur ne dit pas {api.plural(len(missing), 'ligne')} de sécurité : celles des pages suffisent.")


def _files(client: api.Client, address: str, site: Path) -> Iterator[Seen]:
    wrong = []
    for ending, kind in api.TYPES.items():
        found = next(iter(sorted(path for path in site.rglob(f"*.{ending}") if path.is_file())), None)
        if found is None:
            continue
        try:
            answer = client.send("HEAD", address + found.relative_to(site).as_posix())
        except api.Unreachable:
            wrong.append(f".{ending}")
            continue
        told = answer.headers.get("content-type", "").partition(";")[0]
        wrong += [f".{ending}"] if answer.status != 200 or told not in {kind, *OTHER_WORDS.get(ending, ())} else []
    if wrong:
        yield Seen(False, f"Ces fichiers ne s’ouvriront pas bien : {api.joined(wrong)}. L’hébergeur ne dit pas leur genre.")
    else:
        yield Seen(True, "Agendas, tableaux et cartes s’ouvrent comme il faut.")
