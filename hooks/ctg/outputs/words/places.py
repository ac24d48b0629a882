"""Lists of places, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.catalogue import Catalogue
from ctg.kinds.structure import Place
from ctg.phrases import capital


def by_type(catalogue: Catalogue, places: Iterable[Place]) -> list[tuple[str, str, list[Place]]]:
    """(title, anchor, places) by type of structure in the order of the vocabulary; services come last."""
    groups: dict[str, list[Place]] = {id: [] for id in (*catalogue.vocabulary.types, "services")}
    for place in places:
        groups[place.type_id or "services"].append(place)
    titles = {id: type_.pluriel for id, type_ in catalogue.vocabulary.types.items()} | {"services": "services et aides"}
    return [(capital(titles[id]), id, group) for id, group in groups.items() if group]
