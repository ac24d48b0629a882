"""What a rule gets: a record that is right by itself, and the world around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely import Geometry

from ctg.kinds import Record, Structure
from ctg.kinds.fields import PartialDate
from ctg.problems import WARNING, Problem
from ctg.source import Sheet


@dataclass(frozen=True)
class World:
    """What rules compare a record with."""

    today: dt.date
    outlines: dict[str, Geometry]
    """Outline of each commune, by its name."""
    postcodes: dict[str, tuple[str, ...]]
    drafts: frozenset[str]
    """Keys (``structures/x``) of the records that are not published."""
    confidential: Mapping[str, Structure] = field(default_factory=dict)
    """The structures whose address is confidential, by identifier, drafts included."""


@dataclass(frozen=True)
class Checked:
    """A record whose fields are all right, with the sheet that says where they are written."""

    record: Record
    sheet: Sheet
    world: World

    def error(self, field: str, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(location_of(field), message, remedy)

    def warning(self, field: str, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(location_of(field), message, remedy, WARNING)


def location_of(field: str) -> tuple[str | int, ...]:
    """``valeurs.2.annee`` → ("valeurs", 2, "annee"); positions are counted from 0 here."""
    return tuple(int(part) if part.isdigit() else part for part in field.split(".") if part)


def first_day(date: dt.date | PartialDate) -> dt.date:
    """The first day that a date may mean."""
    return date if isinstance(date, dt.date) else date.first
