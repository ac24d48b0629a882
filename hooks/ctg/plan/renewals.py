"""What must be renewed, year by year: conventions of objectives and funding, other plans and contracts, paid posts;
each with the day from which six months are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ctg.common.phrases import date_fr, joined, on_date
from ctg.model.action import Action
from ctg.model.fields import PartialDate
from ctg.model.framework import Cadre
from ctg.model.record import Record
from ctg.model.territory import NOTICE_MONTHS
from ctg.reading.catalogue import Catalogue


class Renewal(NamedTuple):
    """Something that ends; ``after``: what is published of what follows."""

    end: PartialDate
    title: str
    record: Record
    """Where it is told."""
    after: str = ""

    @property
    def notice(self) -> dt.date:
        """From when on six months are left, or fewer."""
        return self.end.latest - relativedelta(months=NOTICE_MONTHS)

    def due(self, today: dt.date) -> bool:
        """Whether its notice has begun, and nothing is published of what follows."""
        return not self.after and self.notice <= today

    def told(self, today: dt.date) -> str:
        """« finit le 31 décembre 2028 ; à préparer avant le 30 juin 2028 »."""
        when = f"finit {on_date(self.end)}"
        if self.after:
            return f"{when} ; la suite se prépare : {self.after}"
        return f"{when} ; à renouveler maintenant" if self.due(today) else f"{when} ; à préparer avant le {date_fr(self.notice)}"


def renewals(catalogue: Catalogue, today: dt.date) -> Mapping[int, list[Renewal]]:
    """By year of end, the first to end first; what is over, and what has not begun, are not in it."""
    left = (one for one in _endings(catalogue, today) if one.end.latest >= today)
    found = sorted(left, key=lambda one: (one.end.latest, one.title))
    return {year: list(own) for year, own in groupby(found, key=lambda one: one.end.year)}


def _endings(catalogue: Catalogue, today: dt.date) -> Iterator[Renewal]:
    for cadre in catalogue.all(Cadre):
        if cadre.end and cadre.published and cadre.begins <= today:
            after = (one.title for one in catalogue.referenced_by(cadre, Cadre, "succede_a") if one.published)
            yield Renewal(cadre.end, cadre.title, cadre, joined(after))
    for action in catalogue.all(Action):
        for post in action.moyens.postes if action.published and action.moyens else ():
            if post.a:
                yield Renewal(post.a, f"Poste : {post.fonction}", action)
