"""The pages that the law and courtesy require, from the facts of ``territoire.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ctg.catalogue import Catalogue
from ctg.checks.territory import missing_notices
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile

ABOUT = ("À propos", "a-propos/")
PAGES = {
    "mentions-legales": ("Mentions légales", "Qui publie ce site, qui l’héberge, comment réutiliser ses données."),
    "donnees-personnelles": (
        "Données personnelles",
        "Ce site ne garde rien de votre visite : ce qui est vu, par qui, et vos droits.",
    ),
    "aide": ("Aide", "Chercher, filtrer, imprimer, au clavier ou avec un lecteur d’écran."),
    "signaler": ("Signaler une erreur", "Une information fausse, un lieu manquant : dites-le."),
}
SCRIPTS = {"donnees-personnelles": "copie.js"}
"""That page shows, and erases, what the device keeps."""
MISSING = {
    "mentions-legales": {
        "editeur.adresse": "l’adresse de l’éditeur",
        "editeur.telephone": "son téléphone",
        "editeur.courriel": "son courriel",
        "editeur.directeur_publication": "la direction de la publication",
        "editeur.hebergeur": "l’hébergeur",
        "editeur.hebergeur.adresse": "l’adresse de l’hébergeur",
        "editeur.hebergeur.telephone": "le téléphone de l’hébergeur",
    },
    "donnees-personnelles": {
        "donnees_personnelles.delegue": "le délégué à la protection des données",
        "donnees_personnelles.journaux": "la durée des journaux du serveur",
        "donnees_personnelles.messages": "la durée de conservation de vos messages",
    },
}
"""What a page says is not known yet, by the field that would tell: the page owes it, ``ctg verifier`` asks for it."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """One page an entry of :data:`PAGES`, from the template of the same name."""
    for name, (title, description) in PAGES.items():
        later = partial(_missing, render.catalogue, name)
        yield render.page(
            f"{name}.html",
            f"a-propos/{name}/",
            title,
            description=description,
            trail=(ABOUT,),
            script=SCRIPTS.get(name, ""),
            later=later,
        )


def _missing(catalogue: Catalogue, name: str) -> dict[str, list[str]]:
    if name not in MISSING:
        return {}
    words, absent = MISSING[name], missing_notices(catalogue.territoire)
    return {"missing": [words[field] for field in absent if field in words]}
