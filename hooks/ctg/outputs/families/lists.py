"""Lists of places by rubrique, theme, type and age, each with its map: they work without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctg.analysis.ages import AGE_GROUPS, suits
from ctg.ground.phrases import capital
from ctg.kinds import Service
from ctg.kinds.families.place import Place
from ctg.kinds.territory.vocabulary import Rubrique, Theme, TypeStructure
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Page, SiteFile
from ctg.outputs.news import theme_feed
from ctg.outputs.words.places import by_type, counted, of_the_whole

FIND = ("Trouver", "trouver/")


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
    render: Renderer, path: str, title: str, intro: str, places: Iterable[Place], rubrique: Rubrique | None,
    facile: str = "", term: Theme | TypeStructure | None = None, **values: Any,
) -> Page:  # fmt: skip
    """A list of places; ``facile``: the address of its easy version, where there is one; ``term``: the word it is about."""
    places = tuple(places)
    return render.page(
        "liste.html",
        path,
        title,
        intro=intro,
        groups=by_type(render.catalogue, places),
        count=counted(places),
        rubrique=rubrique,
        advised=not (rubrique and term and rubrique.conseil_type == term.id),
        wholes=[(one, said) for one in render.catalogue.all(Service) if (said := of_the_whole(render.catalogue, one))],
        urgences=render.catalogue.numbers(term.urgences if term else ()),
        facile=facile if places else "",
        has_map=True,
        description=f"{intro} {render.catalogue.territoire.nom}.",
        **values,
    )


def _above(rubrique: Rubrique) -> tuple[tuple[str, str], ...]:
    """The breadcrumb of what belongs to a need."""
    return FIND, (rubrique.titre, f"trouver/{rubrique.id}/")


def _by_need(render: Renderer) -> Iterable[Page]:
    """Each need, then each theme."""
    catalogue, vocabulary = render.catalogue, render.catalogue.vocabulary
    for rubrique in vocabulary.rubriques.values():
        places = catalogue.of_themes(theme.id for theme in vocabulary.themes_of(rubrique))
        path = f"trouver/{rubrique.id}/"
        yield _list(render, path, rubrique.titre, rubrique.phrase, places, rubrique, f"{path}facile/", trail=(FIND,))
    for theme in vocabulary.themes.values():
        rubrique = vocabulary.rubriques[theme.rubrique]
        places = catalogue.of_themes([theme.id])
        intro = f"Les lieux et services du thème « {theme.titre.lower()} »."
        facile = f"trouver/{rubrique.id}/facile/#{theme.id}"
        path, feed = f"trouver/themes/{theme.id}/", theme_feed(theme.id)
        yield _list(render, path, theme.titre, intro, places, rubrique, facile, theme, feed=feed, trail=_above(rubrique))


def _by_type(render: Renderer) -> Iterable[Page]:
    vocabulary = render.catalogue.vocabulary
    for type_ in vocabulary.types.values():
        rubrique = vocabulary.rubriques[vocabulary.themes[type_.theme].rubrique]
        if places := [s for s in render.catalogue.known_structures if s.type == type_.id]:
            title, path = capital(type_.pluriel), f"trouver/types/{type_.id}/"
            yield _list(render, path, title, type_.definition, places, rubrique, term=type_, trail=_above(rubrique))


def _by_age(render: Renderer) -> Iterable[Page]:
    catalogue, intro = render.catalogue, "Les lieux et services qui disent accueillir cet âge."
    for id, (title, low, high) in AGE_GROUPS.items():
        places = (p for p in catalogue.places if suits(catalogue.ages_of(p), low, high))
        yield _list(render, f"trouver/ages/{id}/", title, intro, places, None, trail=(FIND,))
