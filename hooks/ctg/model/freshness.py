"""How recent the facts of a record are, and how complete it is.

Reading a record again proves nothing: ``relu_le`` never makes it look fresher.

Each kind says what its readers expect (``expected``), weighted by what that brings to a family (or, for the convention, to a
partner). A record's score is the weight of what it answers. What a type of place cannot have does not count against
it: an itinerant service answers « horaires » and « adresse » with its stops, a confidential address is not a missing one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ctg.common.phrases import on_date
from ctg.model.fields import PartialDate
from ctg.model.place import Place
from ctg.model.record import Record

TERM = relativedelta(months=6)
"""Past it, a confirmed record must be looked at again."""


def last_proof(record: Record) -> PartialDate | None:
    """The date of the last document that shows the facts: the one declared, else that of the most recent source."""
    dates = [source.date for source in record.sources if source.date]
    return record.derniere_preuve or max(dates, key=lambda date: date.first, default=None)


def known_in(record: Record, today: dt.date) -> str:
    """When the last document showed what nobody has confirmed: « en 2018 », « vers 2025 », this year « en mars 2026 ».

    Empty for what is confirmed, and for what no dated document shows.
    """
    proof = last_proof(record) if never_confirmed(record) else None
    if not proof:
        return ""
    return on_date(proof if proof.year == today.year else replace(proof, month=None, day=None))


def proven_on(record: Record) -> dt.date | None:
    """The day on which the facts of a record were established; None when nothing tells.

    The last confirmation, unless the record says that it is to be verified; else the first day that the last proof may
    mean. It is what every published file gives as its date.
    """
    if record.verifie_le and not record.doubtful:
        return record.verifie_le
    proof = last_proof(record)
    return proof.first if proof else None


def last_day(date: dt.date | PartialDate | None) -> dt.date:
    """The last day that a date may mean; after all others when there is none."""
    return date.latest if isinstance(date, PartialDate) else date or dt.date.max


def review_due(record: Record) -> dt.date | None:
    """The last day on which a confirmation is still valid; None if the record was never confirmed."""
    return record.verifie_le and record.verifie_le + TERM


def is_stale(record: Record, today: dt.date) -> bool:
    """True when the last confirmation is older than the record's own term."""
    due = review_due(record)
    return due is not None and due < today


def never_confirmed(record: Record) -> bool:
    """True when nobody responsible vouches for a published record.

    Either it says so (``a_verifier``), or it is a place without a date of confirmation. Communes and the convention's
    own records rest on their sources: nobody is asked to confirm them one by one.
    """
    return record.doubtful or (record.published and isinstance(record, Place) and record.verifie_le is None)


def confirmed(record: Record) -> bool:
    """True when somebody responsible has vouched for a record, however long ago."""
    return record.verifie_le is not None and not record.doubtful


class Confirmations(NamedTuple):
    """How many places somebody has vouched for, of how many."""

    done: int
    places: int


def confirmations(places: Iterable[Place]) -> Confirmations:
    """How many published places are confirmed: the figure of the form."""
    every = [place for place in places if place.published]
    return Confirmations(sum(map(confirmed, every)), len(every))


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
