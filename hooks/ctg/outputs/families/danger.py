"""What a search answers before any result to someone in danger: the dangers of the vocabulary, ready for ``danger.js``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctg.catalogue import Catalogue
from ctg.ground import phrases
from ctg.ground.data_files import compact
from ctg.kinds import Structure
from ctg.kinds.territory.urgences import Urgence
from ctg.kinds.territory.vocabulary import Danger
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile

PATH = "assets/danger.json"


def files(render: Renderer) -> Iterable[SiteFile]:
    """The one file, which the search and the finder read."""
    yield Asset(PATH, lambda: compact(words(render.catalogue)).encode())


def words(catalogue: Catalogue) -> dict:
    """``dangers``: each with its expressions, its numbers and its pages; ``numeros``: every number as people type it."""
    return {
        "dangers": [_danger(catalogue, danger) for danger in catalogue.vocabulary.dangers.values()],
        "numeros": [{"numero": urgence.numero, "dit": typed(urgence)} for urgence in catalogue.urgences],
    }


def typed(urgence: Urgence) -> str:
    """``+33800231313`` → ``0800231313``; a short number as it is."""
    return re.sub(r"^\+33", "0", urgence.numero)


def _danger(catalogue: Catalogue, danger: Danger) -> dict:
    return {
        "titre": danger.titre,
        "mots": danger.mots,
        "sauf": danger.sauf,
        "numeros": [urgence.numero for urgence in catalogue.numbers(danger.urgences)],
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
