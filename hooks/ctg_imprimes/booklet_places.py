"""What paper says of a place: only what holds all the year."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from ctg.api import (
    Catalogue,
    Commune,
    Feries,
    Horaires,
    Place,
    Record,
    Renderer,
    capital,
    is_hidden,
    joined,
    of_name,
    ordinary_lines,
    passing,
)
from ctg.api import tables as hours_tables

LETTERS = 220
"""Characters of a text."""
EVERYWHERE = "Pour tout le territoire."


@dataclass(frozen=True)
class Timetable:
    """The ordinary weeks and what they do not say; ``more`` when the sheet could not hold them all."""

    tables: list[tuple[str, list[tuple[str, str]]]]
    lines: list[str]
    more: bool = False


def publics(catalogue: Catalogue, record: Record) -> list[str]:
    """Whom it is for, in sentences; ages aside, which the template writes."""
    if not isinstance(record, Place):
        return []
    said = [record.publics, record.eligibility]
    if not (record.ages or record.publics):
        said.append(catalogue.definition_of(record))
    return [capital(_cut(text)) for text in said if text]


def where(catalogue: Catalogue, record: Record) -> str:
    """The sentence under the address, or instead of it."""
    if not isinstance(record, Place):
        return ""
    if catalogue.moves(record) and record.arrets:
        return _cut(f"Se déplace : {joined(dict.fromkeys(stop.commune for stop in record.arrets))}.")
    if not record.seat and not record.host_id:
        communes = joined(map(of_name, record.reserved_to))
        return _cut(f"Pour les habitants {communes}." if communes else EVERYWHERE)
    place = catalogue.host(record)
    return f"{place.nom} :" if place and not is_hidden(catalogue, record) else ""


def whole_hours(render: Renderer, record: Place | Commune) -> Timetable:
    """Everything that holds all the year."""
    closures, stops = (record.fermetures, record.arrets) if isinstance(record, Place) else ((), ())
    moving = isinstance(record, Place) and passing(render.catalogue, record)
    opening = None if moving else record.opening
    lines = [f"{moving}."] if moving else []
    lines += ordinary_lines(opening)
    lines += ["Fermé les jours fériés."] if any(isinstance(one, Feries) for one in closures) else []
    lines += [opening.note] if opening and opening.note else []
    for stop in stops:
        said = [stop.quand or "", *_stop(stop.horaires, render)]
        lines.append(
            ", ".join(filter(None, (stop.commune, stop.lieu))) + (f" : {' '.join(filter(None, said))}" if any(said) else "")
        )
    return Timetable(hours_tables(opening, render.today) if opening else [], lines)


def _stop(opening: Horaires | None, render: Renderer) -> list[str]:
    if not opening:
        return []
    rows = [row for _, table in hours_tables(opening, render.today) for row in table if row[1] != "fermé"]
    return [f"{days}, {text}." for days, text in rows] + ordinary_lines(opening)


def _cut(text: str) -> str:
    return textwrap.shorten(text, LETTERS, placeholder="…")
