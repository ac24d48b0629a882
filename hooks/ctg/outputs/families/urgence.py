"""« Urgence »: whom to call when in danger, by what one would say; light, no script needed; its easy version, ten languages.

A translation stands for the very French words that it translates: when a territory, or a new reading, changes the words, French
shows until someone translates the new ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.ground.easy_words import sentences
from ctg.kinds.fields.record import Source
from ctg.kinds.territory.urgences import Urgence
from ctg.outputs.base.languages import EMERGENCY, Language
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Page, SiteFile

PATH, TITLE = "urgence/", "Numéros d’urgence"
EASY = f"{PATH}facile/"
TRANSLATIONS = Path(__file__).with_name("urgence_langues.json")


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page, its easy version, then one a language."""
    catalogue = render.catalogue
    found = groups(catalogue)
    yield render.page(
        "urgence.html",
        PATH,
        TITLE,
        light=True,
        description="Qui appeler en cas de danger : violences, enfant en danger, nuit dehors, idées de suicide.",
        groups=found,
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
    yield from (_in(language, render) for language in EMERGENCY)


def _in(language: Language, render: Renderer) -> Page:
    return render.page(
        "urgence-langue.html",
        f"{PATH}{language.code}/",
        f"{TITLE} {language.said}",
        light=True,
        description=f"{translations()[TITLE][language.code]} – {TITLE}.",
        trail=((TITLE, PATH),),
        complete=PATH,
        titre=TITLE,
        langue=language,
        groups=groups(render.catalogue),
        mots={french: words.get(language.code) for french, words in translations().items()} | _untranslated(render.catalogue),
    )


@cache
def translations() -> dict[str, dict[str, str]]:
    """The French words → those of each language."""
    return json.loads(TRANSLATIONS.read_text("utf-8"))


def labels(catalogue: Catalogue) -> set[str]:
    """The words of the data that the pages in other languages say."""
    numbers = {text for urgence in catalogue.urgences for text in (urgence.titre, urgence.quand) if text}
    return numbers | {title for _, title, _ in groups(catalogue)}


def _untranslated(catalogue: Catalogue) -> dict[str, None]:
    return dict.fromkeys(labels(catalogue) - translations().keys())


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
