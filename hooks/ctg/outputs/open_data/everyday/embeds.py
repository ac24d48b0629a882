"""What partners show on their own sites: a commune, a theme, the finder, each a document without script to put in a frame.

Their addresses are a promise: a theme keeps its frame when its last place goes. ``security`` says who may frame them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ctg.ground.phrases import typography
from ctg.kinds import Commune
from ctg.kinds.territory.vocabulary import Theme
from ctg.outputs.base.addresses import absolute
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, Page, SiteFile
from ctg.outputs.hosting.security import EMBEDS
from ctg.outputs.open_data.about import KIT, About
from ctg.outputs.open_data.everyday.documents import document
from ctg.outputs.open_data.public import published
from ctg.outputs.words.licence import LICENCE_NAME, LICENCE_URL
from ctg.outputs.words.places import by_type

TITLE = "Reprendre ce site chez vous"
UNKNOWN = "https://adresse-du-site.exemple/"
"""Stands in the code to copy while the site does not know its own address; the page says so."""
_CHECKED = "montré depuis un autre site, sous la politique la plus stricte, à chaque test"
ABOUT = (
    About(EMBEDS, TITLE, "Le code à copier pour montrer une commune, un thème ou la recherche sur votre site.", "text/html",
          "", "par axe-core, à chaque test", KIT, "Pour une mairie, une crèche, une association."),
    About(f"{EMBEDS}trouver/index.html", "Cadre : la recherche", "Un formulaire qui ouvre « Trouver » dans un nouvel onglet.",
          "text/html", "HTML, sans script ni cookie", _CHECKED, KIT, "Pour la page « Famille » d’un site."),
    About(f"{EMBEDS}communes/*/index.html", "Cadre : une commune", "La mairie, les lieux de la commune et ce qui y vient.",
          "text/html", "HTML, sans script ni cookie", _CHECKED, KIT, "Pour le site d’une mairie."),
    About(f"{EMBEDS}themes/*/index.html", "Cadre : un thème", "Les lieux et les services d’un thème.",
          "text/html", "HTML, sans script ni cookie", _CHECKED, KIT, "Pour un site spécialisé : jeunesse, handicap…"),
)  # fmt: skip


@dataclass(frozen=True)
class Embed:
    """A frame, and what a partner needs to know of it."""

    path: str
    name: str
    """What stands in the page of code: « Valbourg », « Petite enfance »."""
    title: str
    """The title of the frame, heard by those who do not see it."""
    height: int
    """In pixels: enough for what the frame usually holds; it scrolls beyond."""

    def code(self, render: Renderer) -> str:
        """The HTML to copy."""
        address = absolute(render.catalogue.territoire, self.path) or UNKNOWN + self.path
        title = typography(f"{self.title}, {render.catalogue.territoire.titre_site}")
        return str(
            Markup(
                '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" referrerpolicy="no-referrer"></iframe>'
            ).format(address, title, self.height)
        )


def files(render: Renderer) -> Iterable[SiteFile]:
    """The frames, and the page that gives their code."""
    catalogue = render.catalogue
    communes, themes = published(catalogue, Commune), tuple(catalogue.vocabulary.themes.values())
    found = {theme.id: [place for place in catalogue.of_themes([theme.id]) if place.published and not place.beyond]
             for theme in themes}  # fmt: skip
    yield from (_commune(render, one) for one in communes)
    if catalogue.known_places:
        yield from (_theme(render, one, found[one.id]) for one in themes)
        yield _frame(render, FINDER, "trouver/", communes=communes)
    yield _kit(render, [commune(one) for one in communes], [theme(one) for one in themes if found[one.id]])


FINDER = Embed(f"{EMBEDS}trouver/", "La recherche", "Trouver un lieu ou un service", 420)


def commune(record: Commune) -> Embed:
    """The frame of a commune."""
    return Embed(f"{EMBEDS}{record.key}/", record.nom, f"Pour les familles : {record.nom}", 600)


def theme(term: Theme) -> Embed:
    """The frame of a theme."""
    return Embed(f"{EMBEDS}themes/{term.id}/", term.titre, term.titre, 600)


def _commune(render: Renderer, record: Commune) -> Asset:
    def places() -> dict[str, Any]:
        catalogue = render.catalogue
        here = [place for place in catalogue.settled_in(record) if place.published]
        return {"here": here, "coming": [place for place in catalogue.coming_to(record) if place.published]}

    return _frame(render, commune(record), f"{record.key}/", later=places, commune=record)


def _theme(render: Renderer, term: Theme, places: list) -> Asset:
    return _frame(render, theme(term), f"trouver/themes/{term.id}/", groups=by_type(render.catalogue, places))


def _frame(render: Renderer, embed: Embed, truth: str, **values: Any) -> Asset:
    """``truth``: the page of the site that the frame is taken from."""
    part = embed.path.removeprefix(EMBEDS).split("/")[0].rstrip("s")
    return document(
        render, embed.path, f"integrer/{part}.html", embed.title, truth, licence=(LICENCE_NAME, LICENCE_URL), **values
    )


def _kit(render: Renderer, communes: list[Embed], themes: list[Embed]) -> Page:
    site = render.catalogue.territoire
    return render.page(
        "kit.html",
        EMBEDS,
        TITLE,
        description=f"Montrez les lieux et services pour les familles sur votre propre site. {site.nom}.",
        trail=(("Données ouvertes", "donnees-ouvertes/"),),
        script="copier.js",
        finder=FINDER if render.catalogue.known_places else None,
        communes=communes,
        themes=themes,
        code=lambda embed: embed.code(render),
        unknown="" if site.adresse_site else UNKNOWN,
        sites=site.integration.sites,
        licence=(LICENCE_NAME, LICENCE_URL),
    )
