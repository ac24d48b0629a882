"""Whom a service without a place belongs to: the standard ties every service to a structure."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Iterable, Iterator

from ctg.analysis.inclusion.words import stated_on
from ctg.catalogue import Catalogue
from ctg.kinds import Partenaire, Record, Service
from ctg.kinds.families.place import Place
from ctg.kinds.fields.identifiers import as_identifier
from ctg.outputs.base.addresses import absolute
from ctg.outputs.open_data.inclusion import parts as part
from ctg.outputs.open_data.inclusion.parts import InclusionSheet, known


def source(catalogue: Catalogue) -> str:
    """The producer, as the standard identifies it: the territory's name, « pays-de-valbourg »."""
    return as_identifier(catalogue.territoire.nom)


def sheet_id(catalogue: Catalogue, record: Record) -> str:
    """Unique and stable: « pays-de-valbourg--structures-les-lutins »."""
    return f"{source(catalogue)}--{record.folder}-{record.id}"


def carrier(catalogue: Catalogue, place: Service, structures: Collection[str]) -> str:
    """The structure that a service belongs to: its own if it is among those written, else who runs it, else nothing."""
    home = catalogue.host(place)
    if home and (id := sheet_id(catalogue, home)) in structures:
        return id
    name = place.gestionnaire
    return _institution_id(catalogue, name) if name and len(_name(catalogue, name)) >= part.NAME[0] else ""


def carriers(catalogue: Catalogue, services: Iterable[tuple[Place, InclusionSheet]], today: dt.date) -> Iterator[InclusionSheet]:
    """A structure for each institution that services belong to, dated by the latest of what is known of it and of them."""
    groups: dict[str, list[tuple[Place, InclusionSheet]]] = {}
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
            **(_page(catalogue, partner) if partner else {}),
        )


def _page(catalogue: Catalogue, partner: Partenaire) -> InclusionSheet:
    return known(
        description=partner.role and part.description(partner.role, (), partner.doubtful),
        lien_source=absolute(catalogue.territoire, f"{partner.key}/"),
        telephone=partner.telephone,
        courriel=partner.courriel,
        site_web=partner.site_web,
    )


def _institution_id(catalogue: Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    own = as_identifier(name) or f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"  # a name may have no letter at all
    return f"{source(catalogue)}--gestionnaires-{partner.id if partner else own}"


def _name(catalogue: Catalogue, name: str) -> str:
    partner = _partner(catalogue, name)
    return part.name(partner.nom if partner else name)


def _partner(catalogue: Catalogue, name: str) -> Partenaire | None:
    partner = catalogue.partner(name)
    return partner if partner and partner.published else None
