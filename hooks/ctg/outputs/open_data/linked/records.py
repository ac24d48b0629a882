"""What a record's page is about, in the words of schema.org: its name, address, telephone, hours, as the page shows them.

A place, a service, a commune and its town hall, a partner, a public meeting and a guided path have a true type there. An
action, an axis, an indicator, a diagnosis or a body has none: schema.org's ``Project`` is an organisation, its ``Action``
is what someone does to a thing. Their page says what it is by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ctg.kinds import Commune, Parcours, Partenaire, Rencontre, Service, Structure
from ctg.kinds.project.rencontre import TypeRencontre
from ctg.outputs.base.addresses import postal
from ctg.outputs.base.formats.schema_org import AddressOf, Node, address, node, subject
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.linked.parts import (
    GOVERNMENT,
    audience,
    city,
    described,
    geo,
    hours,
    nature,
    organisation,
    place_of,
    territory,
    whereabouts,
)
from ctg.outputs.words.contacts import contact, town_hall

SURVEYS = {TypeRencontre.QUESTIONNAIRE, TypeRencontre.ENTRETIENS}
"""Types of meetings that are no event: nobody goes there."""


def structure(record: Structure, render: Renderer, link: AddressOf) -> Iterator[Node]:
    kind = render.catalogue.type_of(record)
    coming = dict.fromkeys((*record.communes_desservies, *(stop.commune for stop in record.arrets)))
    # A place has no age for schema.org: what it offers has.
    whom = audience(record.ages, record.publics)
    yield node(
        kind.schema_org,
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        sameAs=[record.accessibilite_lieu] if record.accessibilite_lieu else [],
        telephone=record.telephone,
        email=record.courriel,
        **whereabouts(render, record),
        **hours(render, record, record),
        containedInPlace=_town(render, record, link),
        areaServed=[city(render, nom, link) for nom in coming],
        parentOrganization=organisation(render, record.gestionnaire, link),
        isAccessibleForFree=record.tarif.gratuit if record.tarif else None,
        makesOffer=whom and node("Offer", itemOffered=node("Service", serviceType=kind.singulier, audience=whom)),
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
    place, opening = render.catalogue.host(record), hours(render, record, record)
    yield node(
        "GovernmentService" if _is_public(render, record) else "Service",
        subject(link, record.key),
        name=record.nom,
        alternateName=list(record.autres_noms),
        description=described(render, record, record.description),
        url=record.site_web or link(f"{record.key}/"),
        serviceType=render.catalogue.themes_of(record)[0].titre,
        provider=organisation(render, record.gestionnaire, link) or (place and place_of(render, place, link)),
        areaServed=_area(render, record, link),
        audience=audience(record.ages, record.publics),
        # A service has no special hours for schema.org: those of a date stand beside the weeks, and are more precise.
        hoursAvailable=[part for name in sorted(opening) for part in opening[name]],
        availableChannel=_channel(render, record, link),
        offers=node("Offer", price=0, priceCurrency="EUR") if record.tarif and record.tarif.gratuit else None,
    )


def _is_public(render: Renderer, record: Service) -> bool:
    """Who manages it decides; for want of a partner of that name, the place where it is."""
    manager, place = render.catalogue.partner(record.gestionnaire or ""), render.catalogue.host(record)
    if manager:
        return manager.nature in GOVERNMENT
    return place is not None and render.catalogue.type_of(place).schema_org == "GovernmentOffice"


def _area(render: Renderer, record: Service, link: AddressOf) -> list[Node]:
    """For whom, by where they live: some communes, or everyone when no place offers it."""
    if record.zone:
        return [city(render, nom, link) for nom in record.zone]
    return [] if record.structure else [territory(render, link)]


def _channel(render: Renderer, record: Service, link: AddressOf) -> Node | None:
    """How to ask for it: the telephone that the page shows, the place, the page of the procedure."""
    answers, place = contact(render.catalogue, record), render.catalogue.host(record)
    reach = {"telephone": answers.telephone, "email": answers.courriel} if answers else {}
    own = address(postal(render.catalogue, record)) if record.adresse else None
    ways = {
        "servicePhone": node("ContactPoint", **reach) if any(reach.values()) else None,
        "serviceLocation": node("Place", address=own) if own else place and place_of(render, place, link),
        "serviceUrl": record.demarches.lien if record.demarches else None,
    }
    return node("ServiceChannel", **ways) if any(ways.values()) else None


def partenaire(record: Partenaire, render: Renderer, link: AddressOf) -> Iterator[Node]:
    above = render.catalogue.get(Partenaire, record.rattachement)
    yield (organisation(render, record.nom, link) or {}) | node(
        nature(record),
        alternateName=[name for name in (record.sigle, *record.autres_noms) if name],
        description=described(render, record, record.role),
        url=record.site_web or link(f"{record.key}/"),
        telephone=record.telephone,
        email=record.courriel,
        address=address(postal(render.catalogue, record)),
        parentOrganization=organisation(render, above.nom, link) if above else None,
    )


def rencontre(record: Rencontre, render: Renderer, link: AddressOf) -> Iterator[Node]:
    """A meeting that everyone may come to, on a known day; nothing for others."""
    if not record.ouverte_a_tous or record.type in SURVEYS or not record.date.day or record.date.approx:
        return
    start, end = bounds(record, render.catalogue.clock)
    where = _venue(record)
    yield node(
        "Event",
        subject(link, record.key),
        name=record.titre,
        description=" ".join(part for part in (record.methode, record.inscription) if part),
        url=link(f"{record.key}/"),
        startDate=start,
        endDate=end,
        eventStatus="https://schema.org/EventScheduled",
        eventAttendanceMode=where and "https://schema.org/OfflineEventAttendanceMode",
        location=where,
        audience=node("Audience", audienceType=record.public) if record.public else None,
        inLanguage="fr",
    )


def bounds(record: Rencontre, clock: str) -> tuple[str, str | None]:
    """Beginning and end in ISO 8601, with the hour and the time zone when the hours of a single day are known."""
    day = record.date.first
    last = record.fin.first if record.fin and record.fin.day and not record.fin.approx else None
    spans = record.heures or ()
    if not spans or last or any(span.moment for span in spans):
        return day.isoformat(), last.isoformat() if last else None
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(clock))
    start, end = (midnight + dt.timedelta(minutes=minutes) for minutes in (spans[0].debut, spans[-1].fin))
    return start.isoformat(), end.isoformat()


def _venue(record: Rencontre) -> Node | None:
    if not (record.lieu or record.commune):
        return None
    town = node("PostalAddress", addressLocality=record.commune, addressCountry="FR") if record.commune else None
    return node("Place", name=record.lieu or record.commune, address=town)


def parcours(record: Parcours, render: Renderer, link: AddressOf) -> Iterator[Node]:
    steps = [node("HowToStep", name=step.titre, text=step.texte, url=step.lien) for step in record.etapes]
    yield node("HowTo", subject(link, record.key), name=record.titre, description=record.phrase, inLanguage="fr", step=steps)
