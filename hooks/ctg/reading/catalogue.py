"""All records of a territory, checked and linked: the one object that pages and files are made from.

``loading.load`` makes it from ``data/``. It finds records by kind and by name, follows the links between them both ways, and
answers the questions that several pages ask."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast, overload

import shapely

from ctg.common.phrases import town_hall
from ctg.common.problems import Problem, fold
from ctg.model import KIND_OF, Action, Axe, Cadre, Commune, Partenaire, PictureFile, Place, Record, Service, Structure
from ctg.model.fields import Ages, Part, Position
from ctg.model.references import Mention, Naming, Reference, links
from ctg.model.territory import Ground, Territoire, clock_of, departement_of
from ctg.model.vocabulary import Rubrique, Theme, TypeStructure, Urgence, Vocabulary
from ctg.reading.kept import Unread
from ctg.reading.perimeter import Perimeter

R = TypeVar("R", bound=Record)
M = TypeVar("M", bound=Part)


class LinkedRecords:
    """What is asked of any set of records; :class:`Catalogue` is the set that the site publishes."""

    records: dict[type[Record], tuple[Record, ...]]
    outside: tuple[Structure, ...]
    perimeter: Perimeter

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every published record of a kind, in the order in which people list them."""
        return cast("tuple[R, ...]", self.records[kind])

    def get(self, kind: type[R], id: str | None) -> R | None:
        """A published record by identifier; None when it is a draft, or when there is none to look for."""
        return cast("R | None", self._by_id[kind].get(id or ""))

    def those(self, kind: type[R], ids: Iterable[str]) -> list[R]:
        """The published records of these identifiers, in this order."""
        return [found for id in ids if (found := self.get(kind, id))]

    @cached_property
    def _by_id(self) -> dict[type[Record], dict[str, Record]]:
        found = {kind: {record.id: record for record in records} for kind, records in self.records.items()}
        found[Structure] |= {place.id: place for place in self.outside}
        return found

    @cached_property
    def _communes(self) -> dict[str, Commune]:
        return {commune.nom: commune for commune in (*self.perimeter.communes, *self.all(Commune))}

    def commune(self, nom: str) -> Commune:
        """The commune of that name, as records write it."""
        return self._communes[nom]

    @cached_property
    def _partners(self) -> dict[str, Partenaire]:
        return {fold(name): partner for partner in self.all(Partenaire) for name in partner.names}

    def partner(self, name: str) -> Partenaire | None:
        """The partner that an institution's name means, capitals and accents aside; None when it has no page."""
        return self._partners.get(fold(name))

    def named(self, link: Naming) -> Record | None:
        """The record that a link names; None for a draft, a word of the vocabulary, an institution that has no page."""
        if isinstance(link.mark, Mention):
            return self.partner(link.value)
        kind = KIND_OF.get(link.mark.target)
        return self._communes.get(link.value) if kind is Commune else self.get(kind, link.value) if kind else None

    def to_drafts(self, part: Part) -> Iterator[Naming]:
        """The links of a record, or of the territory, to a record that is not published."""
        for link in links(part):
            if isinstance(link.mark, Reference) and link.mark.target in KIND_OF:
                named = self.named(link)
                if named is None or not named.published:
                    yield link

    def referenced_by(self, record: Record, kind: type[R], *fields: str) -> tuple[R, ...]:
        """The records of a kind that name this one in one of these fields (by default, in any), in their usual order.

        The way back of every link that a kind declares (``record_id``, ``InstitutionName``, ``CommuneName``).
        """
        assert set(fields) <= kind.model_fields.keys(), fields
        named = ((other, field) for other, field in self._back[record.key] if isinstance(other, kind))
        return tuple(dict.fromkeys(other for other, field in named if not fields or field in fields))

    @cached_property
    def _back(self) -> dict[str, list[tuple[Record, str]]]:
        """Key of a record → (record that names it, field), in the order of the records: read once for all."""
        found: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        for records in self.records.values():
            for record in records:
                for link in links(record):
                    if named := self.named(link):
                        found[named.key].append((record, link.field))
        return found


P = TypeVar("P", Axe, Action)


@dataclass(frozen=True)
class Pending:
    """A draft that may be an offer in a commune (its name): all that coverage may know of what is not published."""

    offre: str
    commune: str


