"""Our places as data·inclusion writes them (schema v1), and why some cannot be.

A structure of ours is a structure there and, when its type means a thématique, a service of the same name: people look for
services. The standard ties every service to a structure: a service of ours goes to its structure, else to the institution that
runs it, which then becomes a structure without an address. https://gip-inclusion.github.io/data-inclusion-schema/latest/
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from ctg import api
from ctg_normes import inclusion_fields
from ctg_normes.inclusion_fields import InclusionSheet, known
from ctg_normes.inclusion_words import InclusionWords, Sentence, facts, stated_on, words


def source(catalogue: api.Catalogue) -> str:
    """The producer, as the standard identifies it: the territory's name, « pays-de-valbourg »."""
    return api.as_identifier(catalogue.territoire.nom)


def sheet_id(catalogue: api.Catalogue, record: api.Record) -> str:
    """Unique and stable: « pays-de-valbourg--structures-les-lutins »."""
    return f"{source(catalogue)}--{record.folder}-{record.id}"


def carrier(catalogue: api.Catalogue, place: api.Service, structures: Collection[str]) -> str:
    """The structure that a service belongs to: its own if it is among those written, else who runs it, else nothing."""
    home = catalogue.host(place)
    if home and (id := sheet_id(catalogue, home)) in structures:
        return id
    name = place.gestionnaire
    return _institution_id(catalogue, name) if name and len(_name(catalogue, name)) >= inclusion_fields.NAME[0] else ""


def carriers(
    catalogue: api.Catalogue, services: Iterable[tuple[api.Place, InclusionSheet]], today: dt.date
) -> Iterator[InclusionSheet]:
    """A structure for each institution that services belong to, dated by the latest of what is known of it and of them."""
    groups: dict[str, list[tuple[api.Place, InclusionSheet]]] = {}
    for place, sheet in services:
        if place.gestionnaire and sheet["structure_id"] == _institution_id(catalogue, place.gestionnaire):
            groups.setdefault(sheet["structure_id"], []).append((place, sheet))
    for id, group in groups.items():
        name = group[0][0].gestionnaire or ""
        partner = _partner(catalogue, name)
        dates = [sheet["date_maj"] for _, sheet in group]
        if partner and (date := stated_on(partner, today)):
            dates.append(date.isoformat())
        yield known(
            id=id,
            source=source(catalogue),
            nom=_name(catalogue, name),
            date_maj=max(dates),
            **(_page(catalogue, partner, today) if partner else {}),
        )


def _page(catalogue: api.Catalogue, partner: api.Partenaire, today: dt.date) -> InclusionSheet:
    return known(
        description=partner.role and inclusion_fields.description(partner.role, api.PublicView(catalogue, partner, today)),
        lien_source=api.absolute(catalogue.territoire, f"{partner.key}/"),
        telephone=partner.telephone,
        courriel=partner.courriel,
        site_web=partner.site_web,
    )


