"""The subject of a booklet: whom to call first, then its places, in the order of the booklet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg import api

Listed = tuple[api.Place, float | None]
"""A place, with its distance in km when it is told."""


@dataclass(frozen=True)
class Topic:
    """``page``: the address of the page that says the same, kept up to date; ``first``: those to call before the others;
    ``home``: the commune from which distances go."""

    title: str
    phrase: str
    page: str
    groups: list[tuple[str, list[Listed]]]
    first: tuple[api.Place, ...] = ()
    home: api.Commune | None = None

    @property
    def lines(self) -> list[Listed]:
        """Every place, once each."""
        return list(dict.fromkeys(line for _, lines in self.groups for line in lines))


def commune(render: api.Renderer, record: api.Commune) -> Topic:
    """The places that the commune's page lists: those that are there or come there, then the nearest of each type elsewhere."""
    catalogue = render.catalogue
    groups = [(rubrique.titre, lines) for rubrique, lines in api.needs_of(catalogue, record)]
    lines = [line for _, lines in groups for line in lines]
    return Topic(
        f"Pour les familles, {api.at_name(record.nom)} et autour",
        "Qui appeler, où aller, comment demander.",
        f"{record.key}/",
        groups,
        first=tuple(_advisers(catalogue, lines)),
        home=record,
    )


def chosen(render: api.Renderer, communes: list[api.Commune], records: list[api.Place]) -> Topic:
    """A choice: these records, then the places of these communes; distances go from the first commune."""
    catalogue, home = render.catalogue, communes[0] if communes else None
    pool = (place for one in communes for _, lines in api.needs_of(catalogue, one) for place, _ in lines)
    lines = [(place, _from(catalogue, home, place)) for place in dict.fromkeys((*records, *pool))]
    return Topic(
        api.joined(api.capital(api.at_name(one.nom)) if rank == 0 else api.at_name(one.nom) for rank, one in enumerate(communes))
        or "Votre choix",
        "Des lieux et des services choisis pour vous.",
        f"{home.key}/" if home else "",
        _by_need(catalogue, lines),
        first=tuple(_advisers(catalogue, lines)),
        home=home,
    )


# --- which places --------------------------------------------------------------------------------


def _advisers(catalogue: api.Catalogue, lines: Iterable[Listed]) -> Iterable[api.Place]:
    """Of the places listed, the first of each type that the vocabulary says to call when one does not find."""
    wanted = {one.conseil_type for one in catalogue.vocabulary.rubriques.values() if one.conseil_type}
    for place, _ in lines:
        if place.type_id in wanted and catalogue.answering(place):
            wanted.remove(place.type_id)
            yield place


def _from(catalogue: api.Catalogue, home: api.Commune | None, place: api.Place) -> float | None:
    """Kilometres from the centre of a commune to a place; None for a place of the commune, or without an address."""
    where = catalogue.home(place)
    if not home or not where or where.commune == home.nom:
        return None
    found = api.position_of(catalogue, where)
    return api.distance_km(home.centre, found[0]) if found else None


def _by_need(catalogue: api.Catalogue, lines: list[Listed]) -> list[tuple[str, list[Listed]]]:
    """The same under the need of each, near ones first, then by commune and name."""
    far = dict(lines)

    def order(place: api.Place) -> tuple[float, str, str]:
        return far[place] or 0, place.seat or "", place.nom

    groups = api.by_need(catalogue, far)
    return [(need.titre, [(place, far[place]) for place in sorted(places, key=order)]) for need, places in groups]
