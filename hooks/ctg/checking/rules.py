"""What a rule receives: a record or a file that is right by itself, and the rest of the data, to compare with."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.common.problems import WARNING, Location, Problem, Problems, fold, location_of
from ctg.model import Action, Axe, Cadre, Commune, Partenaire, Record, Service, Structure
from ctg.model.fields import Part, PartialDate, Traits
from ctg.model.references import Leaf, leaves, references, texts
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.reading.sheet import Sheet
from ctg.reading.spoken.tokens import in_figures

P = TypeVar("P", bound=Part)
R = TypeVar("R", bound=Record)
Records = dict[type[Record], list[Record]]
Date = dt.date | PartialDate


@dataclass(frozen=True)
class World:
    """The data that rules compare with. Some of it may be missing: rules run even when other files are wrong."""

    territoire: Territoire | None
    contours: dict | None
    """None when their file cannot be read."""
    records: Records
    """All the records that could be read, drafts included."""
    today: dt.date
    vocabulary: Vocabulary | None
    whole: bool = True
    """Whether every file was right by itself: while one is not, nothing that it may be one of is counted."""
    sentences: bool = True
    """Whether texts are read: not those of other territories, of which nothing is shown and whose number costs its square."""

    @cached_property
    def _present(self) -> list[Commune]:
        return [one for one in only(self.records, Commune) if one.present(self.today)]

    @cached_property
    def codes(self) -> dict[str, str]:
        """The name of each commune, by its INSEE code."""
        return {one.code_insee: one.nom for one in self._present}

    @cached_property
    def outlines(self) -> dict[str, BaseGeometry] | None:
        """Outline of each commune that has one, by its name; None when their file cannot be read."""
        shapes = self.contours["features"] if self.contours else ()
        found = {self.codes.get(one["properties"]["code_insee"], ""): shape(one["geometry"]) for one in shapes}
        return None if self.contours is None else found

    @cached_property
    def left(self) -> frozenset[str]:
        """The names of the communes that left the territory and became no other."""
        return frozenset(one.nom for one in only(self.records, Commune) if one.gone(self.today) and not one.devenue)

    @cached_property
    def postcodes(self) -> dict[str, tuple[str, ...]]:
        """The postcodes of each commune, by its name."""
        return {one.nom: one.codes_postaux for one in self._present}

    @cached_property
    def populations(self) -> dict[str, Decimal]:
        """The inhabitants of each commune, by its name, where they are known."""
        return {one.nom: one.population for one in self._present if one.population}

    @cached_property
    def drafts(self) -> frozenset[str]:
        """Keys (``structures/x``) of the records that are not published."""
        return frozenset(key for key, record in self.by_key.items() if not record.published)

    @cached_property
    def outside(self) -> frozenset[str]:
        """The identifiers of the structures outside of the territory."""
        return frozenset(one.id for one in only(self.records, Structure) if one.hors_territoire)

    @cached_property
    def confidential(self) -> dict[str, Structure]:
        """The structures whose address is confidential, by identifier, drafts included."""
        return {one.id: one for one in only(self.records, Structure) if one.adresse_confidentielle}

    @cached_property
    def conventions(self) -> tuple[str, ...]:
        """The identifiers of the published conventions, in the order of their years."""
        return tuple(one.id for one in conventions(self.records, drafts=False))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The types and themes that a published record has, as it writes them."""
        places = (place for kind in (Structure, Service) for place in only(self.records, kind) if place.published)
        return frozenset(word for one in places for _, target, word in references(one) if target in ("types", "themes"))

    @cached_property
    def by_key(self) -> dict[str, Record]:
        """The records by their key (``structures/x``)."""
        return {record.key: record for found in self.records.values() for record in found}

    @cached_property
    def partners(self) -> dict[str, str]:
        """The key of each partner, by its names, folded."""
        return {fold(name): one.key for one in only(self.records, Partenaire) for name in one.names}

    @cached_property
    def opened_by(self) -> dict[str, Action]:
        """The action that opened each place, by its identifier: that which is done, whose title says so of it alone."""
        opened = (one for one in only(self.records, Action) if re.match(r"(?:Ouvrir|Créer|Installer)\b", one.titre))
        return {one.structures[0]: one for one in opened if len(one.structures) == 1 and one.published}

    def called(self, folder: str, name: str) -> Record | None:
        """The record of a folder that a field names, as it does: an identifier, a commune, one of the names of a partner."""
        key = self.partners.get(fold(name), "") if folder == Partenaire.folder else f"{folder}/{name}"
        return self.by_key.get(key) or self._communes_called.get(name if folder == Commune.folder else "")

    @cached_property
    def _communes_called(self) -> dict[str, Commune]:
        return {one.nom: one for one in only(self.records, Commune)}

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
        return tuple(texts(self.leaves)) if self.world.sentences else ()

    @cached_property
    def groups(self) -> dict[Location, FieldGroup]:
        """The parts of the record, itself among them, by where they stand."""
        found: dict[Location, FieldGroup] = {}
        for where, model, name, value in self.leaves:
            at = where[: where.index(name)] if name in where else where[:-1]
            found.setdefault(at, FieldGroup(model, {})).values.setdefault(name, value)
        return found

    def beside(self, where: Location) -> dict[str, Any]:
        """What the fields of the part that has this one say; nothing where none does."""
        return self.groups[where[:-1]].values if where[:-1] in self.groups else {}

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

    def each(self, fields: Iterable[str | Location], message: str, remedy: str = "") -> Problems:
        """The same warning on several lines."""
        yield from (self.warning(field, message, remedy) for field in fields)


Subjects = list[Checked[Any]]
"""The records that a sentence is about."""


def first_day(date: Date) -> dt.date:
    """The first day that a date may mean."""
    return date if isinstance(date, dt.date) else date.first


def last_day(date: Date) -> dt.date:
    """The last day that a date may mean."""
    return date if isinstance(date, dt.date) else date.latest


def conventions(records: Records, drafts: bool) -> list[Cadre]:
    """The conventions, in the order of their years; ``drafts`` keeps those that are not published."""
    return [one for one in only(records, Cadre) if one.is_ctg and (drafts or one.published)]


def only(records: Mapping[type[Record], Iterable[Record]], kind: type[R]) -> list[R]:
    """The records of a kind, as what they are."""
    return [record for record in records.get(kind, ()) if isinstance(record, kind)]


Asked = Callable[[Any], Problems]


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
        if others != [Problems]:
            continue
        rules, one = (between, get_args(looked_at)[0]) if get_origin(looked_at) is list else (alone, looked_at)
        for kind in get_args(get_args(one)[0]) or get_args(one):
            rules[kind] = (*rules.get(kind, ()), found)
    return Rules(alone, between)
