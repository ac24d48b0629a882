"""The records as lists in JSON, and what says of whom they are: what a portal gathers, and what a program loads.

No file has the date of the build, so that one whose records did not change keeps its bytes (``index.json`` has the date)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ctg.common.escaping import as_json
from ctg.common.extensions import for_here
from ctg.model import KINDS, Record, Term
from ctg.open_data.values import plain, record_values, without_drafts
from ctg.pages import GROUPS, WHOLE, About, Asset, Renderer, SiteFiles, notice, published

FOLDER = "api/v1"
VERSION = "2.0.0"
"""Of the form of these files: 1 also had an OpenAPI description, lists by commune and by theme."""
FORMER: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "actions": {
        "porteur": lambda action: next(iter(action.get("porteurs", ())), None),
        "etat": lambda action: action["etats"][-1]["etat"] if action.get("etats") else None,
        "etat_le": lambda action: action["etats"][-1].get("date") if action.get("etats") else None,
    },
    "rubriques": {"besoin": lambda term: term["titre"]},
}
"""The names that form 3 left, beside those that say the same: list → name → its value. They stay a year, until November 2027,
then go with a new form (``CHANGES``)."""
LISTS = "fiches"
"""The name of the records in a list."""
TERRITORY, WORDS = "territoire", "vocabulaire"
"""The names of the files that are no list of records, and of what is in them."""

_CHECKED = for_here("relu par « ctg rassembler », à chaque test")
_RULE = "JSON (RFC 8259)"
ABOUT = (
    About(f"{FOLDER}/index.json", "Point d’entrée", "La date de publication et les adresses des listes.",
          "application/json", _RULE, _CHECKED, WHOLE, "Pour savoir d’un coup si le site a été republié."),
    About(f"{FOLDER}/{TERRITORY}.json", "Territoire", "Ce que le site dit de lui-même : nom, éditeur, hébergeur, compétences, "
          "couverture.", "application/json", _RULE, _CHECKED, WHOLE, "Pour savoir qui publie, et où."),
    About(f"{FOLDER}/{WORDS}.json", "Vocabulaire", "Les rubriques, les thèmes et les types de lieux.", "application/json", _RULE,
          _CHECKED, WHOLE, "Pour lire les mots des fiches."),
    *(About(f"{FOLDER}/{kind.folder}.json", kind.plural.capitalize(), kind.content, "application/json", _RULE, _CHECKED,
            GROUPS[kind.dataset], "Pour un programme : tout ce que disent les fiches.") for kind in KINDS),
)  # fmt: skip


def files(render: Renderer) -> SiteFiles:
    """One list a kind that has records, then the vocabulary, the territory and the way in."""
    lists = {kind.folder: kind for kind in KINDS if published(render.catalogue, kind)}
    for name, kind in lists.items():
        yield _file(name, partial(records, render, kind))
    yield _file(WORDS, lambda: vocabulary(render))
    yield _file(TERRITORY, lambda: territory(render))
    yield _file("index", lambda: index(render, {name: kind.plural for name, kind in lists.items()}))


def _file(name: str, content: Callable[[], dict[str, Any]]) -> Asset:
    return Asset(f"{FOLDER}/{name}.json", lambda: as_json(content()))


def index(render: Renderer, lists: Mapping[str, str]) -> dict[str, Any]:
    """The way in: who publishes, when, and the address of each file. ``lists``: folder of a kind → its name."""
    site = render.catalogue.territoire
    others = {WORDS: "les rubriques, les thèmes et les types de lieux", TERRITORY: "le territoire, et qui publie ce site"}
    return {
        "titre": f"{site.titre_site} : données en JSON",
        "version": VERSION,
        "territoire": {name: value for name in ("nom_complet", "siren", "departement") if (value := getattr(site, name))},
        "publication": _published_on(render),
        "adresses": [{"chemin": f"/{FOLDER}/{name}.json", "contenu": told} for name, told in {**lists, **others}.items()],
    }


def _published_on(render: Renderer) -> dict[str, str]:
    """Who publishes a file, and when: one that is left from another day is known by it."""
    return notice(render.catalogue.territoire) | {"publie_le": render.today.isoformat()}


def records(render: Renderer, kind: type[Record]) -> dict[str, Any]:
    """The published records of a kind, under their licence and the most recent of their dates."""
    found = [_with_former(kind.folder, record_values(render, record)) for record in published(render.catalogue, kind)]
    dates = [date for value in found if (date := value["calcule"].get("mise_a_jour"))]
    told = _published_on(render) | ({"mise_a_jour": max(dates)} if dates else {})
    return {"publication": told, "nombre": len(found), LISTS: found}


def _with_former(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    former = {name: value(values) for name, value in FORMER.get(kind, {}).items()}
    return values | {name: value for name, value in former.items() if value is not None}


def vocabulary(render: Renderer) -> dict[str, Any]:
    """The terms that records use, in the order of the vocabulary."""
    words = render.catalogue.vocabulary
    parts: dict[str, Mapping[str, Term]] = {"rubriques": words.rubriques, "themes": words.themes, "types": words.types}
    terms = {name: [_with_former(name, {"id": id, **plain(term)}) for id, term in part.items()] for name, part in parts.items()}
    return {"publication": notice(render.catalogue.territoire), **terms}


def territory(render: Renderer) -> dict[str, Any]:
    """What the site says of itself."""
    site = render.catalogue.territoire
    return {"publication": _published_on(render), TERRITORY: without_drafts(render.catalogue, site, plain(site))}
