"""One JSON file a record, beside its page: ``structures/les-lutins.json``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from ctg.ground.data_files import as_json
from ctg.kinds import KINDS, Record
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import RECORDS, About
from ctg.outputs.open_data.computed import computed
from ctg.outputs.open_data.public import notice, published, typed

ABOUT = (
    About(
        "*/*.json",
        "Fiche en JSON",
        "Tous les champs publics d’une fiche, et ce que le site en calcule. Son adresse est celle de la page, où « .json » "
        "remplace la dernière barre.",
        "application/json",
        "JSON (RFC 8259), décrit par openapi.json",
        "chaque fiche est comparée à sa description (JSON Schema), à chaque test",
        RECORDS,
        "Pour afficher une fiche sur un autre site ou dans une application.",
        "https://www.rfc-editor.org/rfc/rfc8259",
    ),
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """Every published record."""
    for kind in KINDS:
        for record in published(render.catalogue, kind):
            yield Asset(f"{record.key}.json", partial(_content, render, record))


def _content(render: Renderer, record: Record) -> bytes:
    return as_json(record_values(render, record) | {"publication": notice(render.catalogue.territoire)})


def record_values(render: Renderer, record: Record) -> dict[str, Any]:
    """A record as JSON: its identifier and kind, its public fields, what is worked out of them."""
    return {"id": record.id, "genre": record.kind, **typed(render.catalogue, record), "calcule": computed(render, record)}
