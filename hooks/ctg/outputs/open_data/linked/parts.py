"""Pieces of schema.org that several kinds of records share: where, when, for whom, who is responsible."""

from __future__ import annotations

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import HasHours
from ctg.analysis.hours.opening_export import schema_org
from ctg.kinds import Partenaire, Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Age, Ages
from ctg.kinds.fields.reach import Position
from ctg.kinds.project.partenaire import Nature
from ctg.outputs.base.addresses import point, postal
from ctg.outputs.base.formats.schema_org import AddressOf, Node, address, node, subject
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.words.contacts import caution

GOVERNMENT: frozenset[Nature] = frozenset(
    {Nature.COLLECTIVITE, Nature.CAF, Nature.MSA, Nature.ETAT, Nature.DEPARTEMENT, Nature.REGION}
)
"""Natures of the institutions that run a public service by law: the two funds are of private law, and do."""


def whereabouts(render: Renderer, record: Record) -> Node:
    """The address and the point, when they are known and nobody must hide them."""
    here = point(render.catalogue, record)
    return {"address": address(postal(render.catalogue, record)), "geo": geo(here) if here else None}


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
    """A text after the warning that the page has at its head: read elsewhere, it must not look surer than here."""
    return " ".join(part for part in (caution(record, render.today), text) if part)


def audience(ages: Ages | None, publics: str | None) -> Node | None:
    """Whom a place or a service is for; ages in years."""
    if not ages and not publics:
        return None
    youngest, oldest = (ages.de, ages.a) if ages else (None, None)
    bounds = {"suggestedMinAge": youngest and years(youngest), "suggestedMaxAge": oldest and years(oldest)}
    return node("PeopleAudience", audienceType=publics, **bounds)


def years(age: Age) -> int | float:
    """« 10 semaines » → 0.19."""
    found = round(age.mois / 12, 2)
    return int(found) if found == int(found) else found
