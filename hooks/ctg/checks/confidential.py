"""Confidential addresses: which fields may leave of the records that they concern.

A structure with ``adresse_confidentielle`` and the services that it offers are published with the fields declared
``sans_lieu`` only; of these, the free texts wait until somebody has read them again (see :mod:`ctg.checks.rereading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ctg.checks.base import Checked, Rules
from ctg.ground.problems import Problem
from ctg.kinds import Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Traits
from ctg.kinds.fields.walking import Keep, left_out

NOT_PUBLISHED = "Laissez-le si vous en avez besoin, sans rien y écrire qui dise où est ce lieu."


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


def told_what_is_not_published(one: Checked[Record]) -> Iterator[Problem]:
    """One warning a record, on the first of the fields that may say where it is."""
    if not host(one.record, one.world.confidential):
        return
    found = left_out(one.record, lambda traits: traits.sans_lieu or traits.interne)
    fields = list(dict.fromkeys(".".join(path) for path in found))
    if fields:
        names = ", ".join(f"« {field} »" for field in fields)
        yield one.warning(fields[0], f"L'adresse est confidentielle. N'est pas publié : {names}.", NOT_PUBLISHED)


SECRET_RULES = Rules({Record: (told_what_is_not_published,)})
