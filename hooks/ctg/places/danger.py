"""« Urgence »: the emergency pages (French, easy, ten languages), and what the search answers to someone in danger.

The pages are light and need no script. A translation goes with the exact French words that it translates: when these change,
French shows until someone translates the new ones. The search reads the dangers of the vocabulary, and the model that
recognises them, from :func:`data_files`; the model is written by ``tests/recherche/danger/apprendre.mjs``."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ctg.common.escaping import compact
from ctg.model import Danger, Place, Source, Structure, Urgence
from ctg.pages import Asset, Page, Renderer, SiteFiles, TemplateWords
from ctg.reading.catalogue import Catalogue


class Language(NamedTuple):
    """``code`` is that of BCP 47; ``said``, « en anglais »."""

    code: str
    name: str
    said: str
    direction: str = "ltr"


EMERGENCY = (
    Language("en", "English", "en anglais"),
    Language("ar", "العربية", "en arabe", "rtl"),
    Language("de", "Deutsch", "en allemand"),
    Language("es", "Español", "en espagnol"),
    Language("it", "Italiano", "en italien"),
    Language("pt", "Português", "en portugais"),
    Language("prs", "دری", "en dari", "rtl"),
    Language("ro", "Română", "en roumain"),
    Language("tr", "Türkçe", "en turc"),
    Language("uk", "Українська", "en ukrainien"),
)
"""No native reader has read these pages again: each says so."""

PATH, TITLE = "urgence/", "Numéros d’urgence"
EASY = f"{PATH}facile/"
TRANSLATIONS = Path(__file__).with_name("urgence_langues.json")


def template_words(_catalogue: Catalogue, _today: dt.date) -> TemplateWords:
    """The languages of these pages, for templates."""
    return TemplateWords({}, {"LANGUES_URGENCE": EMERGENCY})


def files(render: Renderer) -> SiteFiles:
    """The emergency page, its easy version, then one page a language."""
    catalogue = render.catalogue
    found = _dialled_first(catalogue)
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
    yield from (_translated_page(language, render) for language in EMERGENCY)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line is one too, as in an address."""
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if part.strip()]


def _translated_page(language: Language, render: Renderer) -> Page:
    untranslated = dict.fromkeys(translatable_words(render.catalogue) - translations().keys())
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
        groups=_dialled_first(render.catalogue),
        mots={french: words.get(language.code) for french, words in translations().items()} | untranslated,
    )


@cache
def translations() -> dict[str, dict[str, str]]:
    """French words → their translation by language code."""
    return json.loads(TRANSLATIONS.read_text("utf-8"))


def translatable_words(catalogue: Catalogue) -> set[str]:
    """The words of the data that pages in other languages show."""
    numbers = {text for urgence in catalogue.urgences for text in (urgence.titre, urgence.quand) if text}
    return numbers | {title for _, title, _ in numbers_by_danger(catalogue)}


def numbers_by_danger(catalogue: Catalogue) -> list[tuple[str, str, list[Urgence]]]:
    """(anchor, what one would say, its own numbers) of each danger that has a number."""
    dangers = catalogue.vocabulary.dangers.values()
    found = ((one.id, one.titre, [urgence for urgence in catalogue.urgences if urgence.danger == one.id]) for one in dangers)
    return [(id, title, numbers) for id, title, numbers in found if numbers]


def _dialled_first(catalogue: Catalogue) -> list[tuple[str, str, list[Urgence]]]:
    """The same, the first number to dial before those that are the danger's own: who comes by a link reads no other group."""
    first = {one.id: catalogue.numbers(one.urgences[:1]) for one in catalogue.vocabulary.dangers.values()}
    groups = numbers_by_danger(catalogue)
    return [(id, title, [*(one for one in first[id] if one not in own), *own]) for id, title, own in groups]


def sources(catalogue: Catalogue) -> list[tuple[Source, list[Urgence]]]:
    """Each source once, with the numbers that it documents."""
    found: dict[Source, list[Urgence]] = {}
    for _, _, numbers in numbers_by_danger(catalogue):
        for urgence in numbers:
            found.setdefault(urgence.source, []).append(urgence)
    return list(found.items())


MODEL = Path(__file__).with_name("danger_modele.json")


def data_files(render: Renderer) -> SiteFiles:
    """What the search and the finder read to recognise a danger: the sure words, then the heavy model; a portal has none."""
    yield Asset("assets/danger.json", lambda: compact(danger_data(render.catalogue)).encode())
    yield Asset("assets/danger-modele.json", lambda: compact(_model(light=False)).encode())


def danger_data(catalogue: Catalogue) -> dict:
    """``dangers``: each with its sure words, its numbers, its pages and the places that help; ``numeros``: every number as people
    type it; ``general``: those of the strip, when a danger is recognised, and not which; ``langues``: the page of the numbers
    in each language; ``modele``: how words are typed, and in which language, see ``danger.js``."""
    return {
        "dangers": [_danger(catalogue, danger) for danger in catalogue.vocabulary.dangers.values()],
        "numeros": [{"numero": one.numero, "dit": dialled(one)} for one in catalogue.urgences],
        "general": [one.numero for one in catalogue.strip],
        "langues": {code: [told, f"{PATH}{code}/"] for code, told in translations()[TITLE].items()},
        "modele": _model(light=True),
    }


@cache
def _model(light: bool) -> dict:
    """Of the model, what sure words need to be read, or all that it weighs."""
    return {name: one for name, one in json.loads(MODEL.read_text("utf-8")).items() if (name in {"abreges", "langues"}) is light}


def dialled(number: Urgence) -> str:
    """A number as people dial it: ``+33800231313`` → ``0800231313``; a short number unchanged."""
    return re.sub(r"^\+33", "0", number.numero)


def _danger(catalogue: Catalogue, danger: Danger) -> dict:
    return {
        "id": danger.id,
        "titre": danger.titre,
        "mots": danger.mots,
        "numeros": [one.numero for one in catalogue.numbers(danger.urgences)],
        "pages": list(_pages(catalogue, danger)),
        "lieux": [f"{place.folder}/{place.id}/" for place in catalogue.places if _helps(catalogue, place, danger)]
        if danger.themes
        else None,
    }


def _helps(catalogue: Catalogue, place: Place, danger: Danger) -> bool:
    """Whether a place is of a type or of a theme that the danger leads to: the search shows no other, when
    the danger has a theme (violence, despair…). Where hunger or a night outside are said, many places may help."""
    type_ = catalogue.type_of(place)
    return bool((type_ and type_.id in danger.types) or {theme.id for theme in catalogue.themes_of(place)} & {*danger.themes})


def _pages(catalogue: Catalogue, danger: Danger) -> Iterable[tuple[str, str]]:
    """(what it shows, path) of the lists that a danger leads to, when they have something to show."""
    vocabulary = catalogue.vocabulary
    for id in danger.types:
        if any(structure.type == id for structure in catalogue.all(Structure)):
            yield f"Voir les {vocabulary.types[id].pluriel}", f"trouver/types/{id}/"
    for id in danger.themes:
        if any(vocabulary.themes[id] in catalogue.themes_of(place) for place in catalogue.places):
            yield f"Voir qui aide\N{NO-BREAK SPACE}: {vocabulary.themes[id].titre.lower()}", f"trouver/themes/{id}/"
