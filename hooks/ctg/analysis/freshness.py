"""How old the facts of a record are."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from ctg.kinds import Record


def review_due(record: Record) -> dt.date | None:
    """The day from which a confirmed record must be looked at again; None if it was never confirmed."""
    return record.verifie_le and record.verifie_le + relativedelta(months=record.revoir_tous_les)


def is_stale(record: Record, today: dt.date) -> bool:
    """True when the last confirmation is older than the record's own term."""
    due = review_due(record)
    return due is not None and due < today
