"""What two fields of a record, or of those that it names, must be to each other, and are not: one table, ``relations.yml``."""

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ctg.checking.record_rules import Date, year_of
from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import EITHER, stems, times_said
from ctg.common.phrases import date_fr, joined, number
from ctg.common.problems import Location, Problem, fold, shown
from ctg.model import Action, Horaires, Record
from ctg.model.fields import Ages, Part, PartialDate, age_range
from ctg.model.opening_hours import JOURS, OPEN, Span
from ctg.model.references import links
from ctg.reading.sheet import read_sheet

YEAR, MONTH = 366, 31
RELATIONS = Path(__file__).with_name("relations.yml")
"""It says how its lines are written. What is only « vers » contradicts nothing."""
BEYOND = re.compile(r"convention (?:suivante|d'après)|dans la (?:suivante|prochaine)|au-delà|avant la (?:signature|convention)")
"""What says, on purpose, that something is out of the years of its framework."""


class Relation(NamedTuple):
    """One line of the table."""

    at: str
    sign: str
    to: str
    slack: int
    """Days."""
    share: Decimal
    """By which the other is multiplied."""
    error: bool


class DayHours(NamedTuple):
    """A day of the week: its hours in the ordinary week, and with those of other weeks and dates; minutes."""

    name: str
    usual: tuple[Span, ...]
    every: tuple[Span, ...]


class FieldValue(NamedTuple):
    """A value: in which record, where, under which titles; and where it is in the record that is looked at, or what names the
    other record there."""

    root: Any
    near: Location
    where: Location
    titles: tuple[str, ...]
    value: Any

    @property
    def label(self) -> str:
        """« étapes, date » (mars 2026)."""
        named = f"« {', '.join(self.titles[-2:]).lower()} »" if self.titles else "aujourd'hui"
        said = self.value if not isinstance(self.value, Ages) else age_range(self.value)
        dated = isinstance(said, Date)
        text = "" if isinstance(said, DayHours) else date_fr(said) if dated else said if isinstance(said, str) else number(said)
        return f"{named} ({shown(text)})" if text else named


class Contradiction(NamedTuple):
    """Two values that contradict each other."""

    relation: Relation
    one: FieldValue
    other: FieldValue


@cache
def relations_of(kind: type[Part]) -> tuple[Relation, ...]:
    """The lines of the table for a kind, or its bases."""
    table, _ = read_sheet(RELATIONS, RELATIONS.parent)
    written = (
        line
        for base in kind.__mro__
        for line in (*(table.values if table else {}).get(base.__name__, ()), *vars(base).get("relations", ()))
    )
    form = r"(\S+) (<=|>=|dans|sans|croise|permute|dit) (\S+)(?: \+(\d) (ans?|mois))?(?: x(\S+))?( !)?$"
    lines = re.findall(form, "\n".join(written), re.MULTILINE)
    return tuple(Relation(at, sign, to, int(count or 0) * (MONTH if unit == "mois" else YEAR), Decimal(share or 1), bool(error))
                 for at, sign, to, count, unit, share, error in lines)  # fmt: skip


def fields_agree(checked: list[Checked[Part]]) -> Iterator[Problem]:
    """What :data:`RELATIONS` says of a record and finds otherwise: told on both lines, or once on that of a field that several
    others of its record contradict."""
    by_root = {id(one.record): one for one in checked}
    against: dict[tuple[int, Location], list[tuple[Checked[Part], Contradiction]]] = defaultdict(list)
    for one in checked:
        compared = (relation for relation in relations_of(type(one.record)) if relation.sign != "dit")
        for clash in (found for relation in compared for found in _clashes(one, relation)):
            against[id(clash.other.root), clash.other.where].append((one, clash))
    for (root, where), these in against.items():
        other = by_root.get(root)
        own = [clash for one, clash in these if one is other]
        for one, clash in these:
            if one is not other or len(own) == 1:
                say, told, near = one.error if clash.relation.error else one.warning, _told(clash), clash.other.near
                yield say(clash.one.near, told, _remedy(clash))
                if one is not other and one.sheet.line(near) not in (one.sheet.line(clash.one.near), one.sheet.line(())):
                    yield say(near, f"{told[:-1]}, ligne {one.sheet.line(clash.one.near)}.", _either(clash))
        if other:
            yield from _on_the_other(other, where, these, own)


