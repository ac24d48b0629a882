"""What a search answers before any result to someone in danger: the dangers of the vocabulary and the model that recognises
them, ready for ``danger.js``. The model is written by ``tests/recherche/danger/apprendre.mjs``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.ground import phrases
from ctg.ground.data_files import compact
from ctg.kinds import Structure
from ctg.kinds.territory.urgences import Urgence
from ctg.kinds.territory.vocabulary import Danger
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.families import urgence

PATH = "assets/danger.json"
MODEL = Path(__file__).with_name("danger_modele.json")


def files(render: Renderer) -> Iterable[SiteFile]:
    """The one file, which the search and the finder read."""
    yield Asset(PATH, lambda: compact(words(render.catalogue)).encode())


def words(catalogue: Catalogue) -> dict:
    """``dangers``: each with its sure words, its numbers and its pages; ``numeros``: every number as people type it; ``general``:
    those of the strip, when a danger is recognised, and not which; ``langues``: the page of the numbers in each language;
    ``modele``: see ``danger.js``."""
    return {
        "dangers": [_danger(catalogue, danger) for danger in catalogue.vocabulary.dangers.values()],
        "numeros": [{"numero": one.numero, "dit": typed(one)} for one in catalogue.urgences],
        "general": [one.numero for one in catalogue.strip],
        "langues": {code: [told, f"{urgence.PATH}{code}/"] for code, told in urgence.translations()[urgence.TITLE].items()},
        "modele": _model(),
    }


@cache
def _model() -> dict:
    return json.loads(MODEL.read_text("utf-8"))


def typed(number: Urgence) -> str:
    """``+33800231313`` → ``0800231313``; a short number as it is."""
    return re.sub(r"^\+33", "0", number.numero)


def _danger(catalogue: Catalogue, danger: Danger) -> dict:
    return {
        "id": danger.id,
        "titre": danger.titre,
        "mots": danger.mots,
        "numeros": [one.numero for one in catalogue.numbers(danger.urgences)],
        "pages": list(_pages(catalogue, danger)),
    }


def _pages(catalogue: Catalogue, danger: Danger) -> Iterable[tuple[str, str]]:
    """(title, path) of the lists that it leads to, of those that have something to show."""
    vocabulary = catalogue.vocabulary
    for id in danger.types:
        if any(structure.type == id for structure in catalogue.all(Structure)):
            yield phrases.capital(vocabulary.types[id].pluriel), f"trouver/types/{id}/"
    for id in danger.themes:
        if any(vocabulary.themes[id] in catalogue.themes_of(place) for place in catalogue.places):
            yield vocabulary.themes[id].titre, f"trouver/themes/{id}/"
