"""Who decides and who takes part: bodies and their meetings, consultations and what became of them, partners, agenda."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds import Instance, Partenaire, Rencontre
from ctg.outputs.project import GOVERNANCE, PROJECT
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile

AGENDA = ("Agenda", "agenda/")


def files(render: Renderer) -> Iterable[SiteFile]:
    """Governance, participation, partners and the agenda."""
    yield render.page(
        "projet/gouvernance.html",
        GOVERNANCE[1],
        GOVERNANCE[0],
        trail=(PROJECT,),
        instances=render.catalogue.all(Instance),
        description="Qui pilote la convention territoriale globale.",
    )


def instance(render: Renderer, record: Instance) -> dict:
    """What the page of a body shows besides the record."""
    return {}


def rencontre(render: Renderer, record: Rencontre) -> dict:
    """What the page of a meeting shows besides the record."""
    return {}


def partenaire(render: Renderer, record: Partenaire) -> dict:
    """What the page of a partner shows besides the record."""
    return {}
