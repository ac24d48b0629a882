"""``donnees/datapackage.json``, which describes the files of ``donnees/`` for programs; ``donnees/tout.zip`` holds them.

The descriptor follows Data Package and Table Schema, version 2 (https://datapackage.org/standard/data-package/); fields,
constraints and links come from the models. It gives their licence, source and date to the formats that have no place for
these. The archive also holds the lists in JSON."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Sequence, Set
from tempfile import TemporaryFile
from typing import Any

from ctg import api

ARCHIVE_PATH = f"{api.TABLES_FOLDER}/tout.zip"
DESCRIPTOR_PATH = f"{api.TABLES_FOLDER}/datapackage.json"
ABOUT = (
    api.About(
        ARCHIVE_PATH,
        "Tout, en un fichier",
        "Les tableaux, les cartes, le format des annuaires et les listes en JSON. Les agendas n’y sont pas.",
        "application/zip",
        "ZIP",
        "relu et comparé à chaque fichier, à chaque test",
        api.WHOLE,
        "Pour garder une copie, ou travailler sans réseau.",
    ),
    api.About(
        DESCRIPTOR_PATH,
        "Description des tableaux",
        "Chaque colonne de chaque tableau : nom, type, valeurs possibles, liens entre tableaux. Et, de chaque fichier du "
        "dossier, la taille, l’empreinte, la source, la licence et la date.",
        "application/json",
        "Data Package et Table Schema, version 2",
        "par frictionless, à chaque test",
        api.WHOLE,
        "Pour un programme qui charge les tableaux, ou pour un catalogue de données.",
        "https://datapackage.org/",
    ),
)
READ_ME = "LISEZ-MOI.txt"
LEVEL = 5
"""Of compression, from 1 to 9: 6 takes a third longer, and makes it 2 to 4 % lighter."""
SUFFIXES = (".csv", ".json", ".geojson")
"""Not the workbooks: they hold what the CSV do."""


def files(render: api.Renderer, made: Sequence[api.Asset], told: Iterable[api.About]) -> Iterator[api.Asset]:
    """The descriptor of the files ``made``, of which ``told`` is said, then the archive that holds both."""
    described = descriptor(render, made, told)
    yield described
    yield archive(render, (*made, described))


def archive(render: api.Renderer, files: Iterable[api.Asset]) -> api.Asset:
    """Those of the ``files`` that are in ``donnees/``, or lists in JSON."""
    folders = (f"{api.TABLES_FOLDER}/", f"{api.API_LISTS_FOLDER}/")
    chosen = [file for file in files if file.path.startswith(folders) and file.path.endswith(SUFFIXES)]
    return api.Asset(ARCHIVE_PATH, lambda: _zip(render, chosen))


def _zip(render: api.Renderer, files: Iterable[api.Asset]) -> bytes:
    """Same files, same day: same bytes. Written on the disk: in memory, it would take eight times its size while it grows, and
    hold every file at once."""
    day, read_me = render.today, api.Asset(READ_ME, _read_me(render).encode())
    with TemporaryFile() as made:
        with zipfile.ZipFile(made, "w") as archive:
            for file in (read_me, *files):
                place = zipfile.ZipInfo(file.path, (day.year, day.month, day.day, 0, 0, 0))
                archive.writestr(place, file.content, zipfile.ZIP_DEFLATED, LEVEL)
        made.seek(0)
        return made.read()


def _read_me(render: api.Renderer) -> str:
    said = api.notice(render.catalogue.territoire)
    return (
        f"Source : {said['source']}\nÉcrit le {api.date_fr(render.today)}\nLicence : {said['licence_url']}\n\n"
        f"{DESCRIPTOR_PATH} décrit les fichiers de ce dossier ; {api.API_LISTS_FOLDER}/index.json, les listes.\n"
    )


TYPES: dict[api.Type, dict[str, Any]] = {
    api.Type.NUMBER: {"type": "number"},
    api.Type.DEGREES: {"type": "number"},
    api.Type.INTEGER: {"type": "integer"},
    api.Type.YEAR: {"type": "year"},
    api.Type.DATE: {"type": "date"},
    api.Type.YES_NO: {"type": "boolean", "trueValues": ["oui", "Oui", "OUI"], "falseValues": ["non", "Non", "NON"]},
}
TEXT = {"type": "string"}
"""The others."""


def descriptor(render: api.Renderer, files: Iterable[api.Asset], told: Iterable[api.About]) -> api.Asset:
    """The descriptor of those of the ``files`` that are in ``donnees/``, but the workbooks, which say what the CSV do; ``told``
    is what is said of them."""
    beside = {
        file.path: file for file in files if file.path.startswith(f"{api.TABLES_FOLDER}/") and not file.path.endswith(".xlsx")
    }
    about = {one.path: one for one in told}
    return api.Asset(DESCRIPTOR_PATH, lambda: api.escaping_as_json(_package(render, beside, about)))


def _package(render: api.Renderer, files: dict[str, api.Asset], told: dict[str, api.About]) -> dict[str, Any]:
    site = render.catalogue.territoire
    tables = {one.path: one for one in api.TABLES if one.path in files}
    known = {one.name for one in tables.values()}
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
            *(_table(render, one, known, told[path], files[path]) for path, one in tables.items()),
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


def _table(render: api.Renderer, one: api.OpenTable, known: Set[str], about: api.About, file: api.Asset) -> dict[str, Any]:
    records = api.published(render.catalogue, one.row) if issubclass(one.row, api.Record) else ()
    told = _resource(render, about, file, max(filter(None, map(api.proven_on, records)), default=None))
    return told | {"type": "table", "schema": table_schema(one, known)}


def table_schema(one: api.OpenTable, known: Set[str]) -> dict[str, Any]:
    """The Table Schema of a table; ``known``: the names of the others, to which its columns may lead."""
    fields = {field.path: field for field in api.all_fields(api.fields_of(one.row))}
    key = {}
    if issubclass(one.row, api.Record):
        fields |= {(api.COMPUTED, *field.path): field for field in api.fields_of(api.model_of(one.row))}
        key = {"primaryKey": ["identifiant"]}
    columns = one.columns
    links = [link for column in columns if (link := _link(column, fields.get(column.path), known))]
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column, fields.get(column.path)) for column in columns],
        "fieldsMatch": "exact",
        "missingValues": [""],
    }
    return schema | key | ({"foreignKeys": links} if links else {})


def _field(column: api.Column, field: api.Field | None) -> dict[str, Any]:
    """One column; the identifier has no field of its own."""
    title = field.label if field and column.path[0] == api.COMPUTED else column.label
    about = {"name": column.name, "title": title, "description": column.help}
    if field is None:
        assert column == api.ID
        unique = "Unique parmi les fiches de ce genre."
        return about | {"description": unique, "type": "string", "constraints": {"required": True}}
    typed = TYPES.get(column.type, TEXT) if column.shape is api.Shape.TEXT else TEXT
    described = about | typed | {"constraints": _constraints(column, field)}
    return {name: value for name, value in described.items() if value}


def always_there(field: api.Field) -> bool:
    """Whether a value is never absent: compulsory, and no link, which goes with the draft that it would lead to."""
    link = field.type is api.Type.NAME and field.target in api.KIND_OF and field.target != "communes"
    return field.required and not link


def _constraints(column: api.Column, field: api.Field) -> dict[str, Any]:
    """What each cell obeys. Inside a group that may be absent, nothing is compulsory."""
    limits: dict[str, Any] = {"required": True} if len(field.path) == 1 and always_there(field) else {}
    if column.shape is api.Shape.TEXT:
        limits |= {"minimum": field.minimum, "maximum": field.maximum, "maxLength": field.max_length}
        limits |= {"enum": list(field.values) or None, "pattern": field.pattern}
    return {name: value for name, value in limits.items() if value is not None}


def _link(column: api.Column, field: api.Field | None, known: Set[str]) -> dict[str, Any] | None:
    """A column that holds nothing but the identifier of another record, or a commune's name."""
    if field is None or column.shape is not api.Shape.TEXT or field.type is not api.Type.NAME or field.target not in known:
        return None
    key = "nom" if field.target == "communes" else "identifiant"
    return {"fields": [column.name], "reference": {"resource": field.target, "fields": [key]}}
