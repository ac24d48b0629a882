"""The communes of all the territories: their list, and for each what is near, whatever the territory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from ctg.ground.phrases import of_name
from ctg.kinds import Commune
from ctg.outputs.base.rendering import COMMUNES, Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.members import Member
from ctg.portal.near import KM, Surroundings
from ctg.portal.together import Together


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The list, then a page each."""
    members = sorted(portal.members, key=lambda member: (member.name, member.siren))
    yield render.page(
        "portail/communes.html",
        COMMUNES[1],
        COMMUNES[0],
        description="Toutes les communes, par territoire.",
        parts=[(member, portal.communes_of(member)) for member in members],
    )
    around = Surroundings(render.catalogue)
    told = _told(portal)
    for commune in render.catalogue.all(Commune):
        yield render.page(
            "portail/commune.html",
            f"{commune.key}/",
            commune.nom,
            description=f"Lieux et services pour les familles près {of_name(commune.nom)}, de tous les territoires réunis ici.",
            trail=(COMMUNES,),
            record=commune,
            told=told[commune.code_insee],
            km=KM,
            later=partial(_needs, around, commune),
        )


def _needs(around: Surroundings, commune: Commune) -> dict[str, Any]:
    return {"needs": around.needs(commune)}


def _told(portal: Together) -> dict[str, list[tuple[Member, str]]]:
    """INSEE code → (territory, the page of that commune on its site), the one that is believed first."""
    found: dict[str, list[tuple[Member, str]]] = {}
    for member in portal.members:
        for one in member.told(Commune):
            found.setdefault(one.record.code_insee, []).append((member, one.page or member.path))
    return found
