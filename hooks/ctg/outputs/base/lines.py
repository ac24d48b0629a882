"""The records that have no page: each is whole in a line of a list, and every link to it leads to this line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from ctg.catalogue import Catalogue
from ctg.kinds import Record

R = TypeVar("R", bound=Record)
_LISTS: dict[type[Record], Callable[[Any, dt.date], str]] = {}


def in_a_list(kind: type[R], page: Callable[[R, dt.date], str]) -> None:
    """Declare the page whose list shows whole, under ``id="<kind>-<identifier>"``, a record of a kind that has no more to tell;
    "" for one that keeps its page."""
    _LISTS[kind] = page


def lines(catalogue: Catalogue, today: dt.date, offered: Callable[[str], bool]) -> dict[str, str]:
    """Key of each record that has no page → the address of its line. ``offered``: whether a page of the site is."""
    found = {}
    for kind, listed in _LISTS.items():
        for record in catalogue.all(kind):
            path = listed(record, today) if catalogue.is_a_line(record) else ""
            if path and offered(path):
                found[record.key] = f"{path}#{record.kind}-{record.id}"
    return found
