"""The terminal: argparse in French, and how far a long command is.

The sentences of argparse pass through gettext; its module-level names are the only place where they can be translated."""

from __future__ import annotations

import argparse
import sys
from time import monotonic
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command declares itself."""
FRENCH = {
    "usage: ": "utilisation : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "montre cette aide",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "mots non compris : %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r n'est pas un choix possible (choix : %(choices)s)",
    "invalid %(type)s value: %(value)r": "valeur non comprise : %(value)r",
    "expected one argument": "il faut une valeur",
    "expected at least one argument": "il faut au moins une valeur",
    "expected at most one argument": "il faut une valeur au plus",
    "expected %s argument": "il faut %s valeur",
    "expected %s arguments": "il faut %s valeurs",
    "not allowed with argument %s": "ne va pas avec %s",
    "one of the arguments %s is required": "il faut l'un de : %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut vouloir dire %(matches)s",
    "ignored explicit argument %r": "%r est de trop",
}


def speak_french() -> None:
    """Translate argparse for this process; a sentence that it may add later stays in English."""
    # Names of the module that no stub has.
    argparse._ = lambda text: FRENCH.get(text, text)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: FRENCH.get(one if count < 2 else many, many)  # type: ignore[attr-defined]


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
