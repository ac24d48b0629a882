"""A place in a booklet: only what is true all the year, for paper is not updated."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from ctg import api

LETTERS = 220
"""Characters of a text."""
EVERYWHERE = "Pour tout le territoire."


@dataclass(frozen=True)
class Timetable:
    """The ordinary weeks and what they do not say; ``more`` when the sheet could not hold them all."""

    tables: list[tuple[str, list[tuple[str, str]]]]
    lines: list[str]
    more: bool = False


def publics(catalogue: api.Catalogue, record: api.Record) -> list[str]:
    """Whom it is for, in sentences; ages aside, which the template writes."""
    if not isinstance(record, api.Place):
        return []
    said = [record.publics, record.eligibility]
    if not (record.ages or record.publics):
        said.append(catalogue.definition_of(record))
    return [api.capital(_cut(text)) for text in said if text]


def where(catalogue: api.Catalogue, record: api.Record) -> str:
    """The sentence under the address, or instead of it."""
    if not isinstance(record, api.Place):
        return ""
    if catalogue.moves(record) and record.arrets:
        return _cut(f"Se déplace : {api.joined(dict.fromkeys(stop.commune for stop in record.arrets))}.")
    if not record.seat and not record.host_id:
        communes = api.joined(map(api.of_name, record.reserved_to))
        return _cut(f"Pour les habitants {communes}." if communes else EVERYWHERE)
    place = catalogue.host(record)
    return f"{place.nom} :" if place and not api.is_hidden(catalogue, record) else ""


def whole_hours(render: api.Renderer, record: api.Place | api.Commune) -> Timetable:
    """Everything that holds all the year."""
    closures, stops = (record.fermetures, record.arrets) if isinstance(record, api.Place) else ((), ())
    moving = isinstance(record, api.Place) and api.passing(render.catalogue, record)
    opening = None if moving else record.opening
    lines = [f"{moving}."] if moving else []
    lines += api.ordinary_lines(opening)
    lines += ["Fermé les jours fériés."] if any(isinstance(one, api.Feries) for one in closures) else []
    lines += [opening.note] if opening and opening.note else []
    for stop in stops:
        said = [stop.quand or "", *_stop(stop.horaires, render)]
        lines.append(
            ", ".join(filter(None, (stop.commune, stop.lieu))) + (f" : {' '.join(filter(None, said))}" if any(said) else "")
        )
    return Timetable(api.tables(opening, render.today) if opening else [], lines)


def _stop(opening: api.Horaires | None, render: api.Renderer) -> list[str]:
    if not opening:
        return []
    rows = [row for _, table in api.tables(opening, render.today) for row in table if row[1] != "fermé"]
    return [f"{days}, {text}." for days, text in rows] + api.ordinary_lines(opening)


def _cut(text: str) -> str:
    return textwrap.shorten(text, LETTERS, placeholder="…")
