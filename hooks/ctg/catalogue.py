"""All records of a territory, checked and linked: the one object that outputs read.

``loading.load`` makes it from ``data/``. Queries that several pages need are methods here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from ctg.journal import Journal
from ctg.kinds import Action, Axe, Commune, Indicateur, Partenaire, Record, Service, Structure
from ctg.kinds.accessibilite import Accessibilite
from ctg.kinds.fields import Ages, Position
from ctg.kinds.partenaire import institutions
from ctg.kinds.rgaa import Critere
from ctg.kinds.structure import Place
from ctg.kinds.territoire import Territoire
from ctg.kinds.vocabulary import Rubrique, Theme, Type, Vocabulary
from ctg.problems import Problem, fold

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Catalogue:
    """The records that the site publishes, with the territory and its words."""

    territoire: Territoire
    vocabulary: Vocabulary
    contours: dict
    """The communes' outlines, a GeoJSON FeatureCollection whose features carry ``code_insee``."""
    records: dict[type[Record], tuple[Record, ...]]
    warnings: tuple[Problem, ...] = ()
    positions: Mapping[str, Position] = field(default_factory=dict)
    """Points found by ``ctg geocoder``, by key of record; a position written in YAML comes before."""
    accessibilite: Accessibilite = field(default_factory=Accessibilite)
    criteres: tuple[Critere, ...] = ()
    """All the criteria of the RGAA, in its order."""
    journal: Journal | None = None
    """What changed on the site, as ``ctg nouveautes`` wrote it; None before its first run."""

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every published record of a kind, in the order in which people list them."""
        return self.records[kind]  # type: ignore[return-value]

    def get(self, kind: type[R], id: str) -> R | None:
        """A published record by identifier; None when it is a draft."""
        return self._by_id[kind].get(id)  # type: ignore[return-value]

    @cached_property
    def _by_id(self) -> dict[type[Record], dict[str, Record]]:
        return {kind: {record.id: record for record in records} for kind, records in self.records.items()}

    @cached_property
    def _communes(self) -> dict[str, Commune]:
        return {commune.nom: commune for commune in self.all(Commune)}

    def commune(self, nom: str) -> Commune:
        """The commune of that name, as records write it."""
        return self._communes[nom]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Structures, then services: all that families can look for."""
        return (*self.all(Structure), *self.all(Service))

    def type_of(self, structure: Structure) -> Type:
        """The type of a structure, as a term of the vocabulary."""
        return self.vocabulary.types[structure.type]

    def themes_of(self, place: Place) -> tuple[Theme, ...]:
        """The themes of a place, the main one first."""
        own = place.themes if isinstance(place, Service) else (self.type_of(place).theme, *place.themes)
        return tuple(self.vocabulary.themes[id] for id in dict.fromkeys(own))

    def ages_of(self, place: Place) -> Ages | None:
        """The ages that a place declares, or else those usual for its type; None when nothing says."""
        return place.ages or (self.type_of(place).ages if isinstance(place, Structure) else None)

    def rubrique_of(self, place: Place) -> Rubrique:
        """The rubrique of a place's main theme: it gives its colour and its letter."""
        return self.vocabulary.rubriques[self.themes_of(place)[0].rubrique]

    def commune_of(self, place: Place) -> Commune | None:
        """Where a place is; None for a service without a structure."""
        if isinstance(place, Service):
            host = place.structure and self.get(Structure, place.structure)
            return self.commune(host.commune) if host else None
        return self.commune(place.commune)

    def services_of(self, structure: Structure) -> tuple[Service, ...]:
        """What is offered in a structure."""
        return tuple(service for service in self.all(Service) if service.structure == structure.id)

    def coming_to(self, commune: Commune) -> tuple[Place, ...]:
        """What stops in a commune or declares that it serves it, without being settled there."""

        def comes(place: Place) -> bool:
            if isinstance(place, Structure) and place.commune == commune.nom:
                return False
            if commune.nom in {stop.commune for stop in place.arrets}:
                return True
            return commune.nom in (place.zone if isinstance(place, Service) else place.communes_desservies)

        return tuple(place for place in self.places if comes(place))

    def actions_of(self, axe: Axe) -> tuple[Action, ...]:
        """The actions of an axis."""
        return tuple(action for action in self.all(Action) if action.axe == axe.id)

    def cadre_of(self, record: Axe | Action) -> str:
        """Where an axis, or an action by its axis, comes from; empty when it is the convention's.

        An action whose axis is not published is given to nobody.
        """
        axe = record if isinstance(record, Axe) else self.get(Axe, record.axe)
        return (axe.cadre or "") if axe else "origine non renseignée"

    @cached_property
    def _partners(self) -> dict[str, Partenaire]:
        return {fold(name): partner for partner in self.all(Partenaire) for name in partner.names}

    def partner(self, name: str) -> Partenaire | None:
        """The partner that an institution's name means, capitals and accents aside; None when it has no page."""
        return self._partners.get(fold(name))

    def naming(self, partner: Partenaire, kind: type[R], *fields: str) -> tuple[R, ...]:
        """The records of a kind that name a partner in one of these fields (all by default), as ``porteur`` or ``membres``."""
        named = (record for record, field in self._naming[partner.id] if type(record) is kind and (not fields or field in fields))
        return tuple(dict.fromkeys(named))  # type: ignore[arg-type]

    @cached_property
    def _naming(self) -> dict[str, list[tuple[Record, str]]]:
        """Identifier of a partner → (record that names it, field), in the order of the records: read once for all partners."""
        found: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        for records in self.records.values():
            for record in records:
                for where, name in institutions(record):
                    if partner := self.partner(name):
                        found[partner.id].append((record, where.split(".")[0]))
        return found

    def actions_for(self, record: Place | Indicateur) -> tuple[Action, ...]:
        """The actions that name a place or an indicator: the link back from its page."""
        field = record.folder
        return tuple(action for action in self.all(Action) if record.id in getattr(action, field))
