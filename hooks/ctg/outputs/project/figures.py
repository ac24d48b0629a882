"""The figures: their list, and what the page of an indicator shows."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds import Indicateur
from ctg.outputs.project import FIGURES, PROJECT
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list of indicators, those without a value last."""
    catalogue = render.catalogue
    yield render.page(
        "projet/indicateurs.html",
        FIGURES[1],
        "Chiffres du territoire",
        trail=(PROJECT,),
        known=[i for i in catalogue.all(Indicateur) if i.valeurs],
        unknown=[i for i in catalogue.all(Indicateur) if not i.valeurs],
        description="Les chiffres utiles à la convention, avec leur année et leur source.",
    )


def indicateur(render: Renderer, record: Indicateur) -> dict:
    """What the page of an indicator shows besides the record."""
    return {"actions": render.catalogue.actions_for(record)}