def _institution_id(catalogue: api.Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    own = api.as_identifier(name) or f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"  # a name may have no letter at all
    return f"{source(catalogue)}--gestionnaires-{partner.id if partner else own}"


def _name(catalogue: api.Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    return inclusion_fields.name(partner.nom if partner else name)


def _partner(catalogue: api.Catalogue, name: str) -> api.Partenaire | None:
    partner = catalogue.partner(name)
    return partner if partner and partner.published else None


@dataclass(frozen=True)
class InclusionPlace:
    """A place in the standard: its structure, its service, both, or neither when the standard cannot take it."""

    place: api.Place
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
    seen: api.PublicView


def exchange(catalogue: api.Catalogue, today: dt.date) -> Exchange:
    """Every published structure and service, on a day."""
    structures = [_structure(catalogue, place, today) for place in api.published(catalogue, api.Structure)]
    known_ids = {one.structure["id"] for one in structures if one.structure}
    services = [_service(catalogue, place, today, known_ids) for place in api.published(catalogue, api.Service)]
    sheets = [(one.place, one.service) for one in services if one.service]
    return Exchange((*structures, *services), tuple(carriers(catalogue, sheets, today)))


def _basis(catalogue: api.Catalogue, place: api.Place, today: dt.date) -> _Basis | None:
    """None of what has no date, no description, or a name of less than three letters: the standard takes none."""
    seen = api.PublicView(catalogue, place, today)
    introduction = (place.description or catalogue.definition_of(place)).strip()
    date, name = stated_on(place, today), inclusion_fields.name(place.nom)
    if not date or len(name) < inclusion_fields.NAME[0] or len(introduction) < inclusion_fields.TEXT[0]:
        return None
    head = known(
        id=sheet_id(catalogue, place),
        source=source(catalogue),
        nom=name,
        date_maj=date.isoformat(),
        lien_source=api.absolute(catalogue.territoire, f"{place.key}/"),
    )
    return _Basis(head, introduction, words(catalogue, place), facts(place), seen)


def _structure(catalogue: api.Catalogue, place: api.Structure, today: dt.date) -> InclusionPlace:
    basis = _basis(catalogue, place, today)
    if not basis:
        return InclusionPlace(place)
    alone = not basis.words.thematiques
    told = [fact.text for fact in basis.told if alone or fact.into == "description"]
    structure = basis.head | known(
        description=inclusion_fields.description(basis.introduction, basis.seen, told),
        siret=place.siret,
        **inclusion_fields.where(catalogue, place),
        **inclusion_fields.contact(basis.seen),
        site_web=place.site_web,
        horaires_accueil=basis.seen.osm[0],
        accessibilite_lieu=inclusion_fields.acceslibre(place.accessibilite_lieu),
        reseaux_porteurs=list(basis.words.reseaux),
    )
    if alone:
        return InclusionPlace(place, structure)
    service = _common(catalogue, place, basis, structure["id"]) | known(
        modes_accueil=["en-presentiel"],
        zone_eligibilite=inclusion_fields.codes(catalogue, place.communes_desservies),
    )
    return InclusionPlace(place, structure, inclusion_fields.mobilised(service, free=False))


def _service(catalogue: api.Catalogue, place: api.Service, today: dt.date, structures: Collection[str]) -> InclusionPlace:
    basis, owner = _basis(catalogue, place, today), carrier(catalogue, place, structures)
    if not basis or not owner:  # the standard ties a service to a structure
        return InclusionPlace(place)
    steps = place.demarches
    service = _common(catalogue, place, basis, owner) | known(
        modes_accueil=inclusion_fields.modes(catalogue, place),
        zone_eligibilite=inclusion_fields.codes(catalogue, place.zone) or inclusion_fields.everywhere(catalogue),
        lien_mobilisation=(steps and steps.lien) or place.site_web,
    )
    return InclusionPlace(place, None, inclusion_fields.mobilised(service, place.acces == "libre", place.acces == "orientation"))


def _common(catalogue: api.Catalogue, place: api.Place, basis: _Basis, structure_id: str) -> InclusionSheet:
    said, cost, call = partial(inclusion_fields.texts, basis.told), place.tarif, basis.seen.spoken
    return basis.head | known(
        structure_id=structure_id,
        description=inclusion_fields.description(basis.introduction, basis.seen, said("description")),
        thematiques=list(basis.words.thematiques),
        publics=list(basis.words.publics),
        publics_precisions=inclusion_fields.joined(*said("publics_precisions")),
        frais=inclusion_fields.price(cost.gratuit if cost else None),
        frais_precisions=inclusion_fields.joined(cost.texte if cost else None, *said("frais_precisions")),
        conditions_acces=inclusion_fields.joined(place.eligibility, *place.to_bring, separator=" ; "),
        mobilisation_precisions=inclusion_fields.joined(call.sentence if call else None, *said("mobilisation_precisions")),
        **inclusion_fields.where(catalogue, place),
        **inclusion_fields.contact(basis.seen),
        horaires_accueil=basis.seen.osm[0],
    )


def _id_of(sheet: InclusionSheet) -> str:
    return sheet["id"]


FOLDER = "donnees/data-inclusion"
STANDARD, SPEC = "data·inclusion, schéma v1", "https://gip-inclusion.github.io/data-inclusion-schema/latest/"
CHECKED = "chaque fiche est validée par les modèles officiels (data-inclusion-schema 1.0.10), à chaque test"
SHEETS = {
    "structures": (
        "Structures, au format data·inclusion",
        "Les lieux, et les institutions qui portent un service sans lieu.",
    ),
    "services": (
        "Services, au format data·inclusion",
        "Les services, et ce que proposent les lieux. Sans équivalent dans le standard, un thème est laissé de côté.",
    ),
}
ABOUT = (
    *(
        api.About(
            f"{FOLDER}/{name}.json",
            title,
            text,
            "application/json",
            STANDARD,
            CHECKED,
            api.PLACES,
            "Pour les annuaires de l’action sociale.",
            SPEC,
        )
        for name, (title, text) in SHEETS.items()
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """Two files, of a territory that has places."""
    found = cache(lambda: exchange(render.catalogue, render.today))
    if api.published_places(render.catalogue):
        yield api.Asset(f"{FOLDER}/structures.json", lambda: api.escaping_as_json(found().structures))
        yield api.Asset(f"{FOLDER}/services.json", lambda: api.escaping_as_json(found().services))
