"""« Urgence »: whom to call when in danger, by what one would say; light, without a script, and its easy version."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.catalogue import Catalogue
from ctg.easy_words import sentences
from ctg.kinds.base import Source
from ctg.kinds.urgences import Urgence
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile

PATH, TITLE = "urgence/", "Numéros d’urgence"
EASY = f"{PATH}facile/"


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page and its easy version."""
    catalogue = render.catalogue
    found = groups(catalogue)
    yield render.page(
        "urgence.html",
        PATH,
        TITLE,
        light=True,
        description="Qui appeler en cas de danger : violences, enfant en danger, nuit dehors, idées de suicide.",
        groups=found,
        free=all(urgence.gratuit for urgence in catalogue.urgences),
        words=" ".join(dict.fromkeys(word for urgence in catalogue.urgences for word in urgence.mots)),
        sources=sources(catalogue),
        read=min(urgence.relu_le for urgence in catalogue.urgences),
        facile=EASY,
    )
    yield render.page(
        "urgence-facile.html",
        EASY,
        f"{TITLE}, facile à lire",
        light=True,
        description="Qui appeler en cas de danger, avec des phrases courtes.",
        trail=((TITLE, PATH),),
        complete=PATH,
        groups=[(title, [(urgence, sentences(urgence.facile)) for urgence in numbers]) for _, title, numbers in found],
    )


def groups(catalogue: Catalogue) -> list[tuple[str, str, list[Urgence]]]:
    """(anchor, what one would say, the numbers that answer it), those without a number left out."""
    dangers = catalogue.vocabulary.dangers.values()
    found = ((one.id, one.titre, [urgence for urgence in catalogue.urgences if urgence.danger == one.id]) for one in dangers)
    return [(id, title, numbers) for id, title, numbers in found if numbers]


def sources(catalogue: Catalogue) -> list[tuple[Source, list[Urgence]]]:
    """Each source once, with the numbers that it tells of."""
    found: dict[Source, list[Urgence]] = {}
    for _, _, numbers in groups(catalogue):
        for urgence in numbers:
            found.setdefault(urgence.source, []).append(urgence)
    return list(found.items())
