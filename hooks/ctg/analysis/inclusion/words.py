"""A place in the words of data·inclusion: the vocabulary says which of ours always mean the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctg.analysis.upkeep.freshness import proven_on
from ctg.catalogue import Catalogue
from ctg.kinds import Record
from ctg.kinds.families.place import Place
from ctg.kinds.territory.standards import DataInclusion

EVERYONE = "tous-publics"
OLDEST = dt.date(2000, 1, 1)
"""The standard refuses an earlier date of update."""


@dataclass(frozen=True)
class InclusionWords:
    """Each list is sorted and without repeats; empty when nothing of ours has an equivalent."""

    thematiques: tuple[str, ...]
    publics: tuple[str, ...]
    reseaux: tuple[str, ...]


def words(catalogue: Catalogue, place: Place) -> InclusionWords:
    """The words of a structure's type, else of its theme, and those of the themes that the record adds."""
    type_, themes = catalogue.type_of(place), catalogue.themes_of(place)
    own = type_.data_inclusion if type_ else None
    if type_ and own:
        themes = tuple(theme for theme in themes if theme.id != type_.theme or theme.id in place.themes)
    groups = [*([own] if own else []), *(theme.data_inclusion for theme in themes)]
    publics = _all(groups, "publics")
    return InclusionWords(
        _all(groups, "thematiques"),
        (EVERYONE,) if EVERYONE in publics else publics,  # the standard wants it alone
        _all(groups, "reseaux"),
    )


def _all(groups: list[DataInclusion], name: str) -> tuple[str, ...]:
    return tuple(sorted({word for group in groups for word in getattr(group, name)}))


def stated_on(record: Record, today: dt.date) -> dt.date | None:
    """The day on which the facts of a record were established, as the standard's ``date_maj`` admits it; else None."""
    found = proven_on(record)
    return found if found and OLDEST <= found <= today else None
