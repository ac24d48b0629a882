"""How far a long command is, for someone who waits before a terminal."""

from __future__ import annotations

import sys
from time import monotonic

PATIENCE = 2
"""Seconds before anything is shown."""


class Progress:
    """« 12 sur 40 », on standard error. Silent unless both outputs are a terminal: logs and files stay clean."""

    def __init__(self, total: int):
        self._total, self._done, self._start = total, 0, monotonic()
        self._shown = False
        self._watched = sys.stdout.isatty() and sys.stderr.isatty()

    def step(self) -> None:
        """Count one more as done."""
        self._done += 1
        if self._watched and monotonic() - self._start > PATIENCE:
            print(f"\r{self._done} sur {self._total}…", end="", file=sys.stderr, flush=True)
            self._shown = True

    def end(self) -> None:
        """Clears the line."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
