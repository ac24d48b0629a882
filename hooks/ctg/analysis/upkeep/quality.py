"""How complete a record is, for those who will read it.

Each kind says what its readers expect (``expected``), weighted by what that brings to a family (or, for the convention, to a
partner). A record's score is the weight of what it answers. What a type of place cannot have does not count against
it: an itinerant service answers « horaires » and « adresse » with its stops, a confidential address is not a missing one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg.kinds import Record

THRESHOLD = 50
"""Below it a published record is incomplete: it meets less than half of what its readers need."""

SPARSE = 33
"""Below it, about a third, a page of its own would show more blanks than facts: an action is then a line among others."""


@dataclass(frozen=True)
class Quality:
    """A score from 0 to 100 and, in French, what is missing, the heaviest first."""

    score: int
    missing: tuple[str, ...]


def quality(record: Record) -> Quality:
    """How complete a record is. A kind of which nothing is expected is always complete."""
    missing = sorted((one for one in record.lacking if one.weight), key=lambda one: -one.weight)
    return Quality(100 - sum(one.weight for one in missing), tuple(one.label for one in missing))


def is_sparse(record: Record) -> bool:
    """Whether too little is known of a record for a page to be made of it: see :data:`SPARSE`."""
    return quality(record).score < SPARSE
