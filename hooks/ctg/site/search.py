"""What the search reads: every page that families or partners may look for, with the words that lead to it.

``chercher.js`` ranks them, on the search page and in the finder alike. WordsOfPage that many pages share (those of a type, of a
theme) are written once: the file grows slower than the records."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ctg.common.escaping import compact
from ctg.common.phrases import capital, of_name, shortened
from ctg.model import KINDS, Ailleurs, Commune, Place, Record, Theme, TypeStructure, Vocabulary
from ctg.pages import PROJECT, Asset, Page, Renderer, SiteFiles, facets_of
from ctg.pages.site_files import section_pages
from ctg.places.answers import national_answers
from ctg.places.contacts import answers
from ctg.places.finder import communes_served, point_of
from ctg.places.lists import ages_asked
from ctg.reading.catalogue import Catalogue

OF_TYPE, OF_THEME = 4, 2
"""What a word of its type, of its theme, says of a place; a word of its name says 5 (see ``chercher.js``)."""
LONGEST = 90
"""Characters of what is shown below a name."""
Spoken = int | str
"""What a word of another language means: a rank in ``groupes``, or the title of what the site does not have."""


def files(render: Renderer) -> SiteFiles:
    """The index of the whole site; apart, for those who need them, direct answers, other languages, the pages of the project."""
    yield Asset("assets/chercher.json", lambda: _as_shown(search_index(render)))
    yield Asset("assets/chercher-reponses.json", lambda: _as_shown(direct_answers(render)))
    yield Asset("assets/chercher-langues.json", lambda: _as_shown(other_languages(render)))
    yield Asset("assets/chercher-projet.json", lambda: _as_shown(project_pages(render)))


EMERGENCY = "urgence/"
PATH = "recherche/"
TEXTS = "assets/chercher-textes.json"
"""The words of the texts: fetched by the search page alone, when no name answers or when someone asks."""
UNSEARCHED = {
    "", "agenda", "communes", "contribuer", "donnees-ouvertes", "integrer", "ma-liste", "recherche",
    "sur-ce-telephone", "trouver", "urgence",
}  # fmt: skip
"""The first part of the addresses of pages that say again what others say, or that no word of their text should lead to: all
but the page of the emergency numbers, which has its other languages under it. An extension adds its own."""
MOST = 1000
"""WordsOfPage kept of a page, from its beginning."""
_BESIDE = re.compile(r"<(nav|svg|script|style|form)\b.*?</\1>|<[^>]*>", re.DOTALL)
"""In the HTML of a page: menus, drawings, forms, and tags."""
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_MARKS = re.compile("[\u0300-\u036f\xad]")
_WORD = re.compile(r"[^\W_]{3,}")


WordsOfPage = Callable[[str], Iterable[str]]
"""The file of a page → the words of its text; see :func:`words_of`."""


def _as_shown(value: Any) -> bytes:
    """JSON whose texts a page shows as they are: their apostrophes are those of print, which search reads alike."""
    return compact(value).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").encode()


def text_file(files: SiteFiles, prose: Iterable[Page], words: WordsOfPage) -> Asset:
    """The file of the words of all texts: those of ``files`` and ``prose``, read once they are written."""
    pages = (*prose, *(file for file in files if isinstance(file, Page) and _has_own_text(file)))
    return Asset(TEXTS, lambda: _as_shown(text_index(pages, words)))


def _has_own_text(page: Page) -> bool:
    first, *_ = parts = page.path.rstrip("/").split("/")
    return page.path == EMERGENCY or not (page.retired or first in UNSEARCHED or parts[-1] == "plan-du-site")


def text_index(pages: Iterable[Page], words: WordsOfPage) -> dict[str, Any]:
    """``pages``: (address, title, title of the page above, description). ``mots``: word → ranks in ``pages``."""
    told, ranks = [], dict[str, list[int]]()
    for n, page in enumerate(pages):
        above = page.trail[-1][0] if page.trail else ""
        told.append([page.path, page.title, above, shortened(page.description, LONGEST)])
        for word in words(f"{page.path}index.html"):
            ranks.setdefault(word, []).append(n)
    return {"pages": told, "mots": dict(sorted(ranks.items()))}


def words_of(page: str) -> list[str]:
    """The words of the text of a page, once each, in their order: small letters without accents, three letters at least."""
    main = _MAIN.search(page)
    text = html.unescape(_BESIDE.sub(" ", main[0] if main else page))
    return [*dict.fromkeys(_WORD.findall(_folded(text)))][:MOST]


def _folded(text: str) -> str:
    """Small letters without accents."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("œ", "oe")))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _folded(text))


