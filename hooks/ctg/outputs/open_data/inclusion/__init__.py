"""data·inclusion: structures and services, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ctg.analysis.inclusion.facts import Loss
from ctg.ground.data_files import as_json, csv_file
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import STANDARDS, About
from ctg.outputs.open_data.inclusion.sheets import Exchange, exchange
from ctg.outputs.open_data.public import published_places

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
        About(
            f"{FOLDER}/{name}.json",
            title,
            text,
            "application/json",
            STANDARD,
            CHECKED,
            STANDARDS,
            "Pour les annuaires de l’action sociale.",
            SPEC,
        )
        for name, (title, text) in SHEETS.items()
    ),
    About(
        f"{FOLDER}/non-transmis.csv",
        "Ce que data·inclusion ne porte pas",
        "Fiche par fiche, les champs sans équivalent : écrits en toutes lettres, ou laissés de côté.",
        "text/csv",
        group=STANDARDS,
        audience="Pour savoir ce qui se perd en passant par ce format.",
    ),
)

SENTENCES = "en toutes lettres"
ABSENT = "absent"


def files(render: Renderer) -> Iterable[SiteFile]:
    """Three files, of a territory that has places."""
    found = cache(lambda: exchange(render.catalogue, render.today))
    if published_places(render.catalogue):
        yield Asset(f"{FOLDER}/structures.json", lambda: as_json(found().structures))
        yield Asset(f"{FOLDER}/services.json", lambda: as_json(found().services))
        yield Asset(f"{FOLDER}/non-transmis.csv", lambda: _losses(found()))


def _losses(found: Exchange) -> bytes:
    rows = ((one.place.key, one.place.nom, *_loss(loss)) for one in found.written for loss in _told(one.reason, one.losses))
    return csv_file(("fiche", "titre", "champ", "libelle", "devenir", "precision"), rows)


def _told(reason: str, losses: tuple[Loss, ...]) -> tuple[Loss, ...]:
    """A place that is not written loses everything: one line says why."""
    return (Loss("", "Toute la fiche", reason=reason),) if reason else losses


def _loss(loss: Loss) -> tuple[str, str, str, str]:
    return loss.field, loss.label, SENTENCES if loss.into else ABSENT, f"dans « {loss.into} »" if loss.into else loss.reason
