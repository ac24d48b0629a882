"""Classes of values for a map: at most five groups of the same size (quantiles), equal values always together.

Same values, same classes: nothing depends on the order of the keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST = 5
"""As many colours as an eye tells apart on a map, and as the tokens ``--classe-1`` to ``--classe-5``."""


@dataclass(frozen=True)
class Class:
    """A group of values. ``low`` and ``high`` are values that exist, both in the group."""

    numero: int
    """1 to 5, its colour: few classes are spread over the whole scale, so that they look different."""
    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True)
class Classes(Generic[K]):
    """The classes, from the lowest to the highest, and the number of each key's class (None: no value)."""

    groups: tuple[Class, ...]
    of: Mapping[K, int | None]

    @property
    def absent(self) -> int:
        """How many keys have no value."""
        return sum(numero is None for numero in self.of.values())

    @property
    def one_value_each(self) -> bool:
        """Whether each class is one value: there were no more values than classes."""
        return all(group.low == group.high for group in self.groups)


def classify(values: Mapping[K, Decimal | int | None], most: int = MOST) -> Classes[K]:
    """Classes of these values; none when no value is known."""
    known = Counter(Decimal(value) for value in values.values() if value is not None)
    of_value = _ranks(known, most)
    ranks = sorted(set(of_value.values()))
    numbers = {rank: _spread(position, len(ranks), most) for position, rank in enumerate(ranks)}
    groups = []
    for rank in ranks:
        inside = [value for value in known if of_value[value] == rank]
        groups.append(Class(numbers[rank], min(inside), max(inside), sum(known[value] for value in inside)))
    return Classes(
        tuple(groups), {key: None if value is None else numbers[of_value[Decimal(value)]] for key, value in values.items()}
    )


def _ranks(known: Counter[Decimal], most: int) -> dict[Decimal, int]:
    """The rank of each value's class: its own when values are few, else the share of keys below the middle of its ties."""
    ordered = sorted(known)
    if len(ordered) <= most:
        return {value: rank for rank, value in enumerate(ordered)}
    found, below, total = {}, 0, known.total()
    for value in ordered:
        found[value] = most * (2 * below + known[value]) // (2 * total)
        below += known[value]
    return found


def _spread(position: int, count: int, most: int) -> int:
    """1 to ``most``, as far apart as possible: two classes are 1 and 5, a class alone is in the middle."""
    return (most + 1) // 2 if count == 1 else 1 + (2 * position * (most - 1) + count - 1) // (2 * (count - 1))
