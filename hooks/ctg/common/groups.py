"""Things put together by what they share, in their order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(things: Iterable[T], key: Callable[[T], K], order: Iterable[K] = ()) -> dict[K, list[T]]:
    """Key → those that have it; first the keys of ``order``, then the others as they come. A key that nothing has is absent."""
    found: dict[K, list[T]] = {one: [] for one in order}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return {one: own for one, own in found.items() if own}


def repeated(things: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[T, T]]:
    """(thing, the first one that has its key) of each that is not the first."""
    first: dict[Hashable, T] = {}
    for thing in things:
        if (known := first.setdefault(key(thing), thing)) is not thing:
            yield thing, known
