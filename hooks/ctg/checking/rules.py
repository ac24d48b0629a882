"""What a rule receives: a record or a file that is right by itself, and the rest of the data, to compare with; and one rule of
all, what two dates of a record, or of what it names, must be to each other: one table, ``relations.yml``, each said once.

``fin >= date``: the first is not wholly before the second, by their paths. ``*`` is each item of a list, the same on both
sides, and ``*[etat=realisee]`` those of which it is true (``*[realise]``: that have it); ``@`` enters the record that is named
(``cadre@`` of an action is the framework of its axis); ``|`` gives other dates, of which one is enough where the first is
known; ``today`` is the day. ``+1 an`` gives that much leave; ``!`` makes an error. What is only « vers » contradicts nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.common.phrases import date_fr, joined
from ctg.common.problems import WARNING, Location, Problem, location_of
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.fields import Part, PartialDate, Traits
from ctg.model.framework import Axe, Cadre
from ctg.model.record import Record
from ctg.model.references import Leaf, leaves, links, references, texts
from ctg.model.structure import Service, Structure
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.describe import model_at
from ctg.reading.sheet import Sheet, read_sheet

P = TypeVar("P", bound=Part)
R = TypeVar("R", bound=Record)
Records = dict[type[Record], list[Record]]


@dataclass(frozen=True)
class World:
    """The data that rules compare with. Some of it may be missing: rules run even when other files are wrong."""

    today: dt.date
    territoire: Territoire | None = None
    outlines: Mapping[str, BaseGeometry] | None = None
    """Outline of each commune that has one, by its name; None when their file cannot be read."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The name of each commune, by its INSEE code."""
    left: frozenset[str] = frozenset()
    """The names of the communes that left the territory and became no other."""
    postcodes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The postcodes of each commune, by its name."""
    populations: Mapping[str, Decimal] = field(default_factory=dict)
    """The inhabitants of each commune, by its name, where they are known."""
    drafts: frozenset[str] = frozenset()
    """Keys (``structures/x``) of the records that are not published."""
    outside: frozenset[str] = frozenset()
    """The identifiers of the structures outside of the territory."""
    confidential: Mapping[str, Structure] = field(default_factory=dict)
    """The structures whose address is confidential, by identifier, drafts included."""
    conventions: tuple[str, ...] = ()
    """The identifiers of the published conventions, in the order of their years."""
    over: frozenset[str] = frozenset()
    """Those of them that are over."""
    records: Mapping[type[Record], list[Record]] = field(default_factory=dict)
    """All the records that could be read, drafts included."""
    terms: frozenset[str] = frozenset()
    """The types and themes that a published record has, as it writes them."""
    offres: Mapping[str, str] = field(default_factory=dict)
    """The title of the offer that each type of structure is for coverage; a type that is none is not here."""
    vocabulary: Vocabulary | None = None
    dispositifs: tuple[str, ...] = ()
    """Every name of the aids that the vocabulary knows."""

    @cached_property
    def by_key(self) -> dict[str, Record]:
        """The records by their key (``structures/x``)."""
        return {record.key: record for found in self.records.values() for record in found}

    def get(self, kind: type[R], id: str | None) -> R | None:
        """A record, by its identifier; None when there is none."""
        found = self.by_key.get(f"{kind.folder}/{id}")
        return found if isinstance(found, kind) else None

    def framework_of(self, one: Axe | Action) -> Cadre | None:
        """The framework of an axis or of an action: that of its axis, else the only convention; None when nothing says."""
        axe = self.get(Axe, one.axe_id)
        return self.get(Cadre, (axe and axe.cadre) or (self.conventions[0] if len(self.conventions) == 1 else None))


@dataclass(frozen=True)
class Checked(Generic[P]):
    """A record, or a file that stands alone, whose fields are all right; the sheet says where they are written."""

    record: P
    sheet: Sheet
    world: World

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every value of the record, with its place: several rules read them all."""
        return tuple(leaves(self.record))

    @cached_property
    def texts(self) -> tuple[tuple[Location, Traits, str], ...]:
        """Every text of the record that may be published."""
        return tuple(texts(self.leaves))

    def error(self, field: str | Location, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(location_of(field), message, remedy)

    def warning(self, field: str | Location, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(location_of(field), message, remedy, WARNING)


def first_day(date: dt.date | PartialDate) -> dt.date:
    """The first day that a date may mean."""
    return date if isinstance(date, dt.date) else date.first


def last_day(date: dt.date | PartialDate) -> dt.date:
    """The last day that a date may mean."""
    return date if isinstance(date, dt.date) else date.latest


def world_of(
    territoire: Territoire | None, contours: dict | None, records: Records, today: dt.date, vocabulary: Vocabulary | None
) -> World:
    """The world of the rules, from the records and the files that could be read."""
    communes = {commune.code_insee: commune for commune in only(records, Commune) if commune.present(today)}
    outlines = {
        (commune.nom if (commune := communes.get(feature["properties"]["code_insee"])) else ""): shape(feature["geometry"])
        for feature in (contours or {"features": ()})["features"]
    }
    return World(
        today,
        territoire,
        None if contours is None else outlines,
        {code: commune.nom for code, commune in communes.items()},
        frozenset(one.nom for one in only(records, Commune) if one.gone(today) and not one.devenue),
        {commune.nom: commune.codes_postaux for commune in communes.values()},
        {commune.nom: commune.population for commune in communes.values() if commune.population},
        frozenset(record.key for found in records.values() for record in found if not record.published),
        frozenset(one.id for one in only(records, Structure) if one.hors_territoire),
        {one.id: one for one in only(records, Structure) if one.adresse_confidentielle},
        tuple(one.id for one in conventions(records, drafts=False)),
        frozenset(one.id for one in conventions(records, drafts=False) if one.end and one.end.latest < today),
        records,
        frozenset(
            word
            for place in (*only(records, Structure), *only(records, Service))
            if place.published
            for _, target, word in references(place)
            if target in ("types", "themes")
        ),
        {id: vocabulary.offres[type_.offre].titre for id, type_ in vocabulary.types.items() if type_.offre in vocabulary.offres}
        if vocabulary
        else {},
        vocabulary,
        tuple(name for aid in vocabulary.dispositifs.values() for name in aid.names) if vocabulary else (),
    )


def conventions(records: Records, drafts: bool) -> list[Cadre]:
    """The conventions, in the order of their years; ``drafts`` keeps those that are not published."""
    return [one for one in only(records, Cadre) if one.is_ctg and (drafts or one.published)]


def only(records: Mapping[type[Record], Iterable[Record]], kind: type[R]) -> list[R]:
    """The records of a kind, as what they are."""
    return [record for record in records.get(kind, ()) if isinstance(record, kind)]


Asked = Callable[[Any], Iterator[Problem]]


class Rules(NamedTuple):
    """The rules of a subject, by the type that they look at: at one part, and at all the parts of a type together."""

    alone: Mapping[type[Part], tuple[Asked, ...]]
    between: Mapping[type[Part], tuple[Asked, ...]] = MappingProxyType({})


def rules_of(module: ModuleType) -> Rules:
    """The rules of a module: its functions that give problems, by what they say that they look at."""
    alone: dict[type[Part], tuple[Asked, ...]] = {}
    between: dict[type[Part], tuple[Asked, ...]] = {}
    for name, found in vars(module).items():
        if name.startswith("_") or not isinstance(found, FunctionType) or found.__module__ != module.__name__:
            continue
        looked_at, *others = get_type_hints(found).values()
        if others != [Iterator[Problem]]:
            continue
        rules, one = (between, get_args(looked_at)[0]) if get_origin(looked_at) is list else (alone, looked_at)
        for kind in get_args(get_args(one)[0]) or get_args(one):
            rules[kind] = (*rules.get(kind, ()), found)
    return Rules(alone, between)


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
