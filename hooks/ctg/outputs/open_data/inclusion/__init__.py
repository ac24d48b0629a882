"""data·inclusion: structures and services, what they leave out, their score; and the page that tells the coordinator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ctg.analysis.inclusion.facts import Loss
from ctg.analysis.inclusion.score import ADDRESS, CRITERIA, Criterion, Score, score
from ctg.analysis.upkeep import freshness
from ctg.ground.data_files import as_json, csv_file
from ctg.ground.problems import fold
from ctg.kinds.families.place import Place
from ctg.outputs.about.help import GUIDE
from ctg.outputs.about.legal import ABOUT as LEGAL
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import STANDARDS, About
from ctg.outputs.open_data.inclusion.sheets import Exchange, exchange
from ctg.outputs.open_data.public import published_places
from ctg.outputs.words.contacts import hidden

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
    About(
        f"{FOLDER}/qualite.csv",
        "Notes de qualité de data·inclusion",
        "La note de chaque service, critère par critère, et ce qui la ferait monter.",
        "text/csv",
        "Score de qualité de data·inclusion, schéma v1",
        "chaque note est comparée à celle du programme officiel, à chaque test",
        STANDARDS,
        "Pour qui tient les fiches à jour.",
    ),
)

SENTENCES = "en toutes lettres"
ABSENT = "absent"


@dataclass(frozen=True)
class Scored:
    """A service of the standard, with the place that it comes from."""

    place: Place
    id: str
    score: Score
    advices: tuple[Criterion, ...]
    """What would raise it, without what the place cannot have."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """Four files, of a territory that has places, and the page « Qualité »."""
    found = cache(lambda: exchange(render.catalogue, render.today))
    services = cache(lambda: sorted(_scored(render, found()), key=lambda one: (one.score.total, one.id)))

    def summary() -> dict:
        told = _summary(found(), services())
        found.cache_clear()  # nobody needs it after this page: it would be in memory to the end
        return told

    if published_places(render.catalogue):
        yield Asset(f"{FOLDER}/structures.json", lambda: as_json(found().structures))
        yield Asset(f"{FOLDER}/services.json", lambda: as_json(found().services))
        yield Asset(f"{FOLDER}/non-transmis.csv", lambda: _losses(found()))
        yield Asset(f"{FOLDER}/qualite.csv", lambda: _scores(services()))
    yield render.page(
        "qualite.html",
        "contribuer/qualite/",
        "Qualité pour data·inclusion",
        description="La note que data·inclusion donne à chaque service, et ce qui la ferait monter.",
        trail=(LEGAL, GUIDE),
        later=summary,
        rated=CRITERIA,
        confirmations=freshness.confirmations(render.catalogue.places, render.today),
        losses=f"{FOLDER}/non-transmis.csv",
        notes=f"{FOLDER}/qualite.csv",
    )


def _scored(render: Renderer, found: Exchange) -> Iterator[Scored]:
    for one in found.written:
        if one.service:
            total = score(one.service, render.today)
            # Nobody must be asked for a confidential address, nor for the address of what moves.
            placeless = hidden(render.catalogue, one.place) or one.place.arrets or render.catalogue.moves(one.place)
            advices = (advice for advice in total.advices if not (placeless and advice.name == ADDRESS))
            yield Scored(one.place, one.service["id"], total, tuple(advices))


def _losses(found: Exchange) -> bytes:
    rows = ((one.place.key, one.place.nom, *_loss(loss)) for one in found.written for loss in _told(one.reason, one.losses))
    return csv_file(("fiche", "titre", "champ", "libelle", "devenir", "precision"), rows)


def _told(reason: str, losses: tuple[Loss, ...]) -> tuple[Loss, ...]:
    """A place that is not written loses everything: one line says why."""
    return (Loss("", "Toute la fiche", reason=reason),) if reason else losses


def _loss(loss: Loss) -> tuple[str, str, str, str]:
    return loss.field, loss.label, SENTENCES if loss.into else ABSENT, f"dans « {loss.into} »" if loss.into else loss.reason


def _scores(services: Iterable[Scored]) -> bytes:
    def rows() -> Iterator[tuple[str, ...]]:
        for one in services:
            values = {criterion.name: f"{criterion.value:.2f}" for criterion in one.score.criteria}
            advices = " ".join(criterion.advice for criterion in one.advices)
            notes = (values.get(name, "") for name in CRITERIA)
            yield one.place.key, one.place.nom, one.id, f"{one.score.total:.2f}", *notes, advices

    return csv_file(("fiche", "titre", "identifiant", "note", *CRITERIA, "a_faire"), rows())


def _summary(found: Exchange, services: list[Scored]) -> dict:
    """What the page tells of them all."""
    criteria = Counter(criterion.name for one in services for criterion in one.advices)
    gains: Counter[str] = Counter()
    for one in services:
        gains.update({criterion.name: criterion.gain for criterion in one.advices})
    lost = Counter((loss.label, bool(loss.into)) for one in found.written for loss in one.losses if not one.reason)
    return {
        "services": services,
        "mean": sum(one.score.total for one in services) / len(services) if services else None,
        # What to do first: what would make the mean win most.
        "first": [(name, criteria[name], gain / len(services)) for name, gain in gains.most_common()],
        "refused": [one for one in found.written if one.reason],
        "lost": sorted(((*what, count) for what, count in lost.items()), key=lambda row: (fold(row[0]), row)),
    }
