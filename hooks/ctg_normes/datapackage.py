"""``donnees/datapackage.json``, which describes the files of ``donnees/`` for programs.

The descriptor follows Data Package and Table Schema, version 2 (https://datapackage.org/standard/data-package/); fields come
from the models. It gives their licence, source, date and digest to the formats that have no place for these."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from ctg import api

DESCRIPTOR_PATH = f"{api.TABLES_FOLDER}/datapackage.json"
ABOUT = (
    api.About(
        DESCRIPTOR_PATH,
        "Description des tableaux",
        "Chaque colonne de chaque tableau : nom, type, sens. Et, de chaque fichier du dossier, la taille, l’empreinte, la "
        "source, la licence et la date.",
        "application/json",
        "Data Package et Table Schema, version 2",
        "par frictionless, à chaque test",
        api.WHOLE,
        "Pour un programme qui charge les tableaux, ou pour un catalogue de données.",
        "https://datapackage.org/",
    ),
)


TYPES = dict.fromkeys((api.Type.NUMBER, api.Type.DEGREES), "number") | {
    api.Type.INTEGER: "integer",
    api.Type.YEAR: "year",
    api.Type.DATE: "date",
    api.Type.YES_NO: "boolean",
}
"""The others are texts."""
BOOLEAN = {"trueValues": ["oui", "Oui", "OUI"], "falseValues": ["non", "Non", "NON"]}
"""How a boolean is written."""


def files(render: api.Renderer, made: Iterable[api.Asset], told: Iterable[api.About]) -> Iterator[api.Asset]:
    """The descriptor of those of the files ``made`` that are in ``donnees/``, but the workbooks, which say what the CSV do;
    ``told`` is what is said of them."""
    folder = f"{api.TABLES_FOLDER}/"
    beside = {file.path: file for file in made if file.path.startswith(folder) and not file.path.endswith(".xlsx")}
    about = {one.path: one for one in told}
    yield api.Asset(DESCRIPTOR_PATH, lambda: api.escaping_as_json(_package(render, beside, about)))


def _package(render: api.Renderer, files: dict[str, api.Asset], told: dict[str, api.About]) -> dict[str, Any]:
    site = render.catalogue.territoire
    tables = {one.path: one for one in api.TABLES if one.path in files}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ctg",
        "title": f"{site.titre_site} : données ouvertes",
        "description": f"Communes, lieux, services et projet des familles. {site.nom_complet}.",
        "version": api.FORM,
        "created": f"{render.today.isoformat()}T00:00:00Z",
        "licenses": LICENCES,
        "contributors": [{"title": site.editeur.nom, "roles": ["publisher"]}],
        "sources": _sources(render),
        "resources": [
            *(_table(render, one, told[path], files[path]) for path, one in tables.items()),
            *(_resource(render, told[path], file) for path, file in files.items() if path not in tables),
        ],
    }
    return package | ({"homepage": site.adresse_site} if site.adresse_site else {})


LICENCES = [{"name": api.LICENCE, "path": api.LICENCE_URL, "title": api.LICENCE_NAME}]


def _sources(render: api.Renderer) -> list[dict[str, str]]:
    site = render.catalogue.territoire
    return [{"title": api.notice(site)["source"]} | ({"path": site.adresse_site} if site.adresse_site else {})]


def _resource(render: api.Renderer, about: api.About, file: api.Asset, proven: dt.date | None = None) -> dict[str, Any]:
    """A file, its licence, its source and its date: that of its most recent record, else that of the site."""
    name = file.path.removeprefix(f"{api.TABLES_FOLDER}/")
    stem, _, suffix = name.rpartition(".")
    table: dict[str, Any] = {"encoding": "utf-8", "dialect": {"delimiter": ";"}} if suffix == "csv" else {}
    return {
        "name": (stem if suffix == "csv" else name).replace("/", "-").replace(".", "-"),
        "path": name,
        "title": about.title,
        "description": about.description,
        "format": suffix,
        "mediatype": about.media_type,
        **table,
        "bytes": file.fingerprint.size,
        "hash": f"sha256:{file.fingerprint.sha256}",
        "licenses": LICENCES,
        "sources": _sources(render),
        "modified": (proven or render.today).isoformat(),
    }


def _table(render: api.Renderer, one: api.OpenTable, about: api.About, file: api.Asset) -> dict[str, Any]:
    """A table, with its Table Schema."""
    records = api.published(render.catalogue, one.row) if issubclass(one.row, api.Record) else ()
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column) for column in one.columns],
        "fieldsMatch": "exact",
        "missingValues": [""],
        **({"primaryKey": [api.ID.name]} if issubclass(one.row, api.Record) else {}),
    }
    told = _resource(render, about, file, max(filter(None, map(api.proven_on, records)), default=None))
    return told | {"type": "table", "schema": schema}


def _field(column: api.Column) -> dict[str, Any]:
    """One column: what it is called, what it says, its type."""
    told = TYPES.get(column.type, "string") if column.shape is api.Shape.TEXT else "string"
    typed = {"name": column.name, "title": column.label, "description": column.help, "type": told}
    return typed | (BOOLEAN if told == "boolean" else {})
