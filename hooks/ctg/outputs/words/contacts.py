"""Whom to call about a record, and how sure its facts are: what leaves the site says it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.upkeep.freshness import is_stale
from ctg.catalogue import Catalogue
from ctg.ground import phrases
from ctg.kinds import Commune, Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.reach import Reachable


def hidden(catalogue: Catalogue, record: Record) -> bool:
    """Whether nobody may learn where it is: a confidential structure, or a service that it offers."""
    return record.key in catalogue.confidential


def contact(catalogue: Catalogue, record: Record) -> Reachable | None:
    """Who answers: the record itself, the town hall for a commune, else the structure of a service. None when nobody does."""
    found = (record.desk, catalogue.host(record) if isinstance(record, Place) else None)
    return next((one for one in found if one and (one.telephone or one.courriel or one.site_web)), None)


@dataclass(frozen=True)
class SharedNumber:
    """A number to call: whose it is, and for which other places it answers."""

    place: Place
    others: tuple[Place, ...]


def whom_to_call(catalogue: Catalogue, places: Iterable[Place]) -> tuple[list[SharedNumber], list[Place]]:
    """Each number once, in the order of the places; then those for which nobody's number is known."""
    found: dict[str, tuple[Place, list[Place]]] = {}
    silent: list[Place] = []
    for place in places:
        if one := catalogue.answering(place):
            found.setdefault(one.telephone or "", (one, []))[1].append(place)
        else:
            silent.append(place)
    return [SharedNumber(one, tuple(place for place in asked if place is not one)) for one, asked in found.values()], silent


def answering(record: Record) -> str:
    """The name of who answers: the record's own, or that of a commune's town hall."""
    return town_hall(record.nom) if isinstance(record, Commune) else record.title


def town_hall(commune: str) -> str:
    """« Mairie de Valbourg », « Mairie d’Aubrelune », « Mairie du Pin »."""
    return phrases.capital(phrases.town_hall(commune))


@dataclass(frozen=True)
class WhoAnswers:
    """A telephone number, and who answers when it is not the record itself."""

    telephone: str
    who: str = ""


def call(catalogue: Catalogue, record: Record) -> WhoAnswers | None:
    """The number to call: the record's, its structure's, else who answers for it (a number of listening, a place), else the
    town hall, save in danger."""
    if (own := contact(catalogue, record)) and own.telephone:
        return WhoAnswers(own.telephone, "" if isinstance(record, Place) else answering(record))
    if not isinstance(record, Place):
        return None
    if (number := catalogue.relay_of(record)) and not number.sms:
        return WhoAnswers(number.numero, number.titre)
    relay = catalogue.get(Structure, record.contact_relais)
    if relay and relay.telephone:
        return WhoAnswers(relay.telephone, relay.nom)
    commune = None if catalogue.urgences_of(record) else catalogue.commune_of(record)
    if commune and commune.mairie and commune.mairie.telephone:
        return WhoAnswers(commune.mairie.telephone, town_hall(commune.nom))
    return None


def caution(record: Record, today: dt.date) -> str:
    """What the page says above doubtful or old facts; empty when they are confirmed."""
    if record.doubtful:
        return "À vérifier : personne n’a encore confirmé ces informations. Appelez avant de vous déplacer."
    if record.verifie_le and is_stale(record, today):
        return f"À revérifier : la dernière vérification date {phrases.de_date(record.verifie_le)}."
    return ""
