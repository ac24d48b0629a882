"""What a booklet is about: whom to call first, and its places, in the order in which it tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.ages import STAGES, suits
from ctg.analysis.distance import distance_km, position_of
from ctg.catalogue import Catalogue
from ctg.ground.phrases import at_name, capital, joined
from ctg.kinds import Commune, Parcours, Service, Structure
from ctg.kinds.families.parcours import Recherche
from ctg.kinds.families.place import Place
from ctg.kinds.territory.vocabulary import Rubrique
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.families.kinds import needs_of
from ctg.outputs.words.places import by_type

EASY_MOST = 3
"""Places of each need in the easy booklet of a commune: forty pages are not easy."""
Listed = tuple[Place, float | None]
"""A place, with its distance in km when it is told."""


@dataclass(frozen=True)
class Topic:
    """``page``: the address of the page that says the same, kept up to date; ``first``: those to call before the others, with
    ``advice`` above them; ``home``: the commune from which distances go; ``easy_most``: how many
    places of a group the easy edition tells, when not all."""

    title: str
    phrase: str
    page: str
    groups: list[tuple[str, list[Listed]]]
    advice: tuple[str, ...] = ()
    first: tuple[Place, ...] = ()
    home: Commune | None = None
    guide: Parcours | None = None
    easy_most: int | None = None

    @property
    def lines(self) -> list[Listed]:
        """Every place, once each."""
        return list(dict.fromkeys(line for _, lines in self.groups for line in lines))


def commune(render: Renderer, record: Commune) -> Topic:
    """What the page of the commune lists: what is there or comes there, then the nearest of each sort elsewhere."""
    catalogue = render.catalogue
    groups = [(rubrique.besoin, lines) for rubrique, lines in needs_of(catalogue, record)]
    lines = [line for _, lines in groups for line in lines]
    return Topic(
        f"Pour les familles, {at_name(record.nom)} et autour",
        "Qui appeler, où aller, comment demander.",
        f"{record.key}/",
        groups,
        first=tuple(_advisers(catalogue, lines)),
        home=record,
        easy_most=EASY_MOST,
    )


def need(render: Renderer, rubrique: Rubrique) -> Topic:
    """The places that answer a need."""
    catalogue = render.catalogue
    places = [place for place in catalogue.known_places if _answers(catalogue, place, rubrique.id)]
    return Topic(
        rubrique.besoin,
        rubrique.phrase,
        f"trouver/{rubrique.id}/",
        _by_type(catalogue, [(place, None) for place in places]),
        advice=(rubrique.conseil,) if rubrique.conseil else (),
        first=tuple(place for place in catalogue.all(Structure) if place.type == rubrique.conseil_type),
    )


def age(render: Renderer, id: str) -> Topic:
    """The places that say that they receive an age of life (a key of :data:`STAGES`)."""
    catalogue, (title, low, high, groups) = render.catalogue, STAGES[id]
    lines: list[Listed] = [(place, None) for place in catalogue.places if suits(catalogue.ages_of(place), low, high)]
    return Topic(
        title,
        "Les lieux et services qui disent accueillir cet âge.",
        f"trouver/ages/{groups[0]}/",
        _by_type(catalogue, lines),
        first=tuple(_advisers(catalogue, lines)),
    )


def path(render: Renderer, record: Parcours) -> Topic:
    """The steps of a path, whom it says to call, and the places to which its steps lead."""
    catalogue = render.catalogue
    named = [
        *catalogue.those(Structure, [step.structure for step in record.etapes if step.structure]),
        *catalogue.those(Service, [step.service for step in record.etapes if step.service]),
    ]
    sought = [place for step in record.etapes if step.chercher for place in _sought(catalogue, step.chercher)]
    lines: list[Listed] = [(place, None) for place in dict.fromkeys((*named, *sought))]
    return Topic(
        record.titre,
        record.phrase,
        f"{record.key}/",
        _by_type(catalogue, lines),
        advice=(record.qui_appeler,) if record.qui_appeler else (),
        first=tuple(catalogue.those(Structure, record.appeler)),
        guide=record,
    )


def chosen(render: Renderer, communes: list[Commune], needs: list[Rubrique], ages: list[str], records: list[Place]) -> Topic:
    """A choice: these records, and the places of these communes that answer one of these needs, at one of these ages.

    Without a commune, of the whole territory; distances go from the first one.
    """
    catalogue, home = render.catalogue, communes[0] if communes else None
    asked = bool(communes or needs or ages)
    pool = (
        (line for one in communes for _, lines in needs_of(catalogue, one) for line in lines)
        if communes
        else ((place, None) for place in catalogue.known_places)
    )
    found = (place for place, _ in pool) if asked else iter(())
    places = [*records, *(place for place in found if _kept(catalogue, place, needs, ages))]
    lines = [(place, _from(catalogue, home, place)) for place in dict.fromkeys(places)]
    titles = [
        joined(capital(at_name(one.nom)) if rank == 0 else at_name(one.nom) for rank, one in enumerate(communes)),
        joined(one.titre for one in needs),
        joined(STAGES[id][0] for id in ages),
    ]
    return Topic(
        ". ".join(filter(None, titles)) or "Votre choix",
        "Des lieux et des services choisis pour vous.",
        f"{home.key}/" if home else "",
        _by_type(catalogue, lines),
        first=tuple(_advisers(catalogue, lines)),
        home=home,
    )


# --- which places --------------------------------------------------------------------------------


def _answers(catalogue: Catalogue, place: Place, word: str) -> bool:
    """Whether a place answers a need or a theme, by its identifier."""
    return any(word in (theme.id, theme.rubrique) for theme in catalogue.themes_of(place))


def _kept(catalogue: Catalogue, place: Place, needs: list[Rubrique], ages: list[str]) -> bool:
    told = catalogue.ages_of(place)
    return (not needs or any(_answers(catalogue, place, one.id) for one in needs)) and (
        not ages or any(suits(told, *STAGES[id][1:3]) for id in ages)
    )


def _sought(catalogue: Catalogue, search: Recherche) -> Iterable[Place]:
    """What a search by need and age finds; a search by words alone is for the site."""
    if not search.besoin:
        return
    month = (int(search.age[:-1]) * (12 if search.age.endswith("a") else 1)) if search.age else None
    for place in catalogue.known_places:
        told = catalogue.ages_of(place)
        if _answers(catalogue, place, search.besoin) and (month is None or told is None or suits(told, month, month + 1)):
            yield place


def _advisers(catalogue: Catalogue, lines: Iterable[Listed]) -> Iterable[Place]:
    """Of the places listed, the first of each type that the vocabulary says to call when one does not find."""
    wanted = {one.conseil_type for one in catalogue.vocabulary.rubriques.values() if one.conseil_type}
    for place, _ in lines:
        if place.type_id in wanted and catalogue.answering(place):
            wanted.remove(place.type_id)
            yield place


def _from(catalogue: Catalogue, home: Commune | None, place: Place) -> float | None:
    """How far a place is from the centre of a commune; None where that is not told: there, or without an address."""
    where = catalogue.home(place)
    if not home or not where or where.commune == home.nom:
        return None
    found = position_of(catalogue, where)
    return distance_km(home.centre, found[0]) if found else None


def _by_type(catalogue: Catalogue, lines: list[Listed]) -> list[tuple[str, list[Listed]]]:
    """The same under the sort of each, near ones first, then by commune and name."""
    far = dict(lines)

    def order(place: Place) -> tuple[float, str, str]:
        return far[place] or 0, place.seat or "", place.nom

    groups = by_type(catalogue, far)
    return [(title, [(place, far[place]) for place in sorted(places, key=order)]) for title, _, places in groups]
