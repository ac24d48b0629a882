"""Lists of places: the whole territory, by rubrique, theme and type; each with its map."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.catalogue import Catalogue
from ctg.kinds import Structure
from ctg.kinds.structure import Place
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile

FIND = ("Trouver", "trouver/")


def files(render: Renderer) -> Iterable[SiteFile]:
    """« Trouver », then one page a rubrique, theme and type that has something to show."""
    catalogue, vocabulary = render.catalogue, render.catalogue.vocabulary

    def page(path: str, title: str, intro: str, places: Iterable[Place], **values) -> SiteFile:
        places = tuple(places)
        groups = by_type(catalogue, places)
        return render.page(
            "liste.html",
            path,
            title,
            intro=intro,
            groups=groups,
            count=len(places),
            has_map=True,
            description=f"{intro} {catalogue.territoire.nom}.",
            **values,
        )

    yield page(
        "trouver/",
        "Trouver un lieu ou un service",
        "Tous les lieux et services pour les familles.",
        catalogue.places,
        trail=(),
        rubrique=None,
    )
    yield render.page("recherche.html", "recherche/", "Rechercher", description="Chercher dans tout le site.")
    for rubrique in vocabulary.rubriques.values():
        inside = {theme.id for theme in vocabulary.themes_of(rubrique)}
        places = (p for p in catalogue.places if inside & {theme.id for theme in catalogue.themes_of(p)})
        yield page(f"trouver/{rubrique.id}/", rubrique.titre, rubrique.phrase, places, trail=(FIND,), rubrique=rubrique)
    for theme in vocabulary.themes.values():
        rubrique = vocabulary.rubriques[theme.rubrique]
        trail = (FIND, (rubrique.titre, f"trouver/{rubrique.id}/"))
        places = [p for p in catalogue.places if theme in catalogue.themes_of(p)]
        yield page(
            f"trouver/themes/{theme.id}/",
            theme.titre,
            f"Les lieux et services du thème « {theme.titre.lower()} ».",
            places,
            trail=trail,
            rubrique=rubrique,
        )
    for type_ in vocabulary.types.values():
        rubrique = vocabulary.rubriques[vocabulary.themes[type_.theme].rubrique]
        trail = (FIND, (rubrique.titre, f"trouver/{rubrique.id}/"))
        if places := [s for s in catalogue.all(Structure) if s.type == type_.id]:
            title = type_.pluriel[0].upper() + type_.pluriel[1:]
            yield page(f"trouver/types/{type_.id}/", title, type_.definition, places, trail=trail, rubrique=rubrique)


def by_type(catalogue: Catalogue, places: Iterable[Place]) -> list[tuple[str, str, list[Place]]]:
    """(title, anchor, places) by type of structure in the order of the vocabulary; services come last."""
    groups: dict[str, list[Place]] = {id: [] for id in (*catalogue.vocabulary.types, "services")}
    for place in places:
        groups[place.type if isinstance(place, Structure) else "services"].append(place)
    titles = {id: type_.pluriel for id, type_ in catalogue.vocabulary.types.items()} | {"services": "services et aides"}
    return [(titles[id][0].upper() + titles[id][1:], id, group) for id, group in groups.items() if group]
