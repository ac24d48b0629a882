"""A form with files, as browsers send it (multipart/form-data, RFC 7578): parts between marks, each with a name.

Python's reader of mails would open the mails that are sent as files (``message/rfc822``); a library would be for these few
lines. The names of files only serve to tell them apart: they never become a path of the project.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MULTIPART = "multipart/form-data"
MOST_PARTS = 1_000
LONGEST_NAME = 60
Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Upload:
    """A file that a browser sent."""

    name: str
    content: bytes

    @contextmanager
    def as_path(self) -> Iterator[Path]:
        """The file, for as long as something reads it, in a folder that goes away. Raises :class:`OSError`."""
        with tempfile.TemporaryDirectory(prefix="ctg-") as folder:
            path = Path(folder, self.name)
            path.write_bytes(self.content)
            yield path


def parts_of(content_type: str, body: bytes) -> tuple[Fields, dict[str, list[Upload]]]:
    """(texts, files) by the names of their boxes; a box for a file that holds none is left out. Raises :class:`ValueError`."""
    mark = re.search(r';\s*boundary="?([0-9a-zA-Z\'()+_,./:=?-]{1,70})"?\s*(?:;|$)', content_type)
    before, *parts, end = (b"\r\n" + body).split(b"\r\n--" + mark[1].encode() if mark else b"\r\n--")
    if not mark or before or not end.startswith(b"--") or len(parts) > MOST_PARTS:
        raise ValueError
    texts: Fields = {}
    files: dict[str, list[Upload]] = {}
    for part in parts:
        head, blank, content = part.partition(b"\r\n\r\n")
        said = _disposition(head.decode("utf-8"))
        if not head.startswith(b"\r\n") or not blank or "name" not in said:
            raise ValueError
        if "filename" not in said:
            texts.setdefault(said["name"], []).append(content.decode("utf-8"))
        elif said["filename"]:
            files.setdefault(said["name"], []).append(Upload(_plain(said["filename"]), content))
    return texts, files


def _disposition(head: str) -> dict[str, str]:
    """``name`` and ``filename``, as browsers write them: in UTF-8, with quotes as %22."""
    line = re.search(r"^Content-Disposition: *form-data;.*", head, re.IGNORECASE | re.MULTILINE)
    found = re.findall(r';\s*(name|filename)="([^"]*)"', line[0] if line else "")
    return {name: value.replace("%22", '"') for name, value in found}


def _plain(name: str) -> str:
    """The last step of a name, without what no file should have in its name; its ending stays."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = "".join(char if char.isprintable() and char not in '<>:"|?*' else "-" for char in last).rpartition(".")
    kept = re.sub(r"[^a-zA-Z0-9]", "", ending)[:8]
    return f"{(stem if dot else ending)[:LONGEST_NAME].strip('. ') or 'fichier'}{f'.{kept}' if dot and kept else ''}"
