"""The actions: the list by axis, and what the page of an action or an axis shows."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds import Action, Axe, Indicateur, Record, Service, Structure
from ctg.outputs.project import ACTIONS, PROJECT
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list of all actions, grouped by axis."""
    catalogue = render.catalogue
    yield render.page(
        "projet/actions.html",
        ACTIONS[1],
        ACTIONS[0],
        axes=[(axe, catalogue.actions_of(axe)) for axe in catalogue.all(Axe)],
        trail=(PROJECT,),
        description="Toutes les actions de la convention, par axe.",
    )


def action(render: Renderer, record: Action) -> dict:
    """What the page of an action shows besides the record."""

    def published(kind: type[Record], ids: Iterable[str]) -> list[Record]:
        return [found for id in ids if (found := render.catalogue.get(kind, id))]

    return {
        "axe": render.catalogue.get(Axe, record.axe),
        "structures": published(Structure, record.structures),
        "services": published(Service, record.services),
        "indicateurs": published(Indicateur, record.indicateurs),
    }


def axe(render: Renderer, record: Axe) -> dict:
    """What the page of an axis shows besides the record."""
    return {"actions": render.catalogue.actions_of(record)}
