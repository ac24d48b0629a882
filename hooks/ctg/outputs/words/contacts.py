"""Whom to call about a record, and how sure its facts are: what leaves the site says it too."""

from __future__ import annotations

import datetime as dt

from ctg import phrases
from ctg.analysis.freshness import is_stale
from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Record, Service, Structure
from ctg.kinds.commune import Mairie
from ctg.kinds.fields import Contact


def host(catalogue: Catalogue, record: Record) -> Structure | None:
    """The structure that offers a service; None for any other record."""
    return catalogue.get(Structure, record.structure) if isinstance(record, Service) and record.structure else None


def hidden(catalogue: Catalogue, record: Record) -> bool:
    """Whether nobody may learn where it is: a confidential structure, or a service that it offers."""
    return record.key in catalogue.confidential


def contact(catalogue: Catalogue, record: Record) -> Contact | Mairie | None:
    """Who answers: the record itself, the town hall for a commune, else the structure of a service. None when nobody does."""
    own = record.mairie if isinstance(record, Commune) else record
    found = (one for one in (own, host(catalogue, record)) if isinstance(one, Contact | Mairie))
    return next((one for one in found if one.telephone or one.courriel or one.site_web), None)


def town_hall(commune: str) -> str:
    """« Mairie de Valbourg », « Mairie d’Aubrelune », « Mairie du Pin »."""
    return phrases.capital(phrases.town_hall(commune))


def caution(record: Record, today: dt.date) -> str:
    """What the page says above doubtful or old facts; empty when they are confirmed."""
    if record.doubtful:
        return "À vérifier : personne n’a encore confirmé ces informations. Appelez avant de vous déplacer."
    if is_stale(record, today):
        return f"À revérifier : la dernière vérification date {phrases.de_date(record.verifie_le)}."
    return ""
