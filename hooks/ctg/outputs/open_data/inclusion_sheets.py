"""Our places as data·inclusion writes them (schema v1), and why some cannot be.

A structure of ours is a structure there and, when its type means a thématique, a service of the same name: people look for
services. A service of ours is a service of its structure, else of the institution that runs it, which then becomes a
structure without an address. https://gip-inclusion.github.io/data-inclusion-schema/latest/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.inclusion.facts import Fact, Loss, facts, losses
from ctg.analysis.inclusion.words import Words, stated_on, words
from ctg.analysis.opening_export import osm
from ctg.catalogue import Catalogue
from ctg.kinds import Service, Structure
from ctg.kinds.commune import commune_id as slug
from ctg.kinds.structure import Place
from ctg.outputs.open_data import inclusion_parts as part
from ctg.outputs.open_data.addresses import absolute, host
from ctg.outputs.open_data.inclusion_parts import Sheet, known
from ctg.outputs.open_data.public import published

UNDATED = "Aucune date ne dit quand ces faits ont été établis : confirmez la fiche."
NAMELESS = "Son nom est trop court pour ce standard : trois lettres au moins."
SILENT = "Il n'a pas de description."
ALONE = "Le standard rattache tout service à une structure : donnez « structure » ou « gestionnaire »."


@dataclass(frozen=True)
class Written:
    """A place in the standard: its structure, its service, or both; else the reason why not, in French."""

    place: Place
    losses: tuple[Loss, ...]
    structure: Sheet | None = None
    service: Sheet | None = None
    reason: str = ""


@dataclass(frozen=True)
class Exchange:
    """All the places, and the institutions that carry the services which have none."""

    written: tuple[Written, ...]
    carriers: tuple[Sheet, ...]

    @property
    def structures(self) -> list[Sheet]:
        """By identifier."""
        return sorted((*(one.structure for one in self.written if one.structure), *self.carriers), key=_id_of)

    @property
    def services(self) -> list[Sheet]:
        """By identifier."""
        return sorted((one.service for one in self.written if one.service), key=_id_of)


@dataclass(frozen=True)
class _Basis:
    """What both sheets of a place are made of."""

    head: Sheet
    introduction: str
    words: Words
    told: tuple[Fact, ...]
    hours: str | None
    losses: tuple[Loss, ...]
    reason: str


def exchange(catalogue: Catalogue, today: dt.date) -> Exchange:
    """Every published structure and service, on a day."""
    structures = [_structure(catalogue, place, today) for place in published(catalogue, Structure)]
    services = [_service(catalogue, place, today) for place in published(catalogue, Service)]
    return Exchange((*structures, *services), tuple(_carriers(catalogue, services, today)))


def _basis(catalogue: Catalogue, place: Place, today: dt.date) -> _Basis:
    found, (hours, no_hours) = words(catalogue, place), osm(place, today)
    definition = catalogue.type_of(place).definition if isinstance(place, Structure) else ""
    introduction, date, name = (place.description or definition).strip(), stated_on(place, today), part.name(place.nom)
    reason = UNDATED if not date else NAMELESS if len(name) < part.NAME[0] else SILENT if len(introduction) < part.TEXT[0] else ""
    source = slug(catalogue.territoire.nom)
    head = known(
        id=f"{source}--{place.folder}-{place.id}",
        source=source,
        nom=name,
        date_maj=date and date.isoformat(),
        lien_source=absolute(catalogue.territoire, f"{place.key}/"),
    )
    return _Basis(head, introduction, found, facts(place), hours, losses(place, found, no_hours), reason)


def _structure(catalogue: Catalogue, place: Structure, today: dt.date) -> Written:
    basis = _basis(catalogue, place, today)
    if basis.reason:
        return Written(place, basis.losses, reason=basis.reason)
    alone = not basis.words.thematiques
    told = [fact.text for fact in basis.told if alone or fact.into == "description"]
    open_to_all = not place.adresse_confidentielle
    structure = basis.head | known(
        description=part.description(basis.introduction, told, place.doubtful),
        siret=place.siret if open_to_all else None,
        **part.where(catalogue, place),
        **part.contact(catalogue, place),
        site_web=place.site_web,
        horaires_accueil=basis.hours,
        accessibilite_lieu=part.acceslibre(place.accessibilite_lieu) if open_to_all else None,
        reseaux_porteurs=list(basis.words.reseaux),
    )
    if alone:
        lost = tuple(Loss(loss.field, loss.label, loss.into and "description", loss.reason) for loss in basis.losses)
        return Written(place, lost, structure)
    cost, papers = place.tarif, place.inscription.pieces if place.inscription else ()
    service = _common(catalogue, place, basis, structure["id"]) | known(
        frais=part.price(cost.gratuit if cost else None),
        frais_precisions=part.joined(cost and cost.texte, *part.texts(basis.told, "frais_precisions")),
        conditions_acces=part.joined(*papers, separator=" ; "),
        modes_accueil=["en-presentiel"],
        zone_eligibilite=part.codes(catalogue, place.communes_desservies),
    )
    return Written(place, basis.losses, structure, part.mobilised(service, free=False))


def _service(catalogue: Catalogue, place: Service, today: dt.date) -> Written:
    basis, carrier = _basis(catalogue, place, today), _carrier(catalogue, place, today)
    if reason := basis.reason or ("" if carrier else ALONE):
        return Written(place, basis.losses, reason=reason)
    cost, steps = place.frais, place.demarches
    service = _common(catalogue, place, basis, carrier) | known(
        frais=part.price(cost.gratuit if cost else None),
        frais_precisions=part.joined(cost and cost.texte),
        conditions_acces=part.joined(place.conditions, *(steps.pieces if steps else ()), separator=" ; "),
        modes_accueil=part.modes(catalogue, place),
        zone_eligibilite=part.codes(catalogue, place.zone) or part.everywhere(catalogue),
        lien_mobilisation=(steps and steps.lien) or place.site_web,
    )
    return Written(place, basis.losses, None, part.mobilised(service, place.acces == "libre", place.acces == "orientation"))


def _common(catalogue: Catalogue, place: Place, basis: _Basis, structure_id: str) -> Sheet:
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


# --- whom a service belongs to -------------------------------------------------------------------


def _carrier(catalogue: Catalogue, place: Service, today: dt.date) -> str:
    """The identifier of the structure that a service belongs to; empty when there is none."""
    home, source = host(catalogue, place), slug(catalogue.territoire.nom)
    if home and home.published and not _basis(catalogue, home, today).reason:
        return f"{source}--{home.folder}-{home.id}"
    return f"{source}--gestionnaires-{_institution(catalogue, place.gestionnaire)}" if place.gestionnaire else ""


def _institution(catalogue: Catalogue, name: str) -> str:
    partner = catalogue.partner(name)
    return partner.id if partner and partner.published else slug(name)


def _carriers(catalogue: Catalogue, services: Iterable[Written], today: dt.date) -> Iterable[Sheet]:
    """The institutions without a place that services belong to, dated by the latest of what is known of them."""
    groups: dict[str, list[Written]] = {}
    for one in services:
        if one.service and "--gestionnaires-" in one.service["structure_id"]:
            groups.setdefault(one.service["structure_id"], []).append(one)
    for id, group in groups.items():
        name = group[0].place.gestionnaire
        partner = catalogue.partner(name)
        partner = partner if partner and partner.published else None
        dates = [one.service["date_maj"] for one in group]
        if partner and (date := stated_on(partner, today)):
            dates.append(date.isoformat())
        yield known(
            id=id,
            source=slug(catalogue.territoire.nom),
            nom=part.name(partner.nom if partner else name),
            date_maj=max(dates),
            description=partner and partner.role,
            lien_source=absolute(catalogue.territoire, f"{partner.key}/") if partner else None,
            telephone=partner and partner.telephone,
            courriel=partner and partner.courriel,
            site_web=partner and partner.site_web,
        )


def _id_of(sheet: Sheet) -> str:
    return sheet["id"]
