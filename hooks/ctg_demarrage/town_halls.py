"""The town halls, from the directory of administrations (DILA, data set « api-lannuaire-administration »).

Each service has its ``pivot`` (its type and the communes that it serves), ``telephone``, ``adresse``, ``site_internet`` and
``plage_ouverture``, which are JSON in a text, and ``adresse_courriel``. A value that cannot be read with certainty is left out,
and a message says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from shapely import Point

from ctg import api
from ctg_demarrage.communes import FoundCommune, damaged, named, values_of

TOLD = "La réponse de l'annuaire"
MOST_SERVICES = 20_000
FIELDS = "nom,pivot,code_insee_commune,siren,telephone,adresse_courriel,site_internet,adresse,plage_ouverture,date_modification"


@dataclass
class Halls:
    """What the directory says of a territory's town halls, as the fields of ``mairie``; ``remarks`` tells what was left out."""

    by_code: dict[str, dict[str, api.Value]] = field(default_factory=dict)
    changed: dict[str, dt.date] = field(default_factory=dict)
    """Code → when the directory's sheet was last changed."""
    publisher: dict[str, api.Value] = field(default_factory=dict)
    """The fields of ``editeur``, when the directory has the intercommunality, or the hall of a commune on its own."""
    remarks: list[str] = field(default_factory=list)


def read_services(body: bytes) -> list[dict]:
    """The services of an answer: a list (``exports/json``), or what holds it (``records``). Raises :class:`RegisterError`."""
    values = values_of(body, TOLD)
    items = values.get("results") if isinstance(values, dict) else values
    if not isinstance(items, list) or len(items) > MOST_SERVICES:
        raise damaged(TOLD, "ce n'est pas une liste de services")
    count = values.get("total_count") if isinstance(values, dict) else None
    if isinstance(count, int) and count > len(items):
        raise damaged(TOLD, f"elle ne donne que {len(items)} services sur {count}")
    return [item for item in items if isinstance(item, dict)]


def halls_of(services: Iterable[dict], communes: Iterable[FoundCommune], siren: str) -> Halls:
    """The town hall of each commune, and the publisher: an intercommunality of the directory, or a commune by its own SIREN."""
    services = list(services)
    candidates: dict[str, list[dict]] = {}
    for service in services:
        for code in _serves(service, "mairie"):
            candidates.setdefault(code, []).append(service)
    chosen = [(commune, _the_hall(candidates.get(commune.code, []), commune.nom)) for commune in communes]
    ours = [one for one in services if siren and api.short_text(one.get("siren")) == siren and any(_serves(one, "epci"))]
    ours += [hall for commune, hall in chosen if hall and siren and commune.siren == siren]
    found = Halls(publisher=next(map(_publisher, ours), {}))
    for commune, hall in chosen:
        if hall is None:
            found.remarks.append(f"{commune.nom} : l'annuaire ne donne pas sa mairie.")
            continue
        found.by_code[commune.code] = _fields(hall, commune, found.remarks)
        if day := _day(hall.get("date_modification")):
            found.changed[commune.code] = day
    return found


def _day(value: object) -> dt.date | None:
    """« 12/03/2026 10:38:56 »; None for no date, or one to come."""
    match = re.match(r"(\d{2})/(\d{2})/(\d{4})\b", api.short_text(value), re.ASCII)
    try:
        day = dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
    return day if day and day <= api.today(api.PARIS) else None


def _serves(service: Mapping[str, Any], sort: str) -> Iterator[str]:
    """The communes that a service serves as that type of service."""
    for pivot in api.groups(service.get("pivot")):
        codes = pivot.get("code_insee_commune")
        if pivot.get("type_service_local") == sort:
            yield from (api.short_text(code) for code in (codes if isinstance(codes, list) else [codes]))


def _the_hall(candidates: list[dict], commune: str) -> dict | None:
    """The main one; those of former communes (« mairie déléguée ») and annexes aside. None when two could be."""
    main = [one for one in candidates if not re.search(r"delegue|annexe|associee", api.fold(api.short_text(one.get("nom"))))]
    exact = [one for one in main if api.fold(api.short_text(one.get("nom"))) == api.fold(f"mairie {commune}")]
    return exact[0] if len(exact) == 1 else main[0] if len(main) == 1 else None


def _fields(hall: dict, commune: FoundCommune, remarks: list[str]) -> dict[str, api.Value]:
    address = _address(hall)
    code, town = api.kept(api.Postcode, address.get("code_postal")), api.short_text(address.get("nom_commune"))
    fields = {
        "adresse": api.kept(api.Line, address.get("numero_voie")),
        "localite": f"{code} {town}" if code and town else "",
        **_reached(hall),
        "horaires": _hours(hall, commune.nom, remarks),
        "position": _position(address, commune),
    }
    if not fields["telephone"]:
        remarks.append(f"{commune.nom} : aucun téléphone de mairie.")
    return {name: value for name, value in fields.items() if value}


def _reached(service: dict) -> dict[str, api.Value]:
    phones = (api.kept(api.Phone, one.get("valeur")) for one in api.groups(service.get("telephone")))
    mails = re.split(r"[;,\s]+", api.short_text(service.get("adresse_courriel")))
    sites = (api.kept(api.Url, one.get("valeur")) for one in api.groups(service.get("site_internet")))
    return {
        "telephone": next(filter(None, phones), ""),
        "courriel": next(filter(None, (api.kept(api.Email, one) for one in mails)), ""),
        "site_web": next(filter(None, sites), ""),
    }


def _address(service: dict) -> dict:
    """The one where people go, not the one where they write."""
    return next((one for one in api.groups(service.get("adresse")) if one.get("type_adresse") == "Adresse"), {})


def _publisher(service: dict) -> dict[str, api.Value]:
    address = _address(service)
    fields = {
        "adresse": api.kept(api.Line, address.get("numero_voie")),
        "code_postal": api.kept(api.Postcode, address.get("code_postal")),
        "ville": api.short_text(address.get("nom_commune")),
        **_reached(service),
    }
    return {name: value for name, value in fields.items() if value}


def _position(address: dict, commune: FoundCommune) -> api.Value:
    """A point inside the commune, or nothing."""
    try:
        lat, lon = round(float(address["latitude"]), 5), round(float(address["longitude"]), 5)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180) or not commune.outline.buffer(api.BORDER / 2).covers(Point(lon, lat)):
        return None
    return {"lat": str(lat), "lon": str(lon)}


def _hours(hall: dict, commune: str, remarks: list[str]) -> api.Value:
    """The week, when every line of it can be read for sure: no comment, no half-written span, no overlap."""
    slots = api.groups(hall.get("plage_ouverture"))
    if not slots:
        return None
    if told := next(filter(None, (api.short_text(slot.get("commentaire")) for slot in slots)), ""):
        remarks.append(f"{commune} : horaires laissés de côté, ils ont une précision ({named(told)}).")
        return None
    try:
        week = api.directory_week(slots)
        api.Horaires.model_validate(week)
    except (ValueError, ValidationError):
        remarks.append(f"{commune} : horaires laissés de côté, ils ne se lisent pas avec certitude.")
        return None
    return week
