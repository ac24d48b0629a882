"""The records that have no page: each is whole in a line of a list, and every link to it leads to this line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from ctg.analysis.project.people.meetings import is_coming
from ctg.analysis.upkeep.quality import is_sparse
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Instance, Record, Rencontre
from ctg.outputs.words import plan

GOVERNANCE, PARTICIPATION = "ctg/gouvernance/", "ctg/participation/"


def _of_a_meeting(meeting: Rencontre, today: dt.date) -> str:
    """One that is to come keeps its page: people go there."""
    return "" if is_coming(meeting, today) else PARTICIPATION if meeting.asks_inhabitants else GOVERNANCE


LISTS: Mapping[type[Record], Callable[..., str]] = {
    Action: lambda action, _today: plan.KNOWN[1] if is_sparse(action) else "",
    Instance: lambda _instance, _today: GOVERNANCE,
    Rencontre: _of_a_meeting,
}
"""By kind, the page whose list shows such a record whole, under ``id="<kind>-<identifier>"``; "" for one that keeps its page."""


def lines(catalogue: Catalogue, today: dt.date, offered: Callable[[str], bool]) -> dict[str, str]:
    """Key of each record that has no page → the address of its line. ``offered``: whether a page of the site is."""
    found = {}
    for kind, listed in LISTS.items():
        for record in catalogue.all(kind):
            path = listed(record, today) if catalogue.is_a_line(record) else ""
            if path and offered(path):
                found[record.key] = f"{path}#{record.kind}-{record.id}"
    return found