def _on_the_other(
    other: Checked[Part], where: Location, these: list[tuple[Checked[Part], Contradiction]], own: list[Contradiction]
) -> Iterator[Problem]:
    """What is told on the line of the field that others contradict."""
    lines, far = sorted({other.sheet.line(found.one.near) for found in own}), [each for each in these if each[0] is not other]
    others = sorted({_called(one.record, other) or one.sheet.file for one, _ in far})
    tell = other.error if any(found.relation.error for _, found in these) else other.warning
    if len(own) > 1:
        told = f"{own[0].other.label} ne va pas avec les lignes {joined(map(str, lines))}."
        yield tell(where, told, "Corrigez cette ligne, ou les autres.")
    elif own and lines != [other.sheet.line(where)]:
        yield tell(where, f"{_told(own[0])[:-1]}, ligne {lines[0]}.", _either(own[0]))
    if len(others) > 1:
        told = f"{far[0][1].other.label} ne va pas avec {joined(others[:3])}{' et d’autres' if len(others) > 3 else ''}."
        yield tell(where, told, "Corrigez cette ligne, ou les autres.")
    elif far:
        (first, clash), *_ = far
        yield tell(where, f"{_told(clash)[:-1]} ({first.sheet.file}, ligne {first.sheet.line(clash.one.near)}).", _either(clash))


def _called(record: Part, other: Checked[Part]) -> str:
    """« Aubrelune », for a record of the same file as another; else empty."""
    return f"« {record.title} »" if isinstance(record, Record) and record.file == other.sheet.file else ""


