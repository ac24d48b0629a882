"""A built site copied to a folder of a host: first what no page shows yet, then pages, then what is no more.

The host keeps a list of what was copied, with digests: only what changed goes again, and nothing that is not of the site is ever
removed. Each file is whole when it takes its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from ctg_formulaire.hosting.hosts import Agreement, HostRefused

LIST = ".publie.json"
"""What was copied: path → digest."""
LARGEST = 20_000_000
BESIDE = ".en-cours"
"""How a file ends while it is sent."""
TAKEN = (
    "Ce dossier contient déjà une page d’accueil qui n’est pas de ce site. Donnez un autre dossier, ou remplacez-la : les "
    "fichiers du site prendront la place de ceux qui ont le même nom."
)
REPLACE = Agreement("Remplacer ce qui s’y trouve", "remplacer", "oui")


class Folder(Protocol):
    """A folder of a host, where a connection leads."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is not there."""

    def put(self, path: str, content: bytes) -> None:
        """Writes a file whole, and the folders that it needs."""

    def remove(self, path: str) -> None:
        """Removes a file, if it is there."""


class Copied(NamedTuple):
    """How many files were sent, were removed, and are of the site."""

    sent: int
    removed: int
    whole: int


def copy(site: Path, folder: Folder, replace: bool, told: Callable[[int, int], None]) -> Copied:
    """Makes the folder hold the site; ``told(sent, all to be sent)``. Raises :class:`HostRefused`."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file() and not path.is_symlink()}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    before = ready(folder, replace)
    todo = sorted((name for name in files if digests[name] != before.get(name)), key=_rank)
    gone = sorted(before.keys() - files.keys())
    # A copy that stops on the way will be taken up: what is being sent is of the site, and not sure yet.
    folder.put(LIST, _as_json({**before, **dict.fromkeys(todo, "")}))
    for rank, name in enumerate(todo):
        told(rank, len(todo))
        folder.put(name, files[name].read_bytes())
    for name in gone:
        folder.remove(name)
    folder.put(LIST, _as_json(digests))
    return Copied(len(todo), len(gone), len(files))


def ready(folder: Folder, replace: bool) -> dict[str, str]:
    """What a folder holds of the site already, once it is sure that one may write there. Raises :class:`HostRefused`."""
    before = _listed(folder)
    if before is None:
        if not replace and folder.read("index.html") is not None:
            raise HostRefused(TAKEN, REPLACE)
        before = {}
        folder.put(LIST, _as_json(before))
    return before


def _rank(name: str) -> tuple[bool, bool, str]:
    """What pages ask for, the pages, the first one."""
    return name == "index.html", name.endswith(".html"), name


def _listed(folder: Folder) -> dict[str, str] | None:
    content = folder.read(LIST)
    try:
        found = json.loads(content or b"")
    except ValueError:
        return None
    safe = isinstance(found, dict) and all(".." not in PurePosixPath(name).parts and name[:1] != "/" for name in found)
    return {name: str(digest) for name, digest in found.items()} if safe else None


def _as_json(digests: dict[str, str]) -> bytes:
    return json.dumps(dict(sorted(digests.items())), ensure_ascii=False, indent=0).encode()
