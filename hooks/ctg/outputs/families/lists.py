"""Lists of places by rubrique, theme, type and age, each with its map: they work without JavaScript."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ctg.analysis.ages import AGE_GROUPS, suits
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital
from ctg.kinds import Service
from ctg.kinds.families.place import Place
from ctg.kinds.territory.vocabulary import Rubrique, Theme, TypeStructure
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import shown_when
from ctg.outputs.base.site import Page, SiteFile
from ctg.outputs.words.places import by_type, counted, of_the_whole

FIND = ("Trouver", "trouver/")
shown_when(FIND[1], lambda catalogue: catalogue.known_places)


def files(render: Renderer) -> Iterable[SiteFile]:
    """One page a rubrique, theme and type that has something to show, and an age group; the search page."""
    yield render.page(
        "recherche.html", "recherche/", "Rechercher", description="Chercher dans tout le site.", script="recherche.js"
    )
    yield render.page(
        "ma-liste.html", "ma-liste/", "Ma liste", description="Les lieux et services que vous gardez.", script="ma-liste.js"
    )
    yield from _by_need(render)
    yield from _by_type(render)
    yield from _by_age(render)


def _list(
    render: Renderer, path: str, title: str, intro: str, places: Callable[[], Iterable[Place]], rubrique: Rubrique | None,
    facile: str = "", term: Theme | TypeStructure | None = None, **values: Any,
) -> Page:  # fmt: skip
    """A list of places; ``facile``: the address of its easy version, where there is one; ``term``: the word it is about."""

    def listed() -> dict[str, Any]:
        found = tuple(places())
        return {
            "groups": by_type(render.catalogue, found),
            "count": counted(found),
            "wholes": [(one, said) for one in render.catalogue.all(Service) if (said := of_the_whole(render.catalogue, one))],
            "facile": facile if found else "",
        }

    return render.page(
        "liste.html",
        path,
        title,
        intro=intro,
        rubrique=rubrique,
        advised=not (rubrique and term and rubrique.conseil_type == term.id),
        urgences=render.catalogue.numbers(term.urgences if term else ()),
        has_map=True,
        description=f"{intro} {render.catalogue.territoire.nom}.",
        later=listed,
        **values,
    )


def _above(rubrique: Rubrique) -> tuple[tuple[str, str], ...]:
    """The breadcrumb of what belongs to a need."""
    return FIND, (rubrique.titre, f"trouver/{rubrique.id}/")


def _by_need(render: Renderer) -> Iterable[Page]:
    """Each need, then each theme."""
    catalogue, vocabulary = render.catalogue, render.catalogue.vocabulary
    for rubrique in vocabulary.rubriques.values():
        places = partial(catalogue.of_themes, [theme.id for theme in vocabulary.themes_of(rubrique)])
        path = f"trouver/{rubrique.id}/"
        yield _list(render, path, rubrique.titre, rubrique.phrase, places, rubrique, f"{path}facile/", trail=(FIND,))
    for theme in vocabulary.themes.values():
        rubrique = vocabulary.rubriques[theme.rubrique]
        places = partial(catalogue.of_themes, [theme.id])
        intro = f"Les lieux et services du thème « {theme.titre.lower()} »."
        facile = f"trouver/{rubrique.id}/facile/#{theme.id}"
        path = f"trouver/themes/{theme.id}/"
        yield _list(render, path, theme.titre, intro, places, rubrique, facile, theme, trail=_above(rubrique))


def _by_type(render: Renderer) -> Iterable[Page]:
    vocabulary = render.catalogue.vocabulary
    found: dict[str, list[Place]] = defaultdict(list)
    for structure in render.catalogue.known_structures:
        found[structure.type].append(structure)
    for type_ in vocabulary.types.values():
        rubrique = vocabulary.rubriques[vocabulary.themes[type_.theme].rubrique]
        if type_.id in found:
            title, path, places = capital(type_.pluriel), f"trouver/types/{type_.id}/", partial(tuple, found[type_.id])
            yield _list(render, path, title, type_.definition, places, rubrique, term=type_, trail=_above(rubrique))


def _by_age(render: Renderer) -> Iterable[Page]:
    catalogue, intro = render.catalogue, "Les lieux et services qui disent accueillir cet âge."
    for id, (title, low, high) in AGE_GROUPS.items():
        places = partial(_suited, catalogue, low, high)
        yield _list(render, f"trouver/ages/{id}/", title, intro, places, None, trail=(FIND,))


def _suited(catalogue: Catalogue, low: float, high: float) -> list[Place]:
    return [place for place in catalogue.places if suits(catalogue.ages_of(place), low, high)]