def _told(clash: Contradiction) -> str:
    """« calendrier, fin » (2024) est avant « calendrier, début » (2025)."""
    (_, sign, _, slack, share, _), one, other = clash
    dated = isinstance(other.value, Date | str)
    if isinstance(one.value, DayHours):
        there = "un autre arrêt a les mêmes heures" if sign == "sans" else "n'ouvre pas à ces heures"
        whose = "" if sign == "sans" else f"{_whose(clash)[4:] or 'la fiche, dans ses horaires,'} "
        return f"Le {one.value.name}, {whose}{there}."
    if sign[1:] != "=":
        return f"{one.label} {SIGNS[sign]} {other.label}{_whose(clash)}."
    if other.root is None and sign == "<=" and not slack:
        return f"{one.label} n'est pas encore venu."
    count, unit = (slack // YEAR, "an") if slack >= YEAR else (slack // MONTH, "mois")
    long = f"d’un {unit}" if count == 1 else f"de {count} {unit if unit == 'mois' else 'ans'}"
    how = ("avant" if sign == ">=" else "après") if dated else ("moins que" if sign == ">=" else "plus que")
    part = f" {number(share)} ×" if share != 1 else ""
    return f"{one.label} est {f'plus {long} ' if slack else ''}{how}{part} {other.label}{_whose(clash)}."


SIGNS = {
    "dans": "n'est pas dans",
    "sans": "est aussi dans",
    "croise": "n'a rien de commun avec",
    "permute": "a deux chiffres inversés de",
}


def _whose(clash: Contradiction) -> str:
    root = clash.other.root
    return f" de « {root.title} »" if root is not clash.one.root and isinstance(root, Record) else ""


def _remedy(clash: Contradiction) -> str:
    if clash.relation.to.startswith("cadre@"):
        return "Corrigez l'année, ou choisissez un axe du cadre de cette année-là."
    if (
        isinstance(clash.one.value, Date)
        and clash.one.root is clash.other.root
        and clash.one.where[:-1] == clash.other.where[:-1]
    ):
        return "Échangez les deux dates, ou corrigez l'une d'elles."
    return "Corrigez la date, ou ce qui est dit fait." if clash.other.root is None else _either(clash)


def _either(clash: Contradiction) -> str:
    return "Corrigez l'une des deux dates." if isinstance(clash.one.value, Date) else EITHER


def _clashes(one: Checked[Part], relation: Relation) -> Iterator[Contradiction]:
    if relation.to.startswith("cadre@") and any(BEYOND.search(text) for _, _, text in one.texts):
        return
    for found in at(one, relation.at):
        groups = [list(at(one, path, () if relation.sign == "sans" else found.near)) for path in relation.to.split("|")]
        others = [other for group in groups for other in group if other.where != found.where or other.root is not found.root]
        wrong = [other for other in others if _against(relation, found.value, other.value, one)]
        enough = relation.sign in ("dans", "croise") or re.search(r"[|?]", relation.to)
        vague = not groups[0] or any(map(_vague, (found, *groups[0])))
        days = (
            [day.value.name for day in at(one, relation.at)] if isinstance(found.value, DayHours) and "@" in relation.to else []
        )
        if days and "dimanche" not in days and len(others) < WEEK and not {*days} & {other.value.name for other in others}:
            continue
        against = wrong and not vague and (len(wrong) == len(others) or not enough)
        if against and (relation.error or not _told_in_words(one, found.value)):
            yield Contradiction(relation, found, wrong[0])


AROUND = 180
"""Minutes before and after the hours of a place when something may well be done there."""
WEEK = 5
"""Days from which a place is open all week: what is done there follows its hours."""


def _told_in_words(one: Checked[Part], date: Any) -> bool:
    """Whether a record that has a text says itself, on purpose, the day that seems wrong."""
    exact = date_fr(date) if isinstance(date, Date) and (isinstance(date, dt.date) or date.day) else ""
    own = [text for where, _, text in one.texts if not {"sources", "documents"} & {*where}]
    return bool(exact) and any(exact in text.replace("\u00a0", " ") for text in own)


def _vague(found: FieldValue) -> bool:
    return isinstance(found.value, PartialDate) and found.value.approx


def _against(relation: Relation, value: Any, other: Any, one: Checked[Part]) -> bool:
    """Whether two values are not what they must be to each other; what cannot be compared is never against."""
    if isinstance(value, DayHours):
        if relation.sign == "sans":
            own = value.every if other.every == other.usual else value.usual  # what no other week of theirs can replace
            return value.name == other.name and any(_meet(span, other.usual) for span in own)
        known = [span for span in (value.usual if "@" in relation.to else value.every) if span.moment != OPEN]
        return bool(known) and (
            value.name != other.name or not all(_within(span, other.every, AROUND * ("@" in relation.to)) for span in known)
        )
    if relation.sign == "permute":
        apart = [pair for pair in zip(re.sub(r"\D", "", value), re.sub(r"\D", "", other), strict=False) if pair[0] != pair[1]]
        return len(apart) == 2 and apart[0] == apart[1][::-1]
    if relation.sign in ("dans", "sans"):
        return _same(one, str(value), str(other)) is (relation.sign == "sans")
    (low, high), (least, most) = _range(value), _range(other)
    slack = relation.slack + YEAR * (isinstance(other, PartialDate) and other.approx)
    below, above = high < least * float(relation.share) - slack, most * float(relation.share) + slack < low
    return below or above if relation.sign == "croise" else below if relation.sign == ">=" else above


def _meet(span: Span, others: tuple[Span, ...]) -> bool:
    return any(span.debut < other.fin and other.debut < span.fin for other in others)


def _within(span: Span, others: tuple[Span, ...], margin: int) -> bool:
    """Whether hours are inside others, or near; those of which only the part of the day is known, whether they meet."""
    near = any(max(0, other.debut - span.debut) + max(0, span.fin - other.fin) <= margin for other in others)
    return near or bool(span.moment and _meet(span, others))


def _same(one: Checked[Part], name: str, other: str) -> bool:
    """Whether two names are of the same body, or a word; what has no record may be part of another: « Les 12 communes »."""
    keys = [one.world.partners.get(fold(each), "") for each in (name, other)]
    return (
        fold(name) == fold(other)
        or keys[0] == keys[1] != ""
        or (any(keys) and not all(keys) and bool(stems(name) & stems(other)))
    )


def _range(value: Any) -> tuple[float, float]:
    """The least and the most that a value may be: days, months of an age, a number; of words, the times that they say."""
    if isinstance(value, Ages):
        return value.de.mois if value.de else 0, value.a.mois + 12 if value.a else math.inf
    if isinstance(value, int | float | Decimal):
        return float(value), float(value)
    times = times_said(value) if isinstance(value, str) else [value] if isinstance(value, Date) else []
    return (min(map(_first, times)), max(map(_last, times))) if times else (-math.inf, math.inf)


def _first(date: Date) -> int:
    return first_day(date).toordinal()


def _last(date: Date) -> int:
    return last_day(date).toordinal()


def at(one: Checked[Part], path: str, near: Location = ()) -> Iterator[FieldValue]:
    """The values at a path, of the same items of lists as a place."""
    steps = path.split(".")
    for i, (step, rank) in enumerate(zip(steps, near, strict=False)):
        if not (step == rank or (step[0] == "*" and isinstance(rank, int))):
            break
        steps[i] = step.replace("*", str(rank))
    if path == "today":
        yield FieldValue(None, (), (), (), one.world.today)
    else:
        yield from _found(FieldValue(one.record, (), (), (), one.record), steps, one)


WRITTEN_AS = {"end": "fin"}
"""What is worked out of fields, and the field that is told."""


def _found(part: FieldValue, steps: list[str], one: Checked[Part]) -> Iterator[FieldValue]:
    """Each value that a path leads to, from a part."""
    (head, *rest), inside = steps, part.value
    name, *named = head.split("@")
    rank, _, only = name.rstrip("]").partition("[")
    if isinstance(inside, tuple | dict):
        items = list(enumerate(inside)) if isinstance(inside, tuple) else list(inside.items())
        found = [(i, item, str(i) if isinstance(inside, dict) else "") for i, item in items
                 if rank in ("*", "?", str(i)) and _is(item, only)]  # fmt: skip
    else:
        field = type(inside).model_fields.get(name)
        found = [(name, getattr(inside, name, None), field.title if field and field.title else "fin")]
    for key, value, title in found:
        step: Any = WRITTEN_AS.get(str(key), key)
        where, titles = (*part.where, step), (*part.titles, title) if title else part.titles
        near = where if part.root is one.record else part.near
        record = _named(one, part.root, where) if named else None
        if record:
            yield from _found(FieldValue(record, near, (), (), record), ["@".join(named), *rest], one)
        elif value is not None and not named:
            days = isinstance(value, Horaires) and rest == ["*"]
            kept = year_of(str(step), value) or (_days(value) if days else value)
            this = FieldValue(part.root, near, where, titles, kept)
            yield from _found(this, rest, one) if rest else (this,)


def _days(hours: Horaires) -> dict[str, DayHours]:
    """The days that open, where they do."""
    days: dict[str, DayHours] = {}
    here = [on for on in hours.dates if not on.lieu]
    for rank, jour in enumerate(JOURS):
        added = [on.heures for on in here if rank == (on.quand.weekday() if isinstance(on.quand, dt.date) else on.quand.weekday)]
        every = [hours.on(rank), *(week.on(rank) for week in hours.semaines), *added]
        if any(every):
            days[jour] = DayHours(jour, hours.on(rank), tuple(chain.from_iterable(every)))
    return days


def _is(item: Any, only: str) -> bool:
    """Whether an item is of those that a path keeps: ``etat=realisee``, ``realise``, ``!source``."""
    name, _, wanted = only.partition("=")
    value = getattr(item, name.lstrip("!"), None) if name else True
    return wanted in str(value).lower() if wanted else bool(value) is not name.startswith("!")


def _named(one: Checked[Part], root: Any, where: Location) -> Record | None:
    """The record that a field names; the framework of an action; the action that opened a place."""
    if where == ("cadre",) and isinstance(root, Action):
        return one.world.framework_of(root)
    if where == ("ouverture",):
        return one.world.opened_by.get(root.id)
    place = ".".join(map(str, where))
    return next((one.world.called(mark.target, name) for at, mark, name in links(root) if at == place), None)
