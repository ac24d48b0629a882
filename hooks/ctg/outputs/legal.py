"""The pages that the law and courtesy require, from the facts of ``territoire.yml``."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile

ABOUT = ("À propos", "a-propos/")
PAGES = {
    "mentions-legales": ("Mentions légales", "Qui publie ce site, qui l’héberge, comment réutiliser ses données."),
    "donnees-personnelles": ("Données personnelles", "Ce site ne garde rien de votre visite."),
    "accessibilite": ("Accessibilité", "Où en est l’accessibilité de ce site et comment signaler une difficulté."),
    "signaler": ("Signaler une erreur", "Une information fausse, un lieu manquant : dites-le."),
}


def files(render: Renderer) -> Iterable[SiteFile]:
    """One page an entry of :data:`PAGES`, from the template of the same name."""
    for name, (title, description) in PAGES.items():
        yield render.page(f"{name}.html", f"a-propos/{name}/", title, description=description, trail=(ABOUT,))