def search_index(render: Renderer) -> dict[str, Any]:
    """What ``chercher.js`` reads.

    ``communes``: (id, name, « de Tavel », latitude, longitude, telephone). ``groupes``: (weight, words)
    that several pages share. ``pages``: see :func:`_entry`. ``postaux``: postcode → ranks in ``communes``, the largest first.
    """
    catalogue = render.catalogue
    groups = _groups(catalogue)
    return {
        "communes": [
            [c.id, c.nom, of_name(c.nom), c.centre.lat, c.centre.lon, c.mairie and c.mairie.telephone]
            for c in catalogue.all(Commune)
        ],
        "groupes": [[weight, _plain(words)] for _, weight, words in _shared(catalogue)],
        "pages": [
            _emergency(catalogue),
            *(_entry(render, record, groups) for record in _records(render, of_project=False)),
        ],
        "postaux": _postcodes(catalogue),
        "territoire": _words(catalogue.territoire.nom),
    }  # fmt: skip


def direct_answers(render: Renderer) -> dict[str, Any]:
    """What the site answers by itself. ``pages``: the answers of the tool, in the form of those of :func:`search_index`, ``d``:
    for these words and nothing near. ``ailleurs``: ``n`` what the site does not have, ``m`` the words that ask for it, ``a``
    those that may stand beside, ``r`` whom to ask, ``c`` the town hall answers, ``l`` a link,
    ``s`` a service: what is near it answers too."""
    return {
        "pages": [*_answers()],
        "ailleurs": [
            _filled(
                {
                    "n": one.titre,
                    "m": _plain(words),
                    "a": _plain(one.avec),
                    "r": f"{one.reponse} {UNKNOWN_HERE}" if one.service else one.reponse,
                    "c": one.mairie,
                    "s": one.service,
                    "l": one.lien,
                }
            )
            for one, words in _elsewhere(render.catalogue)
        ],
    }


UNKNOWN_HERE = "Nous n'en connaissons pas ici."


def _elsewhere(catalogue: Catalogue) -> Iterator[tuple[Ailleurs, list[str]]]:
    """What the site does not have, with the words that ask for it: neither a service of a type that has a place, nor the words
    by which a place is known."""
    places = [*catalogue.places, *catalogue.outside]
    types = {type_.id for place in places if isinstance(place, Place) and (type_ := catalogue.type_of(place))}
    known = {
        _folded(name) for place in places if isinstance(place, Place) for name in (place.nom, *place.autres_noms, *place.mots)
    }
    for one in catalogue.vocabulary.ailleurs.values():
        words = [word for word in one.mots if not one.service or _folded(word) not in known]
        if words and not types & {*one.types}:
            yield one, words


def _plain(texts: Iterable[str]) -> str:
    """Phrases as the search compares them, once each, a comma between two: the file is lighter. « = école » keeps its sign."""
    found: dict[str, str] = {}
    for text in texts:
        words = [word for word in _words(text) if word not in _LITTLE] or _words(text)
        found.setdefault(" ".join(word.rstrip("sx") for word in words), "=" * text.startswith("=") + " ".join(words))
    return ",".join(found.values())


_LITTLE = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "mon", "ma", "mes", "un", "une"}
"""WordsOfPage that say nothing in a phrase."""


def _postcodes(catalogue: Catalogue) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for n, commune in sorted(enumerate(catalogue.all(Commune)), key=lambda one: -(one[1].population or 0)):
        for code in commune.codes_postaux:
            found.setdefault(code, []).append(n)
    return found


def project_pages(render: Renderer) -> list[dict[str, Any]]:
    """The pages of the project, in the form of those of :func:`search_index`."""
    groups = _groups(render.catalogue)
    return [*_section(render), *(_entry(render, record, groups) for record in _records(render, of_project=True))]


def other_languages(render: Renderer) -> list[list[Any]]:
    """What ``chercher.js`` reads when French does not know a word: (code, name, sentence, {what is meant: words})."""
    vocabulary = render.catalogue.vocabulary
    elsewhere: dict[str, Spoken] = {id: one.titre for id, one in vocabulary.ailleurs.items()}
    groups = elsewhere | _groups(render.catalogue)
    return [[one.id, one.nom, one.phrase, _meant(one.vers, groups, vocabulary)] for one in vocabulary.langues.values()]


def _groups(catalogue: Catalogue) -> dict[str, int]:
    return {term.id: n for n, (term, *_) in enumerate(_shared(catalogue))}


def _shared(catalogue: Catalogue) -> Iterator[tuple[Theme | TypeStructure, int, list[str]]]:
    """The words of each type that has a record, then of each theme: with those of its types that have none, so that
    « micro-crèche » still leads to who keeps small children."""
    vocabulary, used = catalogue.vocabulary, {structure.type for structure in catalogue.known_structures}
    words = {one.id: [one.singulier, one.pluriel, *filter(None, [one.courant]), *one.mots] for one in vocabulary.types.values()}
    yield from ((vocabulary.types[id], OF_TYPE, own) for id, own in words.items() if id in used)
    for theme in vocabulary.themes.values():
        others = (own for id, own in words.items() if id not in used and vocabulary.types[id].theme == theme.id)
        yield theme, OF_THEME, list(dict.fromkeys([theme.titre, *theme.mots, *(word for own in others for word in own)]))


