"""What the page of a place, service or commune is about, in the words of schema.org.

An action, an axis, an indicator, a diagnosis or a body has no type there: schema.org's ``Project`` is an organisation, its
``Action`` is what someone does to a thing. The pieces that several kinds share (where, when, who is responsible) are
here too."""

from __future__ import annotations

from collections.abc import Iterator

from ctg.hours.opening import Calendar, HasHours
from ctg.hours.standards import schema_org
from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.model.meeting import Nature, Partenaire
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import Renderer
from ctg.pages.schema_org import AddressOf, Node, address, node, subject
from ctg.places.contacts import town_hall
from ctg.places.view import PublicView

GOVERNMENT: frozenset[Nature] = frozenset(
    {Nature.COLLECTIVITE, Nature.CAF, Nature.MSA, Nature.ETAT, Nature.DEPARTEMENT, Nature.REGION}
)
"""Natures of the institutions that run a public service by law: the two funds are of private law, and do."""


def whereabouts(render: Renderer, record: Record) -> Node:
    """Address and point of a record as properties, when they are known and may be published."""
    seen = PublicView(render.catalogue, record, render.today)
    return {"address": address(seen.postal), "geo": geo(seen.point) if seen.point else None}


def answering(render: Renderer, record: Record) -> Node | None:
    """Who answers in its stead, by the number that its page shows; None when it answers itself, or nobody does."""
    call = PublicView(render.catalogue, record, render.today).spoken
    return node("ContactPoint", telephone=call.telephone, name=call.name) if call and call.name else None


def geo(position: Position) -> Node:
    """A point, in degrees."""
    return node("GeoCoordinates", latitude=position.lat, longitude=position.lon)


def hours(render: Renderer, record: Record, place: HasHours) -> dict[str, list[Node]]:
    """The ordinary weeks and, day by day, all that departs from them in the year to come.

    Nothing when they cannot be told exactly: a morning without its hours, a round without its days.
    """
    if isinstance(place, Place) and render.catalogue.moves(place):
        return {}
    return schema_org(place, Calendar.of(render.catalogue, record), render.today)[0] or {}


def city(render: Renderer, nom: str, link: AddressOf) -> Node:
    """A commune by its name."""
    return node("City", subject(link, render.catalogue.commune(nom).key), name=nom)


def territory(render: Renderer, link: AddressOf) -> Node:
    """The whole territory."""
    return node("AdministrativeArea", link("") + "#territoire", name=render.catalogue.territoire.nom)


def place_of(render: Renderer, place: Structure, link: AddressOf) -> Node:
    """A structure that another record names."""
    return node(render.catalogue.type_of(place).schema_org, subject(link, place.key), name=place.nom)


def organisation(render: Renderer, name: str | None, link: AddressOf) -> Node | None:
    """An institution by the name that a record gives it; when it has a page, it is the same everywhere."""
    if not name:
        return None
    partner = render.catalogue.partner(name)
    return node(nature(partner), subject(link, partner.key), name=name) if partner else node("Organization", name=name)


def nature(partner: Partenaire) -> str:
    """The type of a partner."""
    return "GovernmentOrganization" if partner.nature in GOVERNMENT else "Organization"


def described(render: Renderer, record: Record, text: str | None) -> str:
    """A text preceded by the page's warning, so that it looks no surer elsewhere than here."""
    return " ".join(part for part in (PublicView(render.catalogue, record, render.today).caution, text) if part)


def structure(record: Structure, render: Renderer, link: AddressOf) -> Iterator[Node]:
    kind = render.catalogue.type_of(record)
    coming = dict.fromkeys((*record.communes_desservies, *(stop.commune for stop in record.arrets)))
    yield node(
        kind.schema_org,
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        sameAs=[record.accessibilite_lieu] if record.accessibilite_lieu else [],
        telephone=record.telephone,
        contactPoint=answering(render, record),
        email=record.courriel,
        **whereabouts(render, record),
        **hours(render, record, record),
        containedInPlace=_town(render, record, link),
        areaServed=[city(render, nom, link) for nom in coming],
        parentOrganization=organisation(render, record.gestionnaire, link),
        isAccessibleForFree=record.tarif.gratuit if record.tarif else None,
    )


def _town(render: Renderer, record: Structure, link: AddressOf) -> Node | None:
    """The commune of a structure; a neighbour's has no page here, and its INSEE code says which it is."""
    if record.hors_territoire:
        return node("City", name=record.commune, identifier=node("PropertyValue", propertyID="INSEE", value=record.code_insee))
    return None if render.catalogue.moves(record) else city(render, record.commune, link)


def commune(record: Commune, render: Renderer, link: AddressOf) -> Iterator[Node]:
    yield city(render, record.nom, link) | node(
        "City",
        url=link(f"{record.key}/"),
        geo=geo(record.centre),
        identifier=node("PropertyValue", propertyID="INSEE", value=record.code_insee),
        containedInPlace=territory(render, link),
    )
    if hall := record.mairie:
        yield node(
            "GovernmentOffice",
            link(f"{record.key}/") + "#mairie",
            name=town_hall(record.nom),
            url=hall.site_web or link(f"{record.key}/"),
            telephone=hall.telephone,
            email=hall.courriel,
            **whereabouts(render, record),
            **hours(render, record, hall),
            containedInPlace=city(render, record.nom, link),
        )


def service(record: Service, render: Renderer, link: AddressOf) -> Iterator[Node]:
    place = render.catalogue.host(record)
    everywhere = [] if record.structure else [territory(render, link)]
    yield node(
        "Service",
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        serviceType=render.catalogue.themes_of(record)[0].titre,
        provider=organisation(render, record.gestionnaire, link) or (place and place_of(render, place, link)),
        areaServed=[city(render, nom, link) for nom in record.zone] or everywhere,
    )
