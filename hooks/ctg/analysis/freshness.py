"""How old the facts of a record are."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from ctg.kinds import Record
from ctg.kinds.structure import Place


def review_due(record: Record) -> dt.date | None:
    """The last day of a confirmed record's term: the day after, it must be looked at again. None if it was never confirmed."""
    return record.verifie_le and record.verifie_le + relativedelta(months=record.revoir_tous_les)


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
