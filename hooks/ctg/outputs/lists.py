"""Lists of places by rubrique, theme, type and age, each with its map: they work without JavaScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctg.analysis.ages import AGE_GROUPS, suits
from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Structure
from ctg.kinds.structure import Place
from ctg.outputs.news import theme_feed
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile

FIND = ("Trouver", "trouver/")


def files(render: Renderer) -> Iterable[SiteFile]:
    """One page a rubrique, theme and type that has something to show, and an age group; the communes; the search page."""
    catalogue, vocabulary = render.catalogue, render.catalogue.vocabulary

    def page(path: str, title: str, intro: str, places: Iterable[Place], facile: str = "", **values) -> SiteFile:
        """``facile``: the address of its easy version, where there is one."""
        places = tuple(places)
        groups = by_type(catalogue, places)
        return render.page(
            "liste.html",
            path,
            title,
            intro=intro,
            groups=groups,
            count=len(places),
            facile=facile if places else "",
            has_map=True,
            description=f"{intro} {catalogue.territoire.nom}.",
            **values,
        )

    yield render.page(
        "recherche.html", "recherche/", "Rechercher", description="Chercher dans tout le site.", script="recherche.js"
    )
    yield render.page(
        "ma-liste.html", "ma-liste/", "Ma liste", description="Les lieux et services que vous gardez.", script="ma-liste.js"
    )
    for rubrique in vocabulary.rubriques.values():
        inside = {theme.id for theme in vocabulary.themes_of(rubrique)}
        places = (p for p in catalogue.places if inside & {theme.id for theme in catalogue.themes_of(p)})
        path = f"trouver/{rubrique.id}/"
        yield page(path, rubrique.titre, rubrique.phrase, places, facile=f"{path}facile/", trail=(FIND,), rubrique=rubrique)
    for theme in vocabulary.themes.values():
        rubrique = vocabulary.rubriques[theme.rubrique]
        trail = (FIND, (rubrique.titre, f"trouver/{rubrique.id}/"))
        places = [p for p in catalogue.places if theme in catalogue.themes_of(p)]
        yield page(
            f"trouver/themes/{theme.id}/",
            theme.titre,
            f"Les lieux et services du thème « {theme.titre.lower()} ».",
            places,
            facile=f"trouver/{rubrique.id}/facile/#{theme.id}",
            feed=theme_feed(theme.id),
            trail=trail,
            rubrique=rubrique,
        )
    for type_ in vocabulary.types.values():
        rubrique = vocabulary.rubriques[vocabulary.themes[type_.theme].rubrique]
        trail = (FIND, (rubrique.titre, f"trouver/{rubrique.id}/"))
        if places := [s for s in catalogue.all(Structure) if s.type == type_.id]:
            title = type_.pluriel[0].upper() + type_.pluriel[1:]
            yield page(f"trouver/types/{type_.id}/", title, type_.definition, places, trail=trail, rubrique=rubrique)
    for id, (title, low, high) in AGE_GROUPS.items():
        places = [p for p in catalogue.places if suits(catalogue.ages_of(p), low, high)]
        yield page(
            f"trouver/ages/{id}/",
            title,
            "Les lieux et services qui disent accueillir cet âge.",
            places,
            trail=(FIND,),
            rubrique=None,
        )

    counts = Counter(structure.commune for structure in catalogue.all(Structure))
    yield render.page(
        "communes.html",
        "communes/",
        "Les communes",
        has_map=True,
        counts=counts,
        description=f"Les {len(catalogue.all(Commune))} communes : mairie, lieux et services pour les familles.",
    )


def by_type(catalogue: Catalogue, places: Iterable[Place]) -> list[tuple[str, str, list[Place]]]:
    """(title, anchor, places) by type of structure in the order of the vocabulary; services come last."""
    groups: dict[str, list[Place]] = {id: [] for id in (*catalogue.vocabulary.types, "services")}
    for place in places:
        groups[place.type if isinstance(place, Structure) else "services"].append(place)
    titles = {id: type_.pluriel for id, type_ in catalogue.vocabulary.types.items()} | {"services": "services et aides"}
    return [(titles[id][0].upper() + titles[id][1:], id, group) for id, group in groups.items() if group]
