"""Human Services Data Specification 3.1 (Open Referral): organizations, services, locations, terms.

https://docs.openreferral.org/en/3.1/hsds/schema_reference.html. The specification has no file for many records: each file
is one ``Page`` of its API reference, whole. What it cannot carry truly is left out: the number of places, for it asks how
many are free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from ctg.catalogue import Catalogue
from ctg.ground.data_files import as_json
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import STANDARDS, About
from ctg.outputs.open_data.public import published_places
from ctg_hsds.parts import HsdsPieces, HsdsSheet, terms, written
from ctg_hsds.records import Writer

FOLDER = "donnees/hsds"
TITLES = {
    "organizations": ("Organismes, au format HSDS", "Qui est responsable des lieux et des services."),
    "services": (
        "Services, au format HSDS",
        "Les services et ce que proposent les lieux, avec leurs adresses, leurs horaires et leurs démarches.",
    ),
    "locations": ("Lieux, au format HSDS", "Les lieux et les arrêts, avec leurs horaires en règles de répétition."),
    "taxonomy_terms": ("Thèmes et types, au format HSDS", "Les mots qui classent les services."),
}
ABOUT = tuple(
    About(
        f"{FOLDER}/{name}.json",
        title,
        text,
        "application/json",
        "HSDS 3.1 (Open Referral)",
        "chaque objet est comparé aux schémas publiés, à chaque test ; les horaires sont relus jour par jour",
        STANDARDS,
        "Pour les annuaires qui parlent Open Referral.",
        "https://docs.openreferral.org/en/3.1/",
    )
    for name, (title, text) in TITLES.items()
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The four lists of HSDS, one file each."""
    writer = Writer(render.catalogue, render.today)
    contents: dict[str, tuple[Callable[[], Sequence[Any]], Callable[[Any], HsdsPieces]]] = {
        "organizations": (writer.organizations, written),
        "services": (lambda: writer.places, writer.service),
        "locations": (writer.sites.all, lambda site: (site.content,)),
        "taxonomy_terms": (partial(_terms, render.catalogue), written),
    }
    for name, (listed, write) in contents.items():
        yield Asset(f"{FOLDER}/{name}.json", partial(_content, listed, write))


def _content(listed: Callable[[], Sequence[Any]], write: Callable[[Any], HsdsPieces]) -> bytes:
    """The only page of a list. Each sheet is written after the one before it: all of them at once would fill the memory."""
    every, content = listed(), BytesIO()
    head, tail = as_json(page(len(every))).split(b"[]")
    content.write(head + b"[")
    for rank, one in enumerate(every):
        content.writelines((b"," if rank else b"", *write(one)))
    content.write(b"]" + tail)
    return content.getvalue()


def _terms(catalogue: Catalogue) -> list[HsdsSheet]:
    """The terms that some place uses."""
    used = {term["id"]: term for place in published_places(catalogue) for term in terms(catalogue, place)}
    return sorted(used.values(), key=lambda term: (term["taxonomy"], term["code"]))


def page(count: int) -> dict[str, Any]:
    """The only page of a list, as the API reference of the specification has it, still without its contents."""
    return {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": not count,
        "contents": [],
    }
