"""« Version facile à lire »: an easy page beside the home page, the page of each need and that of each place.

Not « FALC »: that name and its logo are for texts that people concerned have read; the pages say so.
The headings of a place also stand in four languages, for those who do not read French yet; free text is not translated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from ctg.common.text_checks import sentences
from ctg.model.place import Place
from ctg.model.vocabulary import Rubrique
from ctg.pages.drawing import icon
from ctg.pages.files import Page, SiteFile, shown_when
from ctg.pages.renderer import Renderer
from ctg.places.easy_sentences import blocks, introduction, warning

LABELS = Path(__file__).with_name("easy_labels.json")
FOLDER = "facile/"
HOME = ("Facile à lire", FOLDER)
shown_when(FOLDER, lambda catalogue: catalogue.known_places)
LANGUAGES = ("en", "es", "pt", "ar")
RIGHT_TO_LEFT = {"ar"}


@dataclass(frozen=True)
class Label:
    """A heading in French, its pictogram, and its words in the other languages: (language, direction, words)."""

    titre: str
    picto: Markup
    autres: tuple[tuple[str, str, str], ...]


def files(render: Renderer) -> Iterable[SiteFile]:
    """The easy home page, then the page of each need and place."""
    labels = read_labels()
    territoire, rubriques = render.catalogue.territoire, render.catalogue.vocabulary.rubriques
    yield render.page(
        "facile-accueil.html",
        FOLDER,
        "Accueil, facile à lire",
        description=f"{territoire.titre_site}, avec des phrases courtes.",
        complete="",
        needs=[
            (rubrique, icon(rubrique.pictogramme), sentences(rubrique.facile or rubrique.phrase))
            for rubrique in rubriques.values()
        ],
        label=labels["appeler"],
    )
    for rubrique in rubriques.values():
        yield _need(render, rubrique)
    for place in render.catalogue.known_places:
        yield _place(render, place, labels)


def read_labels() -> dict[str, Label]:
    """Key → heading, read from ``easy_labels.json``."""
    return {
        key: Label(
            words["fr"],
            icon(words["pictogramme"]),
            tuple((language, "rtl" if language in RIGHT_TO_LEFT else "ltr", words[language]) for language in LANGUAGES),
        )
        for key, words in json.loads(LABELS.read_text("utf-8")).items()
    }


def _need(render: Renderer, rubrique: Rubrique) -> Page:
    """The places of one need, by theme."""
    catalogue, complete = render.catalogue, f"trouver/{rubrique.id}/"
    found = [(theme, catalogue.of_themes([theme.id])) for theme in catalogue.vocabulary.themes_of(rubrique)]
    return render.page(
        "facile-besoin.html",
        complete + FOLDER,
        rubrique.titre,
        description=f"{rubrique.titre} : les lieux et les services, avec des phrases courtes.",
        trail=(HOME,),
        complete=complete,
        rubrique=rubrique,
        lines=sentences(rubrique.facile or rubrique.phrase),
        themes=[(theme, places) for theme, places in found if places],
    )


def _place(render: Renderer, place: Place, labels: dict[str, Label]) -> Page:
    rubrique = render.catalogue.rubrique_of(place)
    return render.page(
        "facile.html",
        f"{place.key}/{FOLDER}",
        f"{place.nom}, facile à lire",
        description=f"{place.nom} : pour qui, quand, où, prix, qui appeler, avec des phrases courtes.",
        trail=(HOME, (rubrique.titre, f"trouver/{rubrique.id}/{FOLDER}")),
        complete=f"{place.key}/",
        place=place,
        later=lambda: {
            "introduction": introduction(render, place),
            "warning": warning(render, place),
            "answers": [(labels[answer.label], answer) for answer in blocks(render, place)],
        },
    )
