"""The pages about the site that the law and courtesy require, made from the facts of ``territoire.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ctg.pages.files import ABOUT, SiteFile
from ctg.pages.renderer import Renderer, leads_on
from ctg.site.site_plan import mentions_of
from ctg.territory.rules import missing_notices

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
        later = partial(_told, render, name)
        yield render.page(
            f"{name}.html",
            f"a-propos/{name}/",
            title,
            description=description,
            trail=(ABOUT,),
            script=SCRIPTS.get(name, ""),
            later=later,
        )


def _told(render: Renderer, name: str) -> dict[str, object]:
    """What the template of a page is given: what is not known yet; where the help leads."""
    if name == "aide":
        return {"mentions": mentions_of(render)}
    if name not in MISSING:
        return {}
    words, absent = MISSING[name], missing_notices(render.catalogue.territoire)
    return {"missing": [words[field] for field in absent if field in words]}


GUIDE = ("Contribuer", "contribuer/")
FORMER = ("contribuer/champs/", "contribuer/vocabulaire/")
"""The coordinator's reference, which the form shows box by box; pages of ``docs/`` may still lead there."""


def former_help(render: Renderer) -> Iterable[SiteFile]:
    """What stands at the addresses of :data:`FORMER`."""
    return [leads_on(render, address, *GUIDE) for address in FORMER]
