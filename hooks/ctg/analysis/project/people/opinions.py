"""The calls for opinions on the draft of a plan: which there are, and whether one may answer on a day."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ctg.catalogue import Catalogue
from ctg.kinds import Cadre
from ctg.kinds.project.cadre import Avis, MomentAvis


class Call(NamedTuple):
    """A framework and its call for opinions."""

    cadre: Cadre
    avis: Avis


def calls(catalogue: Catalogue) -> tuple[Call, ...]:
    """Every call for opinions, the one that ends last first."""
    found = (Call(cadre, cadre.avis) for cadre in catalogue.all(Cadre) if cadre.avis)
    return tuple(sorted(found, key=lambda call: call.avis.fin, reverse=True))


def open_call(catalogue: Catalogue, today: dt.date, cadre: Cadre | None = None) -> Avis | None:
    """The call that one may answer on a day: that of a framework, else the last of all; None when there is none."""
    found = (call for call in calls(catalogue) if cadre in (None, call.cadre) and call.avis.on(today) is MomentAvis.OUVERT)
    return next((call.avis for call in found), None)
