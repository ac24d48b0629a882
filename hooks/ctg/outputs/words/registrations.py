"""When one may register, in French."""

from __future__ import annotations

import datetime as dt

from ctg.analysis.hours.deadlines import stated
from ctg.ground import phrases
from ctg.kinds.families.place import Place
from ctg.kinds.families.registration import RegistrationPart, Window

OVER = "date passée"


def when(found: Window, today: dt.date) -> str:
    """« du 1er au 30 avril 2027 », « jusqu’au 30 avril 2027 » once it has begun, « à partir du 1er mars 2027 »."""
    if found.part is RegistrationPart.START:
        return f"à partir du {phrases.date_fr(found.du)}"
    if found.part is RegistrationPart.END or (found.du < today and found.du != found.au):
        return f"jusqu’au {phrases.date_fr(found.au)}"
    return phrases.days(found.du, found.au)


def lines(place: Place, today: dt.date) -> list[str]:
    """What the record writes of its dates, each past one told so."""
    return [f"{line} ({OVER})" if found and found.over(today) else line for line, found in stated(place)]
