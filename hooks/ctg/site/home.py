"""The home page: what one looks for, one's commune, one's situation, the six needs; the project in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg.common.phrases import capital, the_communes
from ctg.common.problems import plural
from ctg.model.commune import Commune
from ctg.pages.files import SiteFile
from ctg.pages.renderer import COMMUNES, Renderer
from ctg.people import agenda
from ctg.territory import drawing

SOON = 3
"""Events of the days to come: the diary has the others."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The home page."""
    catalogue = render.catalogue
    counts = dict.fromkeys(catalogue.vocabulary.rubriques, 0)
    for place in catalogue.places:
        for rubrique in {theme.rubrique for theme in catalogue.themes_of(place)}:
            counts[rubrique] += 1
    yield render.page(
        "accueil.html",
        "",
        catalogue.territoire.titre_site,
        description=catalogue.territoire.accroche,
        counts=counts,
        starting=list(starting_points(render)) if not catalogue.known_places else [],
        soon=agenda.soon(render)[:SOON],
        script="champ.js" if catalogue.alone else "champ.js vers-commune.js",
        drawing=drawing.view_box(catalogue),
    )


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
    yield "Le projet des familles (CTG)", "ctg/"
