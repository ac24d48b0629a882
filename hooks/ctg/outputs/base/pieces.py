"""Pieces of pages that come back on many of them, made once: a place in a list, the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

MOST = 5_000
"""Pieces that are kept, some two kilobytes each: when there are more, all are made anew."""


class Keyed(Protocol):
    """What its key tells from all others: a record, the spot of a page."""

    @property
    def key(self) -> str: ...


class Pieces:
    """What macros made."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], str] = {}

    def kept(self, macro: Callable[..., str], one: Keyed, *more: object) -> str:
        """What a macro makes of one thing, and of what may differ besides (``more``). It must read nothing else of the page, nor
        make a link: its address is told, unless it is the same from all the pages of that key."""
        about = (macro, one.key, *more)
        if about not in self._made:
            if len(self._made) >= MOST:
                self._made.clear()
            self._made[about] = macro(one, *more)
        return self._made[about]
