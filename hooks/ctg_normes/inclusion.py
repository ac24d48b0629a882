"""The files of data·inclusion: structures and services, in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ctg import api
from ctg_normes.inclusion_records import exchange

FOLDER = "donnees/data-inclusion"
STANDARD, SPEC = "data·inclusion, schéma v1", "https://gip-inclusion.github.io/data-inclusion-schema/latest/"
CHECKED = "chaque fiche est validée par les modèles officiels (data-inclusion-schema 1.0.10), à chaque test"
SHEETS = {
    "structures": (
        "Structures, au format data·inclusion",
        "Les lieux, et les institutions qui portent un service sans lieu.",
    ),
    "services": (
        "Services, au format data·inclusion",
        "Les services, et ce que proposent les lieux. Sans équivalent dans le standard, un thème est laissé de côté.",
    ),
}
ABOUT = (
    *(
        api.About(
            f"{FOLDER}/{name}.json",
            title,
            text,
            "application/json",
            STANDARD,
            CHECKED,
            api.STANDARDS,
            "Pour les annuaires de l’action sociale.",
            SPEC,
        )
        for name, (title, text) in SHEETS.items()
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """Two files, of a territory that has places."""
    found = cache(lambda: exchange(render.catalogue, render.today))
    if api.published_places(render.catalogue):
        yield api.Asset(f"{FOLDER}/structures.json", lambda: api.escaping_as_json(found().structures))
        yield api.Asset(f"{FOLDER}/services.json", lambda: api.escaping_as_json(found().services))
