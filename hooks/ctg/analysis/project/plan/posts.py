"""The posts that actions pay for, on a day: an unknown part makes the sum a least."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ctg.kinds.project.action import Poste


@dataclass(frozen=True)
class Staff:
    """The posts of a day. ``full_time`` is what is known of their time; None when nothing is."""

    count: int
    full_time: Decimal | None
    partial: bool
    """Whether the time of one of them is not known."""


def on_day(posts: Iterable[Poste], day: dt.date) -> Staff:
    """The posts of a day and what they add up to: a post without dates counts."""
    current = [post for post in posts if (not post.de or post.de.first <= day) and (not post.a or post.a.latest >= day)]
    known = [post.etp for post in current if post.etp is not None]
    return Staff(len(current), sum(known, Decimal(0)) if known else None, len(known) < len(current))
