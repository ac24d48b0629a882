"""The addresses that were published: ``data/adresses.txt``, written by ``ctg construire --noter-adresses``."""

from __future__ import annotations

from pathlib import Path

from ctg.ground.files import read_plain

FILE = "data/adresses.txt"


def remembered(root: Path) -> dict[str, int]:
    """Each address noted in the project at ``root`` → its line; none before the first note. Raises :class:`OddFile`."""
    try:
        text = read_plain(root / FILE, root).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return {}
    lines = enumerate(text.splitlines(), 1)
    return {line.strip(): rank for rank, line in lines if line.strip() and not line.startswith("#")}
