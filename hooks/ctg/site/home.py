"""The home page: one field, the needs, the communes and the project in a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg.common.phrases import capital, the_communes
from ctg.common.problems import plural
from ctg.model import Commune
from ctg.model.vocabulary import Rubrique
from ctg.pages import COMMUNES, PROJECT, Renderer, SiteFile
from ctg.people import agenda
from ctg.places.lists import paths_of
from ctg.reading.catalogue import Catalogue
from ctg.territory.landscape import as_svg, landscape

SOON = 3
"""Events of the days to come: the diary has the others."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The home page."""
    catalogue = render.catalogue
    yield render.page(
        "accueil.html",
        "",
        catalogue.territoire.titre_site,
        description=catalogue.territoire.accroche,
        needs=[one for one in catalogue.vocabulary.rubriques.values() if answered(catalogue, one)],
        starting=list(starting_points(render)) if not catalogue.known_places else [],
        soon=agenda.soon(render)[:SOON],
        script="champ.js",
        drawing=as_svg(land) if (land := landscape(catalogue)) else "",
    )


def answered(catalogue: Catalogue, need: Rubrique) -> bool:
    """Does the site know a place, or a guided path, for that need?"""
    return bool(catalogue.of_themes([theme.id for theme in catalogue.vocabulary.themes_of(need)]) or paths_of(catalogue, need))


def starting_points(render: Renderer) -> Iterator[tuple[str, str]]:
    """(words, path) of what a site without any place has to show: who may answer families, and the project."""
    catalogue = render.catalogue
    communes = catalogue.all(Commune)
    halls = sum(bool(commune.mairie and commune.mairie.telephone) for commune in communes)
    if catalogue.alone:
        yield f"{catalogue.alone.nom}{', et le téléphone de sa mairie' if halls else ''}", f"{catalogue.alone.key}/"
    else:
        known = {0: "", len(communes): ", et le téléphone de leurs mairies"}
        told = known.get(halls, f", et le téléphone de {plural(halls, 'mairie')}")
        yield f"{capital(the_communes(len(communes)))}{told}", COMMUNES[1]
    yield "Les numéros d’urgence, si vous êtes en danger", "urgence/"
    if not catalogue.untold:
        yield PROJECT
