"""What is not written in the data yet: a call that was interrupted, a form that was left, a sheet that waits to be sent.

One file a thing, in a folder of the project that git does not follow: nothing of it is published or sent.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctg import api

FOLDER = "brouillons"
IGNORE = f"{FOLDER}/.gitignore"
CALLS = "appels"
"""What was done in the calls of a day: its file."""
LARGEST = 2_000_000


@dataclass(frozen=True)
class Keeper:
    """The folder of one project."""

    root: Path

    def read(self, name: str) -> dict[str, Any]:
        """What is kept under a name (``structures/les-lutins``); empty when nothing is, or when it cannot be read."""
        try:
            found = json.loads(api.read_plain(self._path(name), self.root)[:LARGEST])
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, name: str, values: dict[str, Any], hidden: bool = False) -> None:
        """Keeps it; nothing kept is no file; ``hidden``: no other user of this machine may read it. Raises :class:`OSError`."""
        path = self._path(name)
        if not values:
            path.unlink(missing_ok=True)
            return
        if not (self.root / IGNORE).exists():
            api.write_atomically(self.root / IGNORE, b"*\n")
        if hidden:
            path.touch(0o600)  # which is kept
        api.write_atomically(path, json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace"))

    def names(self, folder: str) -> Iterator[str]:
        """Those under a folder, in order."""
        for path in sorted((self.root / FOLDER).glob(f"{folder}.*.json")):
            yield path.stem.replace(".", "/")

    def _path(self, name: str) -> Path:
        return api.inside(self.root, f"{FOLDER}/{name.replace('/', '.')}.json")

    # --- the calls of a day ----------------------------------------------------------------------

    def done(self, day: dt.date) -> dict[str, list[str]]:
        """The records that were settled on a day (« faits »), the calls put off (« plus-tard »)."""
        kept = self.read(CALLS)
        return kept if kept.get("jour") == day.isoformat() else {"faits": [], "plus-tard": []}

    def note(self, day: dt.date, what: str, name: str) -> None:
        """Notes one more of them. Raises :class:`OSError`."""
        kept = self.done(day)
        self.keep(CALLS, {**kept, "jour": day.isoformat(), what: [*(one for one in kept[what] if one != name), name]})
