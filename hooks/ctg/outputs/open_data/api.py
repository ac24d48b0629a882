"""A static API, version 1: lists of records, a commune, a theme, the vocabulary. ``openapi`` describes it.

Its addresses are a promise: version 1 may gain fields and files, never lose nor rename them. No file has the date of
the build, so that one whose records did not change keeps its bytes (``index.json`` has the date).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any

from pydantic import BaseModel

from ctg.ground.data_files import as_json
from ctg.kinds import KINDS, Action, Commune, Indicateur, Record, Rencontre, Service, Structure
from ctg.kinds.territory.vocabulary import Term, Theme
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.news import NewsItem, news
from ctg.outputs.open_data.about import API, About
from ctg.outputs.open_data.metadata.openapi import (
    ADDED,
    CHANGED,
    CHANGES,
    DECLARED,
    FOLDER,
    LISTS,
    REMOVED,
    TERRITORY,
    WORDS,
    Endpoint,
    description,
    endpoints,
)
from ctg.outputs.open_data.public import address, notice, plain, published
from ctg.outputs.open_data.records_json import record_values
from ctg.stores.journal import GONE, NEW

_CHECKED = "chaque adresse décrite existe et chaque exemple suit sa description, à chaque test"
_RULE = "JSON (RFC 8259), décrit par openapi.json"
ABOUT = (
    About(
        f"{FOLDER}/openapi.json",
        "Description de l’API",
        "Toutes les adresses, leurs paramètres et la forme de chaque réponse. Statique : ni clé, ni inscription, ni limite.",
        "application/json",
        "OpenAPI 3.1",
        "par openapi-spec-validator, à chaque test",
        API,
        "Pour un développeur : à ouvrir dans un éditeur OpenAPI.",
        "https://spec.openapis.org/oas/v3.1.1.html",
    ),
    About(f"{FOLDER}/index.json", "Point d’entrée", "La date de publication et les adresses de l’API.",
          "application/json", _RULE, _CHECKED, API, "Pour savoir d’un coup si le site a été republié."),
    About(f"{FOLDER}/territoire.json", "Territoire et déclaration d’accessibilité", "Ce que le site dit de lui-même : nom, "
          "éditeur, hébergeur, compétences, couverture.", "application/json", _RULE, _CHECKED, API,
          "Pour savoir qui publie, et où."),
    About(f"{FOLDER}/accessibilite.json", "Territoire et déclaration d’accessibilité", "Chaque critère du RGAA, et ce qui n’est "
          "pas conforme.", "application/json", _RULE, _CHECKED, API, "Pour comparer des déclarations.",
          "https://accessibilite.numerique.gouv.fr/"),
    About(f"{FOLDER}/changements.json", "Changements", "Ce qui a été ajouté, changé ou retiré : la fiche, le jour, le sujet. Un "
          "an au plus.", "application/json", _RULE, _CHECKED, API, "Pour tenir une copie à jour sans tout relire."),
    About(f"{FOLDER}/*.json", "Listes et vocabulaire", "Toutes les fiches d’un genre en un fichier ; les rubriques, les thèmes "
          "et les types de lieux.", "application/json", _RULE, _CHECKED, API, "Pour tout charger d’un coup."),
    About(f"{FOLDER}/communes/*.json", "Par commune", "Ce qu’il y a dans une commune et ce qui y vient. L’adresse porte le code "
          "INSEE.", "application/json", _RULE, _CHECKED, API, "Pour le site d’une mairie."),
    About(f"{FOLDER}/themes/*.json", "Par thème", "Les lieux, les services, les actions, les chiffres et les rencontres d’un "
          "thème.", "application/json", _RULE, _CHECKED, API, "Pour un site spécialisé : jeunesse, handicap…"),
)  # fmt: skip


def files(render: Renderer) -> Iterable[SiteFile]:
    """All of ``api/v1/``."""
    records = cache(partial(_values, render))  # worked out once for all these files

    def described() -> dict[str, Any]:
        told = description(render, endpoints(render, records()))
        records.cache_clear()  # this is the last of these files: they would be in memory to the end
        return told

    for kind in KINDS:
        yield _file(kind.folder, partial(lambda kind: _list(render, records()[kind]), kind))
    for commune in published(render.catalogue, Commune):
        yield _file(f"communes/{commune.code_insee}", partial(lambda commune: _commune(render, records(), commune), commune))
    for theme in render.catalogue.vocabulary.themes.values():
        yield _file(f"themes/{theme.id}", partial(lambda theme: _theme(render, records(), theme), theme))
    yield _file(WORDS, lambda: vocabulary(render))
    yield _file("territoire", lambda: _about_us(render, TERRITORY, render.catalogue.territoire))
    if declared := render.catalogue.accessibilite:
        yield _file("accessibilite", lambda: _about_us(render, DECLARED, declared))
    yield _file("changements", lambda: changes(render))
    yield _file("index", lambda: index(render, endpoints(render, records())))
    yield _file("openapi", described)


def _file(name: str, content: Callable[[], dict[str, Any]]) -> Asset:
    return Asset(f"{FOLDER}/{name}.json", lambda: as_json(content()))


Values = dict[type[Record], dict[str, dict[str, Any]]]
"""Kind → identifier → the record as JSON."""


def _values(render: Renderer) -> Values:
    return {kind: {r.id: record_values(render, r) for r in published(render.catalogue, kind)} for kind in KINDS}


def index(render: Renderer, described: Iterable[Endpoint]) -> dict[str, Any]:
    """The way in."""
    site = render.catalogue.territoire
    return {
        "titre": f"{site.titre_site} : API, version 1",
        "territoire": {name: value for name in ("nom_complet", "siren", "departement") if (value := getattr(site, name))},
        "publication": notice(site) | {"publie_le": render.today.isoformat()},
        "openapi": address(site, f"{FOLDER}/openapi.json"),
        "adresses": [{"chemin": one.path, "contenu": one.summary} for one in described],
    }


def _list(render: Renderer, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = list(records.values())
    return {"publication": _notice(render, found), "nombre": len(found), LISTS: found}


def _commune(render: Renderer, records: Values, commune: Commune) -> dict[str, Any]:
    catalogue = render.catalogue
    here = [place for place in catalogue.places if catalogue.commune_of(place) is commune and not catalogue.moves(place)]
    groups = {
        "structures": _of(records, Structure, here),
        "services": _of(records, Service, here),
        "de_passage": [value for kind in (Structure, Service) for value in _of(records, kind, catalogue.coming_to(commune))],
        "actions": _of(records, Action, (action for action in catalogue.all(Action) if commune.nom in action.communes)),
    }
    everywhere = [s for s in catalogue.all(Service) if not s.zone and not s.structure and not s.arrets]
    own = records[Commune][commune.id]
    return {
        "publication": _notice(render, [own, *(value for group in groups.values() for value in group)]),
        "commune": own,
        **groups,
        "services_pour_tous": [value["id"] for value in _of(records, Service, everywhere)],
    }


def _theme(render: Renderer, records: Values, theme: Theme) -> dict[str, Any]:
    catalogue = render.catalogue
    places = catalogue.of_themes([theme.id])
    groups = {"structures": _of(records, Structure, places), "services": _of(records, Service, places)}
    every: tuple[Action | Indicateur | Rencontre, ...]
    every = (*catalogue.all(Action), *catalogue.all(Indicateur), *catalogue.all(Rencontre))
    about = [record for record in every if theme.id in record.themes]
    groups |= {kind.folder: _of(records, kind, about) for kind in (Action, Indicateur, Rencontre)}
    return {
        "publication": _notice(render, [value for group in groups.values() for value in group]),
        "theme": {"id": theme.id, **plain(theme)},
        **groups,
    }


def vocabulary(render: Renderer) -> dict[str, Any]:
    """The terms that records use, in the order of the vocabulary."""
    words = render.catalogue.vocabulary
    parts: dict[str, Mapping[str, Term]] = {"rubriques": words.rubriques, "themes": words.themes, "types": words.types}
    terms = {name: [{"id": id, **plain(term)} for id, term in part.items()] for name, part in parts.items()}
    return {"publication": notice(render.catalogue.territoire), **terms}


def _about_us(render: Renderer, name: str, said: BaseModel) -> dict[str, Any]:
    """What the site says of itself: a file of ``data/`` that is no record."""
    return {"publication": notice(render.catalogue.territoire), name: plain(said)}


def changes(render: Renderer) -> dict[str, Any]:
    """What the journal tells, newest first: as « Quoi de neuf » shows it, so nothing that the site keeps for itself."""
    journal = render.catalogue.journal
    found = [
        {
            "date": one.date.isoformat(),
            "fiche": one.key,
            "nom": one.title,
            "nature": _nature(one),
            "sujets": list(dict.fromkeys(subject.split()[0] for subject in one.subjects)),
            "textes": list(one.facts),
        }
        for one in news(render)
    ]
    since = {"depuis": journal.depuis.isoformat()} if journal else {}
    return {"publication": notice(render.catalogue.territoire), **since, "nombre": len(found), CHANGES: found}


def _nature(one: NewsItem) -> str:
    return ADDED if NEW in one.subjects else REMOVED if GONE in one.subjects else CHANGED


def _of(records: Values, kind: type[Record], found: Iterable[Record]) -> list[dict[str, Any]]:
    """The published records of a kind among some."""
    return [records[kind][record.id] for record in found if type(record) is kind and record.id in records[kind]]


def _notice(render: Renderer, values: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The licence, and the most recent date of these records."""
    dates = [date for value in values if (date := value["calcule"].get("mise_a_jour"))]
    return notice(render.catalogue.territoire) | ({"mise_a_jour": max(dates)} if dates else {})
