"""The coordinator's reference: fields, vocabulary, messages. Made from the model, so that it cannot lie."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel

from ctg.checks.files.folders import FOLDERS
from ctg.ground.resources import PACKAGE
from ctg.help.description import Field, describe, flat
from ctg.kinds import KINDS, Commune, Record
from ctg.kinds.families.place import Place
from ctg.kinds.fields.record import SHARED
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.kinds.territory.urgences import Urgence
from ctg.outputs.about.legal import ABOUT
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.words.places import counted_as

GUIDE = ("Contribuer", "contribuer/")
FIELDS = ("Dictionnaire des champs", "contribuer/champs/")
MESSAGES = PACKAGE / "messages.json"
"""One entry a case of ``tests/problemes``, written by the tests (``pytest --reecrire``), which also compare them."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The dictionary, the vocabulary and the messages."""
    kinds: dict[str, tuple[str, str, type[BaseModel]]] = {
        **{kind.kind: (kind.singular, f"data/{kind.folder}/", kind) for kind in KINDS if kind is not Commune},
        "commune": ("commune", "data/communes.yml", Commune),
        "territoire": ("territoire", "data/territoire.yml", Territoire),
        "accessibilite": ("accessibilité du site", "data/accessibilite.yml", Accessibilite),
        "urgences": ("numéro d'urgence", "data/urgences.yml", Urgence),
    }
    yield render.page(
        "aide-champs.html",
        FIELDS[1],
        FIELDS[0],
        description="Ce que l’on peut écrire dans chaque sorte de fiche.",
        trail=(ABOUT, GUIDE),
        kinds=kinds,
        sections=sections,
        tus=left_out,
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
    entries = messages()
    yield render.page(
        "aide-messages.html",
        "contribuer/messages/",
        "Messages d’erreur",
        description="Chaque message de la vérification, un exemple et le remède.",
        trail=(ABOUT, GUIDE),
        sections={
            "Erreurs": [entry for entry in entries if entry["niveau"] == "erreur"],
            "Avertissements": [entry for entry in entries if entry["niveau"] != "erreur"],
        },
    )


def messages() -> list[dict[str, str]]:
    """Every message of the catalogue of mistakes; its file does not repeat the folders of ``data/``, which a kind adds to."""
    return json.loads(MESSAGES.read_text("utf-8").replace("{dossiers}", ", ".join(FOLDERS)))


@cache
def left_out(model: type[BaseModel]) -> set[tuple[str, ...]]:
    """The paths of the fields that are not published when the address of a place is confidential."""
    found = flat(describe(model)) if issubclass(model, Place) else ()
    return {field.path for field in found if not (field.traits.sans_lieu or field.traits.interne)}


def sections(model: type[BaseModel]) -> dict[str, list[Field]]:
    """Title → fields, groups before what they contain; empty sections are left out."""
    shared = SHARED if issubclass(model, Record) else set()
    own = [field for field in describe(model) if field.key not in shared]
    found = {
        "Champs obligatoires": [field for field in own if field.required],
        "Autres champs": [field for field in own if not field.required],
        "Champs de toutes les fiches": [field for field in describe(model) if field.key in shared],
    }
    return {title: list(flat(tuple(fields))) for title, fields in found.items() if fields}