def _meant(to: Mapping[str, Iterable[str]], groups: Mapping[str, Spoken], vocabulary: Vocabulary) -> dict[Spoken, list[str]]:
    """WordsOfPage of a language by the shared words that they mean; those of a type without record mean its theme."""
    found: dict[Spoken, list[str]] = {}
    for target, words in to.items():
        id = target if target in groups else vocabulary.types[target].theme
        found.setdefault(groups[id], []).extend(words)
    return found


def _records(render: Renderer, of_project: bool) -> Iterator[Record]:
    """The records of the project, or all the others but communes, which are what one searches in."""
    for kind in KINDS:
        if kind is not Commune:
            above = facets_of(kind).above
            yield from (r for r in render.catalogue.all(kind) if (above(render, r)[:1] == (PROJECT,)) is of_project)
    if not of_project:
        yield from render.catalogue.outside


def _emergency(catalogue: Catalogue) -> dict[str, Any]:
    """The page of the numbers to call in danger, by each number and each word that leads to it."""
    numbers = [urgence.numero for urgence in catalogue.urgences]
    words = [word for urgence in catalogue.urgences for word in urgence.mots]
    return {
        "u": EMERGENCY,
        "n": "Numéros d'urgence",
        "l": "En danger",
        "q": numbers,
        "m": [*numbers, *(one.titre for one in catalogue.urgences)],
        "x": [_plain(words)],
    }


def _answers() -> Iterator[dict[str, Any]]:
    """The answers of the tool, by the words of those who ask."""
    for one in national_answers():
        short = shortened(one.phrase, LONGEST)
        yield {"u": one.path, "n": one.titre, "l": "Réponse", "r": short, "m": list(one.mots), "q": list(one.numeros), "d": 1}


def _section(render: Renderer) -> Iterator[dict[str, Any]]:
    """The pages of the project that are no record."""
    for page in section_pages(render.catalogue, render.today):
        whole = ["CTG", "convention territoriale globale"] if page.path == PROJECT[1] else None
        yield _filled({"u": page.path, "n": page.name, "l": PROJECT[0], "r": page.says(render.catalogue), "m": whole})


def _entry(render: Renderer, record: Record, groups: dict[str, int]) -> dict[str, Any]:
    """One page: ``u`` address, ``n`` name, ``l`` what it is, ``r`` a sentence, ``m`` other names and words of its own, ``x``
    words of less weight, ``g`` shared words, and what :func:`_place` adds. Absent: nothing."""
    own = facets_of(type(record)).summary
    sentence = record.description if isinstance(record, Place) else own(render.catalogue, record)
    entry: dict[str, Any] = {
        "u": render.page_of(record),
        "n": record.title,
        "l": capital(record.singular),
        "r": sentence and shortened(sentence, LONGEST),
        "m": record.searched,
    }
    rubriques = render.catalogue.vocabulary.rubriques
    needs = dict.fromkeys([*record.naming("besoins"), *record.naming("rubriques")])
    entry["g"] = [groups[need] for need in needs if need in groups]
    entry["x"] = [rubriques[need].titre for need in needs if need in rubriques]
    return _filled(entry | (_place(render.catalogue, record, groups) if isinstance(record, Place) else {}))


def _place(catalogue: Catalogue, place: Place, groups: dict[str, int]) -> dict[str, Any]:
    """``k`` it has a line in the finder, ``c`` commune, ``z`` communes served, ``p`` position, ``a`` ages in months,
    ``t`` telephone, ``q`` the national numbers that answer for it."""
    themes = catalogue.themes_of(place)
    type_ = catalogue.type_of(place)
    terms: tuple[Theme | TypeStructure, ...] = (*([type_] if type_ else ()), *themes)
    where = None if catalogue.moves(place) else catalogue.commune_of(place)
    return {
        "k": 1,
        "l": capital(type_.said if type_ else themes[0].titre),
        "m": [*place.autres_noms, *place.anciens_noms, *place.mots],
        "x": [*filter(None, (place.publics, place.gestionnaire))],
        "g": [groups[term.id] for term in terms],
        "c": where and where.id,
        "z": communes_served(catalogue, place),
        "p": point_of(catalogue, place, near=True),
        "a": ages_asked(catalogue, place),
        "t": place.telephone,
        "q": [one.telephone for one in answers(catalogue, place) if one.number],
    }


def _filled(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value}