@dataclass(frozen=True)
class Catalogue(LinkedRecords):
    """The records that the site publishes, with the territory and its words."""

    territoire: Territoire
    vocabulary: Vocabulary
    contours: dict
    """The communes' outlines, a GeoJSON FeatureCollection whose features carry ``code_insee``."""
    records: dict[type[Record], tuple[Record, ...]]
    warnings: tuple[Problem, ...] = ()
    positions: Mapping[str, Position] = field(default_factory=dict)
    """Points found by ``ctg geocoder``, by key of record; a position written in YAML comes before."""
    lone_files: Mapping[type[Part], Part] = field(default_factory=dict)
    """What the files that stand alone say, by their model; see :meth:`said_in`."""
    confidential: frozenset[str] = frozenset()
    """Keys of the records of which nobody may learn where they are: confidential structures, and the services they offer.
    What would tell is not in the catalogue; this is for those who must say so, or would draw the centre of a commune."""
    outside: tuple[Structure, ...] = ()
    """The structures of neighbouring communes, which are near and never ours: no other query here returns them but
    :meth:`get`, and what is named ``known``."""
    urgences: tuple[Urgence, ...] = ()
    """The numbers of emergency and of listening: the tool's, then the territory's own."""

    pending: tuple[Pending, ...] = ()
    """What the drafts may be; nothing of a confidential one."""

    day: dt.date = dt.date.max
    """The day that it was read for: :attr:`convention` is that of this day."""
    untold: Cadre | None = None
    """The convention of a territory where nothing is told of any: a name, in no list."""
    unread: Unread = field(default_factory=Unread)
    """What waits to be read again before it is published; what would tell is not in the catalogue."""
    lignes: tuple[Urgence, ...] = ()
    """The other national numbers: they inform, without any danger."""
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)
    """The pictures that records name, by the names of their files."""
    ground: Ground = field(default_factory=Ground)
    """The ground of the maps: what ``data/fond.geojson`` holds, and the towns of the territory."""
    perimeter: Perimeter = field(default_factory=Perimeter)
    beside: Mapping[str, Any] = field(default_factory=dict)
    """What the readers of the other files of ``data/`` found, by the names of these functions."""

    def said_in(self, model: type[M]) -> M:
        """What the file of that model says; what an empty one would say where there is none."""
        found = self.lone_files.get(model)
        return found if isinstance(found, model) else model()

    def is_a_line(self, record: Record) -> bool:
        """Whether a record has nothing to tell beyond its line in the list of its kind: neither more facts, nor a doubt to be
        told of them, nor another record that names it."""
        sure = record.published and not record.doubtful
        return sure and record.fits_in_a_line and not any(self.referenced_by(record, kind) for kind in self.records)

    @cached_property
    def outlines(self) -> dict[str, shapely.geometry.base.BaseGeometry]:
        """INSEE code → surface, in degrees."""
        return {one["properties"]["code_insee"]: shapely.geometry.shape(one["geometry"]) for one in self.contours["features"]}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Structures, then services: all that families can look for."""
        return (*self.all(Structure), *self.all(Service))

    @cached_property
    def departement_by_commune(self) -> dict[str, str]:
        """The code of the department of each commune, former ones too, by its name; empty when no code says it."""
        return {commune.nom: departement_of(commune.code_insee) for commune in self._communes.values()}

    @cached_property
    def departements(self) -> tuple[str, ...]:
        """The codes of the departments of the communes, first the one where most of them are."""
        found = Counter(code for one in self.all(Commune) if (code := self.departement_by_commune[one.nom]))
        return tuple(code for code, _ in found.most_common())

    @property
    def departement(self) -> str:
        """The code of the department where most communes are; empty when no code says it."""
        return next(iter(self.departements), "")

    @cached_property
    def clock(self) -> str:
        """The time zone of the territory: « Europe/Paris », « Indian/Reunion »."""
        return clock_of(self.departement)

    @cached_property
    def alone(self) -> Commune | None:
        """The only commune of a territory that has one: nothing of its site speaks of several, nor of what unites them."""
        communes = self.all(Commune)
        return communes[0] if len(communes) == 1 else None

    @property
    def mapped(self) -> bool:
        """Whether a map would show anything: an outline alone is a blank."""
        return not self.alone or bool(self.known_places)

    @property
    def known_places(self) -> tuple[Place, ...]:
        """The places, and those of the neighbours that are near: all that a list may show."""
        return (*self.places, *self.outside)

    @overload
    def type_of(self, place: Structure) -> TypeStructure: ...

    @overload
    def type_of(self, place: Place) -> TypeStructure | None: ...

    def type_of(self, place: Place) -> TypeStructure | None:
        """The type of a structure, as a term of the vocabulary; None for a service."""
        return self.vocabulary.types[place.type_id] if place.type_id else None

    @cached_property
    def types_met(self) -> frozenset[str]:
        """The types that a structure has."""
        return frozenset(structure.type for structure in self.all(Structure))

    def definition_of(self, place: Place) -> str:
        """What the vocabulary says of the type of a structure; nothing for a service."""
        type_ = self.type_of(place)
        return type_.definition if type_ else ""

    def host(self, place: Place) -> Structure | None:
        """The structure that offers a service; None for a structure."""
        return self.get(Structure, place.host_id) if place.host_id else None

    def home(self, place: Place) -> Structure | None:
        """The structure where a place is: itself, or the one that offers a service. None for a service without one."""
        return place if isinstance(place, Structure) else self.host(place)

    @cached_property
    def known_structures(self) -> tuple[Structure, ...]:
        """All that may be near: the territory's structures, then those outside."""
        return (*self.all(Structure), *self.outside)

    def answering(self, place: Place) -> Place | None:
        """The place whose number to call: itself, the structure that offers it, or who answers for it. None: nobody has one."""
        relay = self.get(Structure, place.contact_relais) if place.contact_relais else None
        others = (one for one in (self.host(place), relay) if one and one.published)
        return next((one for one in (place, *others) if one.telephone), None)

    def themes_of(self, place: Place) -> tuple[Theme, ...]:
        """The themes of a place, the main one first."""
        type_ = self.type_of(place)
        own = (type_.theme, *place.themes) if type_ else place.themes
        return tuple(self.vocabulary.themes[id] for id in dict.fromkeys(own))

    def of_themes(self, ids: Iterable[str]) -> list[Place]:
        """The places, those of the neighbours that are near included, that have one of these themes."""
        wanted = frozenset(ids)
        return [place for place, own in self._themed if not wanted.isdisjoint(own)]

    @cached_property
    def _themed(self) -> list[tuple[Place, frozenset[str]]]:
        """Every place with the identifiers of its themes: all lists start from there."""
        return [(place, frozenset(theme.id for theme in self.themes_of(place))) for place in self.known_places]

    def offre_of(self, place: Place) -> str | None:
        """What a place is for coverage: what its type says, or the main theme of a service; None when it is not counted."""
        return (self.type_of(place) or self.themes_of(place)[0]).offre

    def ages_of(self, place: Place) -> Ages | None:
        """The ages that a place declares, or else those usual for its type; None when nothing says."""
        type_ = self.type_of(place)
        return place.ages or (type_.ages if type_ else None)

    def rubrique_of(self, place: Place) -> Rubrique:
        """The rubrique of a place's main theme: it gives its colour and its letter."""
        type_, words = self.type_of(place), self.vocabulary
        return words.rubriques[words.themes[type_.theme if type_ else place.themes[0]].rubrique]

    def commune_of(self, place: Place) -> Commune | None:
        """Where a place is; None for a service without a structure, and outside of the territory."""
        home = self.home(place)
        return self.commune(home.commune) if home and not home.beyond else None

    def moves(self, place: Place) -> bool:
        """Whether families only meet it where it stops: its commune is its seat, its hours are those of its round.

        What has an address is settled there, even when it also comes elsewhere; so is a secret address.
        """
        if place.settled:
            return False
        host = self.host(place)
        return self.moves(host) if host and place.on_site else place.itinerant or bool(place.visits)

    def settled_in(self, commune: Commune) -> tuple[Structure, ...]:
        """The structures that one finds in a commune: what moves and has its seat there is not of them."""
        return tuple(s for s in self.all(Structure) if s.commune == commune.nom and not self.moves(s))

    def coming_to(self, commune: Commune) -> tuple[Place, ...]:
        """What stops in a commune or declares that it serves it, without being settled there."""

        def comes(place: Place) -> bool:
            if place.seat == commune.nom and not self.moves(place):
                return False
            return commune.nom in place.communes_named

        return tuple(place for place in self.places if comes(place))

    def urgences_of(self, place: Place) -> tuple[Urgence, ...]:
        """The numbers that a place's type, then its themes declare, to be read before anything else.

        An address that is kept secret protects someone: without a word of the vocabulary to choose, those of the strip.
        """
        type_ = self.type_of(place)
        terms = (*([type_] if type_ else ()), *self.themes_of(place))
        if numbers := self.numbers(number for term in terms for number in term.urgences):
            return numbers
        host = self.host(place)
        return self.strip if place.confidential else self.urgences_of(host) if host and host.confidential else ()

    @cached_property
    def strip(self) -> tuple[Urgence, ...]:
        """The numbers that stand under every search, whatever the words."""
        return tuple(urgence for urgence in self.urgences if urgence.bandeau)

    def relay_of(self, place: Place) -> Urgence | None:
        """The number of emergency or of listening that answers for a place without a telephone."""
        return next(iter(self.numbers((place.numero_relais,) if place.numero_relais else ())), None)

    def numbers(self, wanted: Iterable[str]) -> tuple[Urgence, ...]:
        """These numbers, once each, in the order asked; not those of other departments."""
        return tuple(self._by_number[number] for number in dict.fromkeys(wanted) if number in self._by_number)

    @cached_property
    def _by_number(self) -> dict[str, Urgence]:
        return {number.numero: number for number in (*self.urgences, *self.lignes)}

    def line_for(self, place: Place) -> Urgence | None:
        """The national number that truly serves a place: one for its type; for a service, one for its main theme."""
        served = place.type_id or self.themes_of(place)[0].id
        return next((number for number in self._by_number.values() if served in number.repond_pour), None)

    @cached_property
    def switchboards(self) -> dict[str, str]:
        """The numbers where one asks for a service: of the town halls, of who publishes the site. Number → whose it is."""
        halls = {one.mairie.telephone: town_hall(one.nom) for one in self.all(Commune) if one.mairie and one.mairie.telephone}
        own, editor = self.territoire, self.territoire.editeur
        return {number: name for number, name in (
            *halls.items(), (own.numero_info, own.nom_complet), (editor.telephone, editor.nom)) if number}  # fmt: skip

    @cached_property
    def conventions(self) -> tuple[Cadre, ...]:
        """Every published convention territoriale globale, in the order of their years; there is one at least."""
        return tuple(cadre for cadre in self.all(Cadre) if cadre.is_ctg) or ((self.untold,) if self.untold else ())

    @cached_property
    def convention(self) -> Cadre:
        """The convention of the day that the catalogue was read for."""
        return self.convention_on(self.day)

    def convention_on(self, day: dt.date) -> Cadre:
        """The last convention in force on a day, over or not: begun, and voted or signed. Of a first one nobody says that it was
        signed, and it is the convention all the same; a next one is not before it is signed."""
        begun = [cadre for cadre in self.conventions if cadre.begins <= day]
        adopted = [cadre for cadre in begun[1:] if cadre.adopted and cadre.adopted <= day]
        return next(reversed([*begun[:1], *adopted]), self.conventions[0])

    def cadre_of(self, record: Axe | Action) -> Cadre | None:
        """Where an axis, or an action by its axis, comes from: what its axis says, else the only published convention.

        None when the axis or its framework is not published: it is given to nobody.
        """
        if not (axe := self.get(Axe, record.axe_id)):
            return None
        if axe.cadre:
            return self.get(Cadre, axe.cadre)
        return next((cadre for cadre in self.conventions if cadre.published), self.conventions[0])

    def of_the_convention(self, kind: type[P], convention: Cadre | None = None) -> tuple[P, ...]:
        """The published axes, or actions, of a convention (that of the day): all that its totals and reports may count."""
        convention = convention or self.convention
        return tuple(record for record in self.all(kind) if self.cadre_of(record) is convention)
