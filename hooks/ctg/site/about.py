"""The pages about the site: those that the law and courtesy require, and the coordinator's reference.

The first are made from the facts of ``territoire.yml``; the reference (fields, vocabulary) from the model, so that
neither can say anything else than what is checked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

from pydantic import BaseModel

from ctg.model import KINDS, LONE_FILES
from ctg.model.commune import Commune
from ctg.model.place import Place
from ctg.model.record import SHARED, Record
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Urgence
from ctg.pages.files import ABOUT, SiteFile
from ctg.pages.renderer import Renderer
from ctg.places.lists import counted_as
from ctg.reading.describe import Field, all_fields, fields_of
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
FIELDS = ("Dictionnaire des champs", "contribuer/champs/")


def help_files(render: Renderer) -> Iterable[SiteFile]:
    """The two pages of the coordinator's reference: fields, vocabulary."""
    kinds: dict[str, tuple[str, str, type[BaseModel]]] = {
        **{kind.kind: (kind.singular, f"data/{kind.folder}/", kind) for kind in KINDS if kind is not Commune},
        "commune": ("commune", "data/communes.yml", Commune),
        "territoire": ("territoire", "data/territoire.yml", Territoire),
        **{one.kind: (one.singular, one.path, one.model) for one in LONE_FILES},
        "urgences": ("numéro d'urgence", "data/urgences.yml", Urgence),
    }
    yield render.page(
        "aide-champs.html",
        FIELDS[1],
        FIELDS[0],
        description="Ce que l’on peut écrire dans chaque sorte de fiche.",
        trail=(ABOUT, GUIDE),
        kinds=kinds,
        sections=fields_by_section,
        tus=fields_left_out,
    )
    yield render.page(
        "aide-vocabulaire.html",
        "contribuer/vocabulaire/",
        "Vocabulaire",
        description="Les rubriques, les thèmes et les types de lieux, et les mots à écrire dans les fiches.",
        trail=(ABOUT, GUIDE),
        counted=counted_as(render.catalogue.vocabulary),
        types_of=lambda theme: [type_ for type_ in render.catalogue.vocabulary.types.values() if type_.theme == theme.id],
    )


@cache
def fields_left_out(model: type[BaseModel]) -> set[tuple[str, ...]]:
    """The paths of the fields of a kind that are not published when the address of a place is confidential."""
    found = all_fields(fields_of(model)) if issubclass(model, Place) else ()
    return {field.path for field in found if not (field.traits.sans_lieu or field.traits.interne)}


def fields_by_section(model: type[BaseModel]) -> dict[str, list[Field]]:
    """Title of a section → its fields, groups before what they contain; without the sections that are empty."""
    shared = SHARED if issubclass(model, Record) else set()
    own = [field for field in fields_of(model) if field.key not in shared]
    found = {
        "Champs obligatoires": [field for field in own if field.required],
        "Autres champs": [field for field in own if not field.required],
        "Champs de toutes les fiches": [field for field in fields_of(model) if field.key in shared],
    }
    return {title: list(all_fields(tuple(fields))) for title, fields in found.items() if fields}
