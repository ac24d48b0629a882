"""What one reading of ``data/`` leaves to the next. A preview reads everything again at each change, and nearly all of it says
what it said before.

An answer is given again for the very things that it was about: they are frozen, and ``source`` gives the same ones for the
same bytes. What else it was worked out from is compared by its content, and forgets everything when it differs. Nothing here
looks at a date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")
_NOTHING = object()


class KeptAnswers:
    """The answers to one question, each about some things that do not change."""

    def __init__(self) -> None:
        self._beside: object = _NOTHING
        self._before: dict[tuple[int, ...], tuple[tuple[object, ...], Any]] = {}
        self._now: dict[tuple[int, ...], tuple[tuple[object, ...], Any]] = {}

    def begin(self, beside: object) -> None:
        """A reading begins; ``beside`` is all that its answers are worked out from, but the things themselves. What the
        reading before last alone asked for is forgotten."""
        told = _in_order(beside)
        self._before = self._now if told == self._beside else {}
        self._now, self._beside = {}, told

    def about(self, things: tuple[object, ...], work_out: Callable[[], T]) -> T:
        """The answer about these very things, which must never change; worked out when it is not known."""
        key = tuple(map(id, things))  # they are kept with the answer: no other thing can have these numbers meanwhile
        found = self._now.get(key) or self._before.get(key) or (things, work_out())
        self._now[key] = found
        return found[1]


def _in_order(beside: object) -> object:
    """The same, whose mappings are equal only in the same order: an answer may list what they hold."""
    if isinstance(beside, Mapping):
        return tuple((name, _in_order(value)) for name, value in beside.items())
    if is_dataclass(beside):
        return tuple(_in_order(getattr(beside, one.name)) for one in fields(beside))
    return beside


@dataclass
class Readings:
    """What the readings of one project leave to the next."""

    records: KeptAnswers = field(default_factory=KeptAnswers)
    """Of each sheet: the record that it describes, and what forbids it."""
    rules: KeptAnswers = field(default_factory=KeptAnswers)
    """Of each record: what the rules that look at it alone say."""
    shown: KeptAnswers = field(default_factory=KeptAnswers)
    """Of each record: what may leave of it."""
