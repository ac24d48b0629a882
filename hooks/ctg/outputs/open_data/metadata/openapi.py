"""``api/v1/openapi.json``: the API and the records' own files, described in OpenAPI 3.1.

https://spec.openapis.org/oas/v3.1.1.html ; schemas of records come from the fields' own definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ctg.help.description import describe
from ctg.kinds import KINDS, Action, Commune, Indicateur, Record, Rencontre, Service, Structure
from ctg.kinds.territory.accessibilite import Accessibilite
from ctg.kinds.territory.territoire import Territoire
from ctg.kinds.territory.vocabulary import Rubrique, Term, Theme, TypeStructure
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.metadata.record_schema import PUBLICATION, Schema, group, record_schema
from ctg.outputs.open_data.public import address, notice
from ctg.outputs.words.licence import LICENCE, LICENCE_NAME

FOLDER = "api/v1"
LISTS = "fiches"
"""The name of the records in a list."""
TERRITORY, DECLARED, CHANGES, WORDS = "territoire", "accessibilite", "changements", "vocabulaire"
"""The names of the files that are no list of records, and of what is in them."""
ADDED, CHANGED, REMOVED = "ajout", "changement", "retrait"
"""The natures of a change."""
VERSION = "1.0.0"
_TEXT = {"type": "string"}


@dataclass(frozen=True)
class Endpoint:
    """An address, or a family of addresses that differ by one parameter."""

    path: str
    """From the site's root: ``/api/v1/communes/{code_insee}.json``."""
    name: str
    """Unique, for programs that write clients."""
    summary: str
    schema: Schema
    parameter: str = ""
    """What the parameter is."""
    value: str = ""
    """A value of the parameter that exists."""
    example: Any = None


def endpoints(render: Renderer, records: Mapping[type[Record], Mapping[str, Any]]) -> list[Endpoint]:
    """Every address, with an example taken from the records: kind → identifier → its JSON."""
    licence = {"publication": notice(render.catalogue.territoire)}
    codes = [value["code_insee"] for value in records[Commune].values()]
    found = [
        Endpoint(f"/{FOLDER}/index.json", "index", "Date de publication et adresses de l’API", INDEX),
        *(_list(kind) for kind in KINDS),
        Endpoint(f"/{FOLDER}/{WORDS}.json", WORDS, "Les rubriques, les thèmes et les types de lieux", VOCABULARY),
        Endpoint(f"/{FOLDER}/{TERRITORY}.json", TERRITORY, "Le territoire, et qui publie ce site", OF_TERRITORY),
        *([Endpoint(f"/{FOLDER}/{DECLARED}.json", DECLARED, "La déclaration d’accessibilité", OF_ACCESSIBILITY)]
          if render.catalogue.accessibilite else []),
        Endpoint(f"/{FOLDER}/{CHANGES}.json", CHANGES, "Ce qui a été ajouté, changé ou retiré", OF_CHANGES),
        Endpoint(f"/{FOLDER}/communes/{{code_insee}}.json", "par-commune", "Ce qu’il y a dans une commune, et ce qui y vient",
                 BY_COMMUNE, "Code INSEE de la commune", codes[0] if codes else ""),
        Endpoint(f"/{FOLDER}/themes/{{id}}.json", "par-theme", "Les fiches d’un thème", BY_THEME, "Identifiant du thème",
                 next(iter(render.catalogue.vocabulary.themes), "")),
        *(_record(kind, *next(iter(records[kind].items())), licence) for kind in KINDS if records[kind]),
    ]  # fmt: skip
    return [one for one in found if one.value or not one.parameter]


def _list(kind: type[Record]) -> Endpoint:
    schema = _object(publication=_ref("Publication"), nombre={"type": "integer", "minimum": 0}, **{LISTS: _all(kind)})
    return Endpoint(f"/{FOLDER}/{kind.folder}.json", kind.folder, f"Toutes les fiches : {kind.plural}", schema)


def _record(kind: type[Record], id: str, example: dict[str, Any], licence: dict[str, Any]) -> Endpoint:
    path, about = f"/{kind.folder}/{{id}}.json", f"Une fiche : {kind.singular}"
    return Endpoint(path, f"fiche-{kind.kind}", about, _ref(_name(kind)), "Identifiant de la fiche", id, example | licence)


