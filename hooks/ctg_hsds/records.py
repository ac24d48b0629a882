"""Organizations and services of HSDS 3.1, each with all that it holds, as the specification wants.

A structure is a location and the service given there. A service is given at its structure's location and at each of its
stops. Its organization is who runs it, else the structure itself. Nothing names a person: there is no ``contact``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from ctg.analysis.inclusion.facts import Sentence, facts, labelled
from ctg.catalogue import Catalogue
from ctg.ground.problems import fold
from ctg.kinds import Partenaire, Service, Structure
from ctg.kinds.families.place import Place
from ctg.outputs.base.addresses import absolute
from ctg.outputs.open_data.inclusion.parts import description, joined, known, texts
from ctg.outputs.open_data.public import published
from ctg_hsds import parts as part
from ctg_hsds.locations import Sites, settled
from ctg_hsds.parts import HsdsPieces, HsdsSheet, identifier, written
from ctg_hsds.schedules import schedules

HELD = {"ages", "publics", "acces", "demarches.etapes", "inscription", "transport", "arrets", "horaires.note", "gestionnaire"}
"""What HSDS has fields for: not repeated in the description."""


@dataclass(frozen=True)
class Writer:
    """Writes the places of a catalogue on a day."""

    catalogue: Catalogue
    today: dt.date

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Each structure, then each service."""
        return (*published(self.catalogue, Structure), *published(self.catalogue, Service))

    @cached_property
    def sites(self) -> Sites:
        """Where services are given."""
        return Sites(self.catalogue, self.today)

    def id(self, *path: str) -> str:
        """The identifier of one of our objects."""
        return identifier(self.catalogue.territoire, *path)

    # --- organizations ---------------------------------------------------------------------------

    def organizations(self) -> list[HsdsSheet]:
        """Each organization once, by name."""
        found = {sheet["id"]: sheet for place in self.places if (sheet := self.organization(place))}
        return sorted(found.values(), key=lambda sheet: (sheet["name"], sheet["id"]))

    def organization(self, place: Place) -> HsdsSheet:
        """Who runs a place; empty for a service of which nobody says it."""
        if place.gestionnaire:
            partner = self.catalogue.partner(place.gestionnaire)
            if partner and partner.published:
                return self._partner(partner)
            name = place.gestionnaire
            told = f"Responsable de lieux ou de services pour les familles ({self.catalogue.territoire.nom})."
            return {"id": self.id("organisations", fold(name) or name), "name": name, "description": told}
        home = self.catalogue.home(place)
        return self._itself(home) if home and home.published else {}

    def _partner(self, partner: Partenaire) -> HsdsSheet:
        id = self.id(partner.key)
        return known(
            id=id,
            name=partner.nom,
            alternate_name=partner.sigle,
            description=partner.role or partner.nom,
            email=partner.courriel,
            website=partner.site_web,
            uri=absolute(self.catalogue.territoire, f"{partner.key}/"),
            phones=part.phones(self.catalogue.territoire, partner.key, partner.telephone),
        )

    def _itself(self, place: Structure) -> HsdsSheet:
        numbers = {"id": self.id(place.key, "siret"), "identifier_type": "SIRET", "identifier": place.siret}
        return known(
            id=self.id(place.key, "organisation"),
            name=place.nom,
            description=place.description or self.catalogue.type_of(place).definition,
            website=place.site_web,
            organization_identifiers=[numbers] if place.siret else [],
        )

    # --- services --------------------------------------------------------------------------------

    def service(self, place: Place) -> HsdsPieces:
        """A service, with all that it needs to be understood alone."""
        return written(self._service(place), (site.content for _, site in self.sites.of(place)))

    def _service(self, place: Place) -> HsdsSheet:
        """The same; each ``location`` is None, for :attr:`sites` has it written."""
        territoire, id = self.catalogue.territoire, self.id(place.key)
        found = facts(place)
        told = [fact.text for fact in found if fact.field not in HELD]
        located = place.seat and settled(self.catalogue, place)  # then its hours are its location's
        introduction = place.description or self.catalogue.definition_of(place) or place.nom
        return known(
            id=id,
            organization=self.organization(place),
            name=place.nom,
            alternate_name=" ; ".join(place.autres_noms),
            description=description(introduction, told, place.doubtful),
            url=absolute(territoire, f"{place.key}/") or place.site_web,
            additional_urls=self._urls(place),
            email=place.courriel,
            status="active",
            eligibility_description=joined(*texts(found, "publics_precisions")),
            **part.years(place.ages),
            **self._asking(place, found),
            assured_date=place.verifie_le and place.verifie_le.isoformat(),
            phones=part.phones(territoire, place.key, place.telephone),
            schedules=[]
            if located or self.catalogue.moves(place)
            else schedules(self.catalogue, place, place.key, place, self.today),
            service_areas=self._areas(place),
            service_at_locations=[{"id": self.id(place.key, name), "location": None} for name, _ in self.sites.of(place)],
            attributes=part.attributes(self.catalogue, place, "service", id),
        )

    def _urls(self, place: Place) -> list[HsdsSheet]:
        own = place.site_web if self.catalogue.territoire.adresse_site else None
        urls = {"Site web": own, "monenfant.fr": place.lien_monenfant if isinstance(place, Structure) else None}
        return [{"id": self.id(place.key, "lien", label), "label": label, "url": url} for label, url in urls.items() if url]

    def _asking(self, place: Place, found: tuple[Sentence, ...]) -> HsdsSheet:
        cost, asked = place.price, place.demarches if isinstance(place, Service) else place.registration
        free = {"id": self.id(place.key, "gratuit"), "currency": "eur", "amount": 0}
        papers = asked.pieces if asked else ()
        return known(
            application_process=joined(
                *texts(found, "mobilisation_precisions"),
                labelled("Conditions", place.eligibility),
                labelled("Démarche en ligne", place.demarches.lien if isinstance(place, Service) and place.demarches else None),
            ),
            fees_description=joined("Gratuit." if cost and cost.gratuit else None, cost.texte if cost else None),
            cost_options=[free] if cost and cost.gratuit else [],
            required_documents=[
                {"id": self.id(place.key, "piece", str(rank)), "document": paper} for rank, paper in enumerate(papers)
            ],
        )

    def _areas(self, place: Place) -> list[HsdsSheet]:
        names = place.visits or place.reserved_to or (() if place.seat else (self.catalogue.territoire.nom_complet,))
        return [{"id": self.id(place.key, "zone", name), "name": name} for name in names]
