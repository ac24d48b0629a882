"""The finder and the search across territories; a list a need, a theme, a type of place, for those without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg.ground.data_files import compact
from ctg.ground.phrases import capital
from ctg.kinds.families.place import Place
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, Page, SiteFile
from ctg.outputs.families import danger, finder, search
from ctg.outputs.families.lists import FIND
from ctg.outputs.words.places import counted
from ctg.portal.together import Together

MOST = 200
"""Beyond as many places, a list is not read: the page leads to the communes instead."""
SEEN_AT_ONCE = 30
"""Beyond as many places, those of each territory are folded under its name."""


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The pages and what they read."""
    yield from finder.files(render, "portail/trouver.html")
    yield render.page(
        "recherche.html", "recherche/", "Rechercher", description="Chercher dans tout le portail.", script="recherche.js"
    )
    yield Asset("assets/chercher.json", lambda: compact(search.index(render)).encode())
    for name in ("langues", "projet"):  # a portal has neither the easy pages nor those of a project
        yield Asset(f"assets/chercher-{name}.json", b"[]")
    yield from danger.files(render)
    yield from _lists(render, portal)


def _lists(render: Renderer, portal: Together) -> Iterator[Page]:
    """Each need, each theme and each type that has something to show."""
    catalogue, words = render.catalogue, render.catalogue.vocabulary
    themes = [(place, {theme.id for theme in catalogue.themes_of(place)}) for place in catalogue.known_places]
    for rubrique in words.rubriques.values():
        inside = {theme.id for theme in words.themes_of(rubrique)}
        places = [place for place, own in themes if inside & own]
        yield _list(render, portal, f"trouver/{rubrique.id}/", rubrique.titre, rubrique.phrase, places, rubrique.id)
    for theme in words.themes.values():
        if places := [place for place, own in themes if theme.id in own]:
            intro = f"Les lieux et services du thème « {theme.titre.lower()} »."
            yield _list(render, portal, f"trouver/themes/{theme.id}/", theme.titre, intro, places, theme.id)
    for type_ in words.types.values():
        if places := [place for place in catalogue.known_places if place.type_id == type_.id]:
            yield _list(render, portal, f"trouver/types/{type_.id}/", capital(type_.pluriel), type_.definition, places)


def _list(render: Renderer, portal: Together, path: str, title: str, intro: str, places: list[Place], theme: str = "") -> Page:
    """The places by territory, or where to find them when they are too many."""
    found = []
    for member in sorted(portal.members, key=lambda member: (member.name, member.siren)):
        own = [place for place in places if place.id.startswith(f"{member.siren}-")]
        found += [(member, own)] if own else []
    return render.page(
        "portail/liste.html",
        path,
        title,
        description=f"{intro} {portal.portal.nom}.",
        trail=(FIND,),
        intro=intro,
        parts=found,
        count=counted(places),
        whole=len(places) <= MOST,
        short=len(places) <= SEEN_AT_ONCE,
        theme=theme,
    )
