"""Fetching the files of a site, from a folder of this machine or from the network, within limits of size and time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from ctg import api

MOST_OF_FILE = 20_000_000  # bytes of one file: 500 records take 1 MB
MOST_OF_SITE = 60_000_000  # bytes of all the files of a site
MOST_SECONDS = 180  # for a whole site: one that answers drop by drop must not keep the others waiting

Door = Callable[[str, int], bytes]
"""From the path of a file of the site and the most bytes that it may have, its bytes. Raises :class:`Unreachable`,
:class:`Missing` and :class:`Unsound`."""


class Unsound(ValueError):
    """What a site publishes cannot be used; the message is French, to follow a colon."""


class Missing(Exception):
    """The site has no such file."""


def of_folder(folder: Path) -> Door:
    """The files of a site that was built on this machine; no link is followed."""

    def read(path: str, most: int) -> bytes:
        try:
            place = api.inside(folder, path)
            if api.look(place, folder).st_size > most:
                raise too_big(path)
            return api.read_plain(place, folder, most)
        except FileNotFoundError:
            raise Missing(path) from None
        except OSError as error:
            why = f" ({error.message.rstrip('.')})" if isinstance(error, api.OddFile) else ""
            raise api.Unreachable(f"{path} ne peut pas être lu{why}") from None

    return read


def of_address(client: api.Client, address: str) -> Door:
    """The files of a published site. A redirection is reported, never followed: only the address that was given is trusted."""

    def read(path: str, most: int) -> bytes:
        answer = client.send("GET", address + path, keep=most + 1)
        if answer.location:
            where = api.visible(api.shown(answer.location))
            raise api.Unreachable(f"{path} mène à une autre adresse, qui n'est pas suivie ({where})")
        if answer.status in {404, 410}:
            raise Missing(path)
        if answer.status != 200:
            raise api.Unreachable(f"le site répond {answer.status} à {path}")
        if len(answer.body) > most:
            raise too_big(path)
        return answer.body

    return read


def bounded(door: Door, clock: Callable[[], float] = monotonic) -> Callable[[str], bytes]:
    """From a path, the bytes of a file, while all those of the site are few, and came in time. Raises as a :data:`Door` does."""
    left, end = MOST_OF_SITE, clock() + MOST_SECONDS

    def read(path: str) -> bytes:
        nonlocal left
        if clock() > end:
            raise api.Unreachable(f"il est trop lent (plus de {MOST_SECONDS} secondes)")
        content = door(path, min(MOST_OF_FILE, left))
        left -= len(content)
        return content

    return read


def too_big(path: str) -> Unsound:
    """The message for a file that is too big."""
    sizes = f"{MOST_OF_FILE // 1_000_000} Mo par fichier et {MOST_OF_SITE // 1_000_000} Mo par site, au plus"
    return Unsound(f"{path} est trop gros ({sizes})")
