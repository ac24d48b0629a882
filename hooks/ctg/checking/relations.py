"""What two dates of a record, or of what it names, must be to each other: one table, ``relations.yml``, each said once.

``fin >= date``: the first is not wholly before the second, by their paths. ``*`` is each item of a list, the same on both
sides, and ``*[etat=realisee]`` those of which it is true (``*[realise]``: that have it); ``@`` enters the record that is named
(``cadre@`` of an action is the framework of its axis); ``|`` gives other dates, of which one is enough where the first is
known; ``today`` is the day. ``+1 an`` gives that much leave; ``!`` makes an error. What is only « vers » contradicts nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.common.phrases import date_fr, joined
from ctg.common.problems import Location, Problem
from ctg.model.action import Action
from ctg.model.fields import Part, PartialDate
from ctg.model.record import Record
from ctg.model.references import links
from ctg.reading.describe import model_at
from ctg.reading.sheet import read_sheet

Date = dt.date | PartialDate
YEAR = 366
EITHER = "Corrigez l'une des deux dates."
RELATIONS = Path(__file__).with_name("relations.yml")


class Relation(NamedTuple):
    """One line of the table."""

    at: str
    after: bool
    to: str
    slack: int
    """Days."""
    error: bool


class DatedField(NamedTuple):
    """A date: where it is, in which record."""

    root: Any
    where: Location
    date: Date

    @property
    def label(self) -> str:
        """« étapes, date » (mars 2026)."""
        if self.root is None:
            return f"aujourd'hui ({date_fr(self.date)})"
        names = [self._title(depth) for depth, step in enumerate(self.where) if isinstance(step, str)]
        return f"« {', '.join(names[-2:])} » ({date_fr(self.date)})"

    def _title(self, depth: int) -> str:
        field = model_at(type(self.root), self.where[:depth]).model_fields.get(str(self.where[depth]))
        return (field.title if field and field.title else "fin").lower()


class Contradiction(NamedTuple):
    """Two dates that contradict each other."""

    relation: Relation
    one: DatedField
    other: DatedField


@cache
def _relations(kind: type[Part]) -> tuple[Relation, ...]:
    table, _ = read_sheet(RELATIONS, RELATIONS.parent)
    written = (line for base in kind.__mro__ for line in (table.values if table else {}).get(base.__name__, ()))
    lines = re.findall(r"(\S+) ([<>])= (\S+)(?: \+(\d) ans?)?( !)?", "\n".join(written))
    return tuple(Relation(at, how == ">", to, YEAR * int(years or 0), bool(error)) for at, how, to, years, error in lines)


def dates_agree(one: Checked[Part]) -> Iterator[Problem]:
    """What :data:`RELATIONS` says of a record and finds otherwise: told on both lines, or once on that of a date that several
    others contradict."""
    clashes = [found for relation in _relations(type(one.record)) for found in _clashes(one, relation)]
    against: dict[Location, list[Contradiction]] = defaultdict(list)
    for clash in clashes:
        against[clash.other.where if clash.other.root is one.record else ()].append(clash)
    for where, these in against.items():
        tell = one.error if any(clash.relation.error for clash in these) else one.warning
        lines = sorted({one.sheet.line(clash.one.where) for clash in these})
        for clash in these if len(these) == 1 or not where else ():
            yield (one.error if clash.relation.error else one.warning)(clash.one.where, _told(clash), _remedy(clash))
        if where and len(these) > 1:
            told = f"{these[0].other.label} ne va pas avec les lignes {joined(map(str, lines))}."
            yield tell(where, told, "Corrigez cette date, ou les autres.")
        elif where and lines != [one.sheet.line(where)]:
            yield tell(where, f"{_told(these[0])[:-1]}, ligne {lines[0]}.", EITHER)


def _told(clash: Contradiction) -> str:
    """« calendrier, fin » (2024) est avant « calendrier, début » (2025)."""
    relation, other = clash.relation, clash.other
    years = f"plus {'de 3 ans' if relation.slack > YEAR else 'd’un an'} " if relation.slack else ""
    whose = f" de « {other.root.title} »" if "@" in relation.to and isinstance(other.root, Record) else ""
    return f"{clash.one.label} est {years}{'avant' if relation.after else 'après'} {other.label}{whose}."


def _remedy(clash: Contradiction) -> str:
    if clash.relation.to.startswith("cadre@"):
        return "Corrigez l'année, ou choisissez un axe du cadre de cette année-là."
    if clash.one.root is clash.other.root and clash.one.where[:-1] == clash.other.where[:-1]:
        return "Échangez les deux dates, ou corrigez l'une d'elles."
    return "Corrigez la date." if clash.other.root is None else EITHER


def _clashes(one: Checked[Part], relation: Relation) -> Iterator[Contradiction]:
    for found in _found(one.record, relation.at.split("."), (), one, one.record):
        groups = [list(_at(one, path, found.where)) for path in relation.to.split("|")]
        others = [other for group in groups for other in group]
        known = groups[0] and not any(map(_vague, (found, *others)))
        if known and all(_against(relation, found.date, other.date) for other in others):
            yield Contradiction(relation, found, others[0])


def _vague(found: DatedField) -> bool:
    return isinstance(found.date, PartialDate) and found.date.approx


def _against(relation: Relation, value: Date, other: Date) -> bool:
    slack = dt.timedelta(relation.slack)
    return last_day(value) < first_day(other) - slack if relation.after else last_day(other) + slack < first_day(value)


def _at(one: Checked[Part], path: str, near: Location) -> Iterator[DatedField]:
    """The dates at a path, of the same items of lists as a place."""
    if path == "today":
        yield DatedField(None, (), one.world.today)
        return
    ranks = [str(step) for step in near if isinstance(step, int)]
    shared = path.split("*")[0] == ".".join(map(str, near)).split(f".{ranks[0]}.")[0] + "." if ranks else False
    steps = (path.replace("*", ranks[0], 1) if shared else path).split(".")
    yield from _found(one.record, steps, (), one, one.record)


def _found(part: Any, steps: list[str], at: Location, one: Checked[Part], root: Any) -> Iterator[DatedField]:
    """Each date that a path leads to."""
    head, *rest = steps
    name, *named = head.split("@")
    if isinstance(part, tuple):
        rank, _, only = name.rstrip("]").partition("[")
        for i, item in enumerate(part):
            if rank in ("*", str(i)) and _is(item, only):
                yield from _found(item, rest, (*at, i), one, root)
        return
    if named:
        if record := _named(part, name, one):
            yield from _found(record, ["@".join(named), *rest], (), one, record)
        return
    value = getattr(part, name, None)
    if rest and value is not None:
        yield from _found(value, rest, (*at, name), one, root)
    elif isinstance(value, dt.date | PartialDate) or type(value) is int:
        yield DatedField(root, (*at, name), PartialDate(value) if isinstance(value, int) else value)


def _is(item: Any, only: str) -> bool:
    """Whether an item is of those that a path keeps: ``etat=realisee``, ``realise``, ``!source``."""
    name, _, wanted = only.partition("=")
    value = getattr(item, name.lstrip("!"), None) if name else True
    return wanted in str(value).lower() if wanted else bool(value) is not name.startswith("!")


def _named(part: Any, name: str, one: Checked[Part]) -> Record | None:
    """The record that a field names."""
    if name == "cadre" and isinstance(part, Action):
        return one.world.framework_of(part)
    folder = next((mark.target for where, mark, _ in links(part) if where == name), "")
    return one.world.by_key.get(f"{folder}/{getattr(part, name, None)}")
