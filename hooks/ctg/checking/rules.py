"""What a rule receives: a record or a file that is right by itself, and the rest of the data, to compare with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.common.problems import WARNING, Location, Problem, location_of
from ctg.model import Action, Axe, Cadre, Commune, Record, Service, Structure
from ctg.model.fields import Part, PartialDate, Traits
from ctg.model.references import Leaf, leaves, references, texts
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.sheet import Sheet
from ctg.reading.spoken.tokens import in_figures

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
    whole: bool = True
    """Whether every file was right by itself: while one is not, nothing that it may be one of is counted."""

    @cached_property
    def by_key(self) -> dict[str, Record]:
        """The records by their key (``structures/x``)."""
        return {record.key: record for found in self.records.values() for record in found}

    @property
    def communes(self) -> int:
        """How many communes there are; 0 while one may not have been read."""
        return len(self.codes) if self.whole else 0

    def get(self, kind: type[R], id: str | None) -> R | None:
        """A record, by its identifier; None when there is none."""
        found = self.by_key.get(f"{kind.folder}/{id}")
        return found if isinstance(found, kind) else None

    def framework_of(self, one: Axe | Action) -> Cadre | None:
        """The framework of an axis or of an action: that of its axis, else the only convention; None when nothing says."""
        axe = self.get(Axe, one.axe_id)
        return self.get(Cadre, (axe and axe.cadre) or (self.conventions[0] if len(self.conventions) == 1 else None))


class FieldGroup(NamedTuple):
    """A part of a record: its model, and what its fields say; of a list, the first item."""

    model: type[BaseModel]
    values: dict[str, Any]


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

    @cached_property
    def groups(self) -> dict[Location, FieldGroup]:
        """The parts of the record, itself among them, by where they stand."""
        found: dict[Location, FieldGroup] = {}
        for where, model, name, value in self.leaves:
            at = where[: where.index(name)] if name in where else where[:-1]
            found.setdefault(at, FieldGroup(model, {})).values.setdefault(name, value)
        return found

    def error(self, field: str | Location, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(location_of(field), message, remedy)

    def warning(self, field: str | Location, message: str, remedy: str = "") -> Problem:
        """Of a text of several lines, on that of the words that the message quotes."""
        problem = self.sheet.problem(location_of(field), message, remedy, WARNING)
        quoted = re.search(r"« (.+?) »", message) if problem.excerpt.endswith(("|", "|-", ">", ">-")) else None
        for rank, line in enumerate(self.sheet.text[problem.line :] if quoted else (), problem.line + 1):
            if quoted and (quoted[1] in line or quoted[1] in in_figures(line)):
                return replace(problem, line=rank, excerpt=line.strip()[:160])
        return problem

    def each(self, fields: Iterable[str | Location], message: str, remedy: str = "") -> Iterator[Problem]:
        """The same warning on several lines."""
        yield from (self.warning(field, message, remedy) for field in fields)


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