def description(render: Renderer, described: Iterable[Endpoint]) -> dict[str, Any]:
    """The whole document. Without a known site, addresses are relative to the document's own."""
    site = render.catalogue.territoire
    contact = {"name": site.editeur.nom, "email": site.editeur.courriel, "url": site.adresse_site}
    terms: dict[str, type[Term]] = {"Rubrique": Rubrique, "Theme": Theme, "Type": TypeStructure}
    schemas = {_name(kind): record_schema(kind) for kind in KINDS} | {name: _term(term) for name, term in terms.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site.titre_site} : API",
            "version": VERSION,
            "summary": "Communes, lieux, services et projet des familles.",
            "description": "Des fichiers, refaits à chaque publication. Ni clé, ni inscription, ni limite. La version 1 peut "
            "gagner des champs et des fichiers ; elle n’en perd ni n’en renomme aucun. Ce qui n’est pas connu est absent.",
            "license": {"name": LICENCE_NAME, "identifier": LICENCE},
            "contact": {name: value for name, value in contact.items() if value},
        },
        "security": [],  # said, for readers that take silence for an oversight: anyone may read
        "servers": [{"url": address(site, "").rstrip("/") or "../.."}],
        "paths": {one.path: {"get": _operation(one)} for one in described},
        "components": {"schemas": {"Publication": PUBLICATION, **schemas}},
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": one.schema}
    if one.example is not None:
        content["example"] = one.example
    found = {
        "operationId": one.name,
        "summary": one.summary,
        "responses": {
            "200": {"description": one.summary, "content": {"application/json": content}},
            "404": {"description": "Cette adresse n’existe pas."},
        },
    }
    if not one.parameter:
        return found
    name = one.path.split("{")[1].split("}")[0]
    parameter = {"name": name, "in": "path", "required": True, "description": one.parameter, "schema": _TEXT}
    return found | {"parameters": [parameter | {"example": one.value}]}


# --- shapes of answers ---------------------------------------------------------------------------


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _name(kind: type[Record]) -> str:
    return kind.__name__


def _all(kind: type[Record]) -> Schema:
    return {"type": "array", "items": _ref(_name(kind))}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _term(term: type[Term]) -> Schema:
    found = group(describe(term))
    return found | {"properties": {"id": _TEXT, **found["properties"]}, "required": ["id", *found["required"]]}


INDEX = _object(
    titre=_TEXT,
    territoire={"type": "object", "additionalProperties": _TEXT},
    publication=PUBLICATION | {"properties": PUBLICATION["properties"] | {"publie_le": _TEXT | {"format": "date"}}},
    openapi=_TEXT,
    adresses={"type": "array", "items": _object(chemin=_TEXT, contenu=_TEXT)},
)
TERMS = {"rubriques": "Rubrique", "themes": "Theme", "types": "Type"}
VOCABULARY = _object(
    publication=_ref("Publication"),
    **{name: {"type": "array", "items": _ref(term)} for name, term in TERMS.items()},
)
OF_TERRITORY = _object(publication=_ref("Publication"), territoire=group(describe(Territoire)))
OF_ACCESSIBILITY = _object(publication=_ref("Publication"), accessibilite=group(describe(Accessibilite)))
OF_CHANGES = {
    "type": "object",
    "properties": {
        "publication": _ref("Publication"),
        "depuis": _TEXT | {"format": "date", "description": "Premier jour du suivi ; absent tant qu’il n’a pas commencé."},
        "nombre": {"type": "integer", "minimum": 0},
        CHANGES: {
            "type": "array",
            "items": _object(
                date=_TEXT | {"format": "date"},
                fiche=_TEXT | {"description": "« structures/les-lutins » : le genre et l’identifiant."},
                nom=_TEXT,
                nature=_TEXT | {"enum": [ADDED, CHANGED, REMOVED]},
                sujets={"type": "array", "items": _TEXT, "description": "Ce qui a changé : un champ, ou un groupe de champs."},
                textes={"type": "array", "items": _TEXT, "description": "Les mêmes, en toutes lettres."},
            ),
        },
    },
    "required": ["publication", "nombre", CHANGES],
}
BY_COMMUNE = _object(
    publication=_ref("Publication"),
    commune=_ref("Commune"),
    structures=_all(Structure),
    services=_all(Service) | {"description": "Ceux d’un lieu de la commune."},
    de_passage={
        "type": "array",
        "items": {"anyOf": [_ref("Structure"), _ref("Service")]},
        "description": "Ce qui s’y arrête ou la dessert, sans y être installé.",
    },
    actions=_all(Action) | {"description": "Celles qui nomment la commune."},
    services_pour_tous={"type": "array", "items": _TEXT, "description": "Identifiants des services de tout le territoire."},
)
BY_THEME = _object(
    publication=_ref("Publication"),
    theme=_ref("Theme"),
    **{kind.folder: _all(kind) for kind in (Structure, Service, Action, Indicateur, Rencontre)},
)
