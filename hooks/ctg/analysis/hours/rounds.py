"""The round of what moves: in how many communes it stops, which are known, whether each stop says when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Structure
from ctg.kinds.families.place import Arret, Place


@dataclass(frozen=True)
class Round:
    """Where what moves goes, as far as its sheet says."""

    communes: tuple[str, ...]
    """The names that it lists: its stops, then the communes that it serves."""
    count: int
    """How many communes, by its ``zone`` (« 42 communes sur 44 (2022) »), else by the list."""
    dated: bool
    """Whether there is a stop in each commune, and each stop says when."""

    @property
    def complete(self) -> bool:
        """Whether all its communes are listed: elsewhere, it does not come."""
        return self.count <= len(self.communes)


def halts(catalogue: Catalogue, place: Place) -> tuple[tuple[Commune, Arret], ...]:
    """Where a place stops, in the order written: each is drawn at the centre of its commune, never at a seat."""
    return tuple((catalogue.commune(stop.commune), stop) for stop in place.arrets)


def round_of(catalogue: Catalogue, place: Place) -> Round | None:
    """The round of a place; None when it does not move (see :meth:`Catalogue.moves`)."""
    if not catalogue.moves(place):
        return None
    stops = [stop.commune for stop in place.arrets]
    communes = tuple(dict.fromkeys(place.communes_named))
    said = re.search(r"\b(\d+) communes", (isinstance(place, Structure) and place.zone) or "")
    count = int(said[1]) if said else len(communes)
    when = all(stop.quand or (stop.horaires and stop.horaires.known) for stop in place.arrets)
    return Round(communes, count, bool(stops) and when and len(set(stops)) >= count)
