"""A project in which somebody has just read again all that had to be."""

import datetime as dt
from pathlib import Path

from ctg.checking.rereading import REREADINGS_FILE, Relecture, load_rereadings, rereadings_as_yaml, with_reading
from ctg.loading import rereadings_in


def read_again(root: Path, *keys: str) -> None:
    """Note that all the texts of these records or files are read; without any, of all."""
    read: tuple[Relecture, ...] = load_rereadings(root)[0]
    for reading in rereadings_in(root):
        if reading.digests and (reading.key in keys or not keys):
            read = with_reading(read, reading, sorted(reading.digests), dt.date(2026, 11, 25))
    (root / REREADINGS_FILE).write_text(rereadings_as_yaml(read), "utf-8")
