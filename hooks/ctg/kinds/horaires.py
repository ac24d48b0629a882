"""Weekly opening hours as families read them: days, and one or two spans a day.

Only the simple week for now. The calendar (term and holidays, closures, alternate weeks) will
come into this module; `analysis` will answer « open on that date? ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator

from ctg.kinds.fields import Part, Text, champ
from ctg.problems import french, shown

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, order=True)
class Span:
    """One opening, in minutes since midnight: ``debut`` < ``fin`` ≤ 1440."""

    debut: int
    fin: int


def _minutes(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?", text.strip().lower())
    if not match:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 1440 else None


def _day(value: object) -> tuple[Span, ...]:
    """``7h30-18h30``, or a list of such spans, in order and apart; ``ferme`` closes the day."""
    if str(value).strip().lower() in {"ferme", "fermé"}:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    spans = []
    for item in items:
        ends = [_minutes(part) for part in re.split(r"\s*[-–]\s*", str(item))]
        if len(ends) != 2 or None in ends:
            raise french(
                f"« {shown(item)} » n'est pas un horaire.", "Écrivez 9h-17h30, ou [9h-12h, 14h-18h] pour deux ouvertures."
            )
        if ends[0] >= ends[1]:
            raise french(f"« {shown(item)} » finit avant de commencer.", "Écrivez d'abord l'heure d'ouverture : 9h-17h30.")
        spans.append(Span(*ends))
    for before, after in pairwise(spans):
        if after.debut < before.fin:
            raise french("Deux ouvertures du même jour se chevauchent.", "Écrivez-les dans l'ordre : [9h-12h, 14h-18h].")
    return tuple(spans)


Day = Annotated[tuple[Span, ...], BeforeValidator(_day)]


class Horaires(Part):
    """The opening hours of an ordinary week. A day that is absent is a day when it is closed."""

    lundi: Day | None = champ("Lundi", "Une ou deux ouvertures.", "[8h-12h, 14h-18h]")
    mardi: Day | None = champ("Mardi", "", "9h-17h")
    mercredi: Day | None = champ("Mercredi", "", "9h-17h")
    jeudi: Day | None = champ("Jeudi", "", "9h-17h")
    vendredi: Day | None = champ("Vendredi", "", "9h-17h")
    samedi: Day | None = champ("Samedi", "", "9h-12h")
    dimanche: Day | None = champ("Dimanche", "", "ferme")
    note: Text | None = champ("Précision", "Ce que le tableau ne dit pas.", "sur rendez-vous le matin")

    @property
    def week(self) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        """(day, spans) from Monday to Sunday; no span means closed. Empty when no day is given."""
        days = tuple((jour, getattr(self, jour) or ()) for jour in JOURS)
        return days if any(spans for _, spans in days) else ()
