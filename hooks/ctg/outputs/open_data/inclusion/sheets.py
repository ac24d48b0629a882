"""Our places as data·inclusion writes them (schema v1), and why some cannot be.

A structure of ours is a structure there and, when its type means a thématique, a service of the same name: people look for
services. A service of ours is a service of its structure, else of the institution that runs it, which then becomes a
structure without an address. https://gip-inclusion.github.io/data-inclusion-schema/latest/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ctg.analysis.hours.opening_export import of_place
from ctg.analysis.inclusion.facts import Sentence, facts
from ctg.analysis.inclusion.words import InclusionWords, stated_on, words
from ctg.catalogue import Catalogue
from ctg.kinds import Service, Structure
from ctg.kinds.families.place import Place
from ctg.outputs.base.addresses import absolute
from ctg.outputs.open_data.inclusion import parts as part
from ctg.outputs.open_data.inclusion.carriers import carrier, carriers, sheet_id, source
from ctg.outputs.open_data.inclusion.parts import InclusionSheet, known
from ctg.outputs.open_data.public import published


@dataclass(frozen=True)
class InclusionPlace:
    """A place in the standard: its structure, its service, both, or neither when the standard cannot take it."""

    place: Place
    structure: InclusionSheet | None = None
    service: InclusionSheet | None = None


@dataclass(frozen=True)
class Exchange:
    """All the places, and the institutions that carry the services which have none."""

    written: tuple[InclusionPlace, ...]
    carriers: tuple[InclusionSheet, ...]

    @property
    def structures(self) -> list[InclusionSheet]:
        """The structures written, and the institutions, by identifier."""
        return sorted((*(one.structure for one in self.written if one.structure), *self.carriers), key=_id_of)

    @property
    def services(self) -> list[InclusionSheet]:
        """The services written, by identifier."""
        return sorted((one.service for one in self.written if one.service), key=_id_of)


@dataclass(frozen=True)
class _Basis:
    """What both sheets of a place are made of."""

    head: InclusionSheet
    introduction: str
    words: InclusionWords
    told: tuple[Sentence, ...]
    hours: str | None


def exchange(catalogue: Catalogue, today: dt.date) -> Exchange:
    """Every published structure and service, on a day."""
    structures = [_structure(catalogue, place, today) for place in published(catalogue, Structure)]
    known_ids = {one.structure["id"] for one in structures if one.structure}
    services = [_service(catalogue, place, today, known_ids) for place in published(catalogue, Service)]
    sheets = [(one.place, one.service) for one in services if one.service]
    return Exchange((*structures, *services), tuple(carriers(catalogue, sheets, today)))


def _basis(catalogue: Catalogue, place: Place, today: dt.date) -> _Basis | None:
    """None of what has no date, no description, or a name of less than three letters: the standard takes none."""
    found, (hours, _) = words(catalogue, place), of_place(catalogue, place, today)
    introduction = (place.description or catalogue.definition_of(place)).strip()
    date, name = stated_on(place, today), part.name(place.nom)
    if not date or len(name) < part.NAME[0] or len(introduction) < part.TEXT[0]:
        return None
    head = known(
        id=sheet_id(catalogue, place),
        source=source(catalogue),
        nom=name,
        date_maj=date.isoformat(),
        lien_source=absolute(catalogue.territoire, f"{place.key}/"),
    )
    return _Basis(head, introduction, found, facts(place), hours)


def _structure(catalogue: Catalogue, place: Structure, today: dt.date) -> InclusionPlace:
    basis = _basis(catalogue, place, today)
    if not basis:
        return InclusionPlace(place)
    alone = not basis.words.thematiques
    told = [fact.text for fact in basis.told if alone or fact.into == "description"]
    structure = basis.head | known(
        description=part.description(basis.introduction, told, place.doubtful),
        siret=place.siret,
        **part.where(catalogue, place),
        **part.contact(catalogue, place),
        site_web=place.site_web,
        horaires_accueil=basis.hours,
        accessibilite_lieu=part.acceslibre(place.accessibilite_lieu),
        reseaux_porteurs=list(basis.words.reseaux),
    )
    if alone:
        return InclusionPlace(place, structure)
    cost, papers = place.tarif, place.inscription.pieces if place.inscription else ()
    service = _common(catalogue, place, basis, structure["id"]) | known(
        frais=part.price(cost.gratuit if cost else None),
        frais_precisions=part.joined(cost.texte if cost else None, *part.texts(basis.told, "frais_precisions")),
        conditions_acces=part.joined(*papers, separator=" ; "),
        modes_accueil=["en-presentiel"],
        zone_eligibilite=part.codes(catalogue, place.communes_desservies),
    )
    return InclusionPlace(place, structure, part.mobilised(service, free=False))


def _service(catalogue: Catalogue, place: Service, today: dt.date, structures: Collection[str]) -> InclusionPlace:
    basis, owner = _basis(catalogue, place, today), carrier(catalogue, place, structures)
    if not basis or not owner:  # the standard ties a service to a structure
        return InclusionPlace(place)
    cost, steps = place.tarif, place.demarches
    service = _common(catalogue, place, basis, owner) | known(
        frais=part.price(cost.gratuit if cost else None),
        frais_precisions=part.joined(cost.texte if cost else None),
        conditions_acces=part.joined(place.conditions, *(steps.pieces if steps else ()), separator=" ; "),
        modes_accueil=part.modes(catalogue, place),
        zone_eligibilite=part.codes(catalogue, place.zone) or part.everywhere(catalogue),
        lien_mobilisation=(steps and steps.lien) or place.site_web,
    )
    return InclusionPlace(place, None, part.mobilised(service, place.acces == "libre", place.acces == "orientation"))


def _common(catalogue: Catalogue, place: Place, basis: _Basis, structure_id: str) -> InclusionSheet:
    return basis.head | known(
        structure_id=structure_id,
        description=part.description(basis.introduction, part.texts(basis.told, "description"), place.doubtful),
        **part.meaning(basis.words),
        publics_precisions=part.joined(*part.texts(basis.told, "publics_precisions")),
        mobilisation_precisions=part.joined(*part.texts(basis.told, "mobilisation_precisions")),
        **part.where(catalogue, place),
        **part.contact(catalogue, place),
        horaires_accueil=basis.hours,
    )


def _id_of(sheet: InclusionSheet) -> str:
    return sheet["id"]
