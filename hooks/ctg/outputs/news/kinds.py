"""What « Quoi de neuf » says of each kind: when a record comes, and when it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ctg.analysis.news import snapshot
from ctg.analysis.news.snapshot import Fact
from ctg.analysis.project.people.meetings import framework_named
from ctg.catalogue import Catalogue
from ctg.kinds import (
    Action,
    Axe,
    Cadre,
    Commune,
    Diagnostic,
    Indicateur,
    Instance,
    Parcours,
    Partenaire,
    Record,
    Rencontre,
    Service,
    Structure,
)  # fmt: skip
from ctg.outputs.news import places, project
from ctg.outputs.news.places import Talker
from ctg.outputs.words import plan
from ctg.outputs.words.places import service_at, structure_at

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class News(Generic[R]):
    """What is compared of a kind from one publication to the next, and how a difference is told."""

    arrival: Callable[[Catalogue, R, dt.date], str] | None
    """What a record is that comes, after « Nouveau sur le site : »; nothing when its kind neither comes nor goes."""
    facts: Callable[[Catalogue, R], dict[str, Fact]] | None = None
    """The values of a record by subject (see ``analysis.news.snapshot``); without them, it only comes, goes and changes name."""
    words: Mapping[str, Talker] = field(default_factory=dict)
    """What tells the differences of a subject, in the order in which they are told; without words, no news."""


def newcomer(words: str) -> Callable[[Catalogue, Record, dt.date], str]:
    """The ``arrival`` of a kind that one word describes: « Nouveau sur le site : chiffre »."""
    return lambda _catalogue, _record, _today: f"Nouveau sur le site : {words}"


def _arrival(told: Callable[[Catalogue, Any], str]) -> Callable[[Catalogue, Record, dt.date], str]:
    return lambda catalogue, record, _today: f"Nouveau sur le site : {told(catalogue, record)}"


def _figure_said(_catalogue: Catalogue, record: Indicateur) -> str:
    return project.measure(record.derniere, record.unite) if record.derniere else "chiffre"


def _body_said(catalogue: Catalogue, record: Instance) -> str:
    return f"instance{' du projet des familles (CTG)' if framework_named(catalogue, record.cadre).is_ctg else ''}"


NEWS: dict[type[Record], News[Any]] = {
    Commune: News(None, snapshot.commune, places.WORDS),
    Structure: News(_arrival(structure_at), snapshot.structure, places.WORDS),
    Service: News(_arrival(service_at), snapshot.service, places.WORDS),
    Cadre: News(_arrival(lambda _catalogue, record: record.nature.label)),
    Axe: News(_arrival(plan.what)),
    Action: News(_arrival(plan.what), snapshot.action, project.ACTION),
    Indicateur: News(_arrival(_figure_said), snapshot.indicateur, project.FIGURE),
    Diagnostic: News(newcomer("diagnostic")),
    Instance: News(_arrival(_body_said)),
    Rencontre: News(lambda _catalogue, record, today: project.new_meeting(record, today), snapshot.rencontre, project.MEETING),
    Partenaire: News(newcomer("partenaire du projet des familles (CTG)"), snapshot.partenaire, places.WORDS),
    Parcours: News(newcomer("un parcours, pas à pas")),
}
"""Of each kind; an extension adds its own."""
SILENT: News[Any] = News(None)


def news_of(kind: type[Record]) -> News[Any]:
    """What is told of a kind; a kind from elsewhere that says nothing neither comes nor goes."""
    return NEWS.get(kind, SILENT)
