"""Confidential addresses: what may leave of the records that they concern, and the texts that would give one away.

A structure with ``adresse_confidentielle`` and the services that it offers are published with the fields declared
``sans_lieu`` only. Those hold free texts, and the files themselves are often public: no text of such a record, published
or not, may say where it is, nor a text that names it elsewhere. Internal notes are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ctg.checks.base import Checked
from ctg.checks.whereabouts import whereabouts
from ctg.ground.problems import Location, Problem, fold, location_of, shown
from ctg.kinds import Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Traits
from ctg.kinds.fields.walking import Keep, left_out, references

REMEDY = "Retirez la rue, le numéro, le code postal, le point ou le lien vers un plan : la commune suffit."
ELSEWHERE = "Si cela parle d'un autre lieu, dites-le dans une autre fiche."
RENAME = "Donnez un autre nom à ce fichier : il sert d'adresse à la page."
NOT_PUBLISHED = "Laissez-le si vous en avez besoin, sans rien y écrire qui dise où est ce lieu."
ARTICLE = re.compile(r"^(?:les?|la|un|une|l['’])\s*\b", re.IGNORECASE)
ANSWERS = "contact_relais"
"""A place that names who answers for it does not say where that is: its own address is its own."""


def public(traits: Traits) -> bool:
    """What may leave of a record."""
    return not traits.interne


def placeless(traits: Traits) -> bool:
    """What may leave of a record whose address is confidential."""
    return traits.sans_lieu and public(traits)


def host(record: Record, confidential: Mapping[str, Structure]) -> Structure | None:
    """The structure whose address is confidential where a record is: itself, or the one that offers the service."""
    if not isinstance(record, Place):
        return None
    return confidential.get(record.id if record.seat else record.host_id or "")


def keep(record: Record, confidential: Mapping[str, Structure]) -> Keep:
    """The rule that says which fields of a record may leave."""
    return placeless if host(record, confidential) else public


# --- rules ---------------------------------------------------------------------------------------


def gives_no_address_away(one: Checked[Record]) -> Iterator[Problem]:
    """No text says where a confidential place is: in its record, in its services', beside a link to it or its name."""
    if not one.world.confidential:
        return
    scopes = dict(_scopes(one))
    for where, _, text in one.texts:
        place = _concerned(where, scopes) or named_in(text, one.world.confidential)
        if place and (found := whereabouts(text)):  # last: it is longer to know, and hardly a text names such a place
            remedy = REMEDY if one.record is place else f"{REMEDY} {ELSEWHERE}"
            yield one.sheet.problem(where, told(found, place), remedy)
    if (place := scopes.get(())) and (found := whereabouts(one.record.id)):
        yield one.sheet.problem((), told(found, place), RENAME)


def told(found: str, place: Structure) -> str:
    """What is wrong with words that may say where a confidential place is."""
    return f"« {shown(found)} » peut dire où est « {shown(place.nom)} », dont l'adresse est confidentielle."


def _scopes(one: Checked[Record]) -> Iterator[tuple[Location, Structure]]:
    """The parts of a record that speak of a confidential place: () is the whole record."""
    record, confidential = one.record, one.world.confidential
    for where, folder, id in references(record):
        *part, field = location_of(re.sub(r"\.\d+$", "", where))
        if folder == Structure.folder and field != ANSWERS and id in confidential:
            yield tuple(part), confidential[id]
    same = (place for place in confidential.values() if _same(record, place))
    yield from (((), place) for place in (host(record, confidential), *same) if place)


def _same(record: Record, place: Structure) -> bool:
    """Whether a record has the name of a confidential place; another place may have it in another commune."""
    elsewhere = isinstance(record, Place) and record.seat != place.commune
    return not elsewhere and bool({fold(name) for name in _names(record)} & {fold(name) for name in _names(place)})


def _concerned(where: Location, scopes: Mapping[Location, Structure]) -> Structure | None:
    return next((place for part, place in scopes.items() if where[: len(part)] == part), None)


def named_in(text: str, confidential: Mapping[str, Structure]) -> Structure | None:
    """The place that a text calls by its name, with its article or not: of one word alone, the capital counts."""
    folded = f" {fold(text)} "
    for place in confidential.values():
        for name, plain in _forms(_names(place)):
            if (name in text and re.search(rf"\b{re.escape(name)}\b", text)) or (plain and plain in folded):
                return place
    return None


@cache
def _forms(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each name, with its article and without; and, of several words, what it is once folded."""
    every = (*names, *(ARTICLE.sub("", name) for name in names))
    return tuple((name, f" {fold(name)} " if " " in fold(name) else "") for name in every)


def _names(record: Record) -> tuple[str, ...]:
    return (record.title, *record.other_names)


def told_what_is_not_published(one: Checked[Record]) -> Iterator[Problem]:
    """One warning a record, on the first of the fields that may say where it is."""
    if not host(one.record, one.world.confidential):
        return
    found = left_out(one.record, lambda traits: traits.sans_lieu or traits.interne)
    fields = list(dict.fromkeys(".".join(path) for path in found))
    if fields:
        names = ", ".join(f"« {field} »" for field in fields)
        yield one.warning(fields[0], f"L'adresse est confidentielle. N'est pas publié : {names}.", NOT_PUBLISHED)
