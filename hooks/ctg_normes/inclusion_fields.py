"""The fields of data·inclusion, a function a group: address, contact, how to ask, price, public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ctg import api
from ctg_normes.inclusion_words import Sentence

InclusionSheet = dict[str, Any]

NAME, TEXT = (3, 150), (5, 10_000)
"""Shortest and longest name and description."""
MODES = {"sur-place": "en-presentiel", "itinerant": "en-presentiel", "telephone": "a-distance", "en-ligne": "a-distance"}


def known(**values: Any) -> InclusionSheet:
    """The fields that say something: an absent one is not known."""
    return {name: value for name, value in values.items() if value or value not in (None, "", [], {})}


def name(text: str) -> str:
    """At most 150 characters, without a full stop at the end, which the standard advises against."""
    text = text if text.endswith("etc.") else text.rstrip(". ")
    return text if len(text) <= NAME[1] else text[: NAME[1] - 1] + "…"


def texts(told: Iterable[Sentence], into: str) -> list[str]:
    """The sentences meant for one free text of the standard."""
    return [fact.text for fact in told if fact.into == into]


def joined(*parts: str | None, separator: str = " ") -> str:
    """What there is, on one line."""
    return separator.join(" ".join(part.split()) for part in parts if part)


def description(introduction: str, seen: api.PublicView, sentences: Iterable[str] = ()) -> str:
    """The introduction, then a paragraph: how doubtful it is, and sentences; 10,000 characters at most."""
    more = joined(seen.caution, *sentences)
    text = f"{introduction}\n\n{more}" if more else introduction
    return text if len(text) <= TEXT[1] else text[: TEXT[1] - 1] + "…"


def where(catalogue: api.Catalogue, place: api.Place) -> InclusionSheet:
    """Address and point, as far as they are known and public. A service is where its structure is."""
    if place.adresse and not place.seat:
        return known(adresse=place.adresse, complement_adresse=place.complement_adresse, code_postal=place.code_postal)
    home = catalogue.home(place)
    if home is None or catalogue.moves(home):
        return {}  # it moves: its commune is not where it is
    commune = catalogue.commune(home.commune)
    found = known(commune=commune.nom, code_insee=commune.code_insee)
    if api.is_hidden(catalogue, home):
        return found  # no postal address is asked for
    position = api.own_point(catalogue, home)
    return found | known(
        adresse=home.adresse,
        complement_adresse=home.complement_adresse,
        code_postal=home.code_postal or only_postcode(commune),
        latitude=position and position.lat,
        longitude=position and position.lon,
    )


def only_postcode(commune: api.Commune) -> str | None:
    """The postcode of a commune that has one only: of several, nobody can tell which is right."""
    return commune.codes_postaux[0] if len(commune.codes_postaux) == 1 else None


def contact(seen: api.PublicView) -> InclusionSheet:
    """The telephone and e-mail that the page shows; a number to which one only writes is no telephone."""
    return known(telephone=seen.spoken and seen.spoken.telephone, courriel=seen.desk and seen.desk.courriel)


def price(gratuit: bool | None) -> str | None:
    """``gratuit``, ``payant``, or nothing when it is not known."""
    return {True: "gratuit", False: "payant", None: None}[gratuit]


def modes(catalogue: api.Catalogue, place: api.Service) -> list[str]:
    """The modes of the standard, sorted: those that the record says, else « en-presentiel » where its address is said."""
    return sorted({MODES[mode] for mode in place.modes} or ({"en-presentiel"} if where(catalogue, place).get("adresse") else ()))


def codes(catalogue: api.Catalogue, communes: Iterable[str]) -> list[str]:
    """The INSEE codes of communes, sorted."""
    return sorted(catalogue.commune(commune).code_insee for commune in communes)


def everywhere(catalogue: api.Catalogue) -> list[str]:
    """The whole territory: its SIREN, else all its communes."""
    siren = catalogue.territoire.siren
    return [siren] if siren else sorted(commune.code_insee for commune in catalogue.all(api.Commune))


def mobilised(service: InclusionSheet, free: bool, by_professionals: bool = False) -> InclusionSheet:
    """The service, and how to ask for it with what it says. ``free``: people may come without an appointment."""
    ways = {
        "telephoner": "telephone" in service,
        "envoyer-un-courriel": "courriel" in service,
        "utiliser-lien-mobilisation": "lien_mobilisation" in service,
        "se-presenter": free and "adresse" in service,
    }
    found = sorted(way for way, possible in ways.items() if possible)
    who = "professionnels" if by_professionals else "usagers"
    return service | known(modes_mobilisation=found, mobilisable_par=[who] if found or by_professionals else [])


def acceslibre(address: str | None) -> str | None:
    """The page of Acceslibre: the standard takes no other."""
    return address if address and re.match(r"https?://([a-z]+\.)*acceslibre\.", address) else None
