"""What families and visitors read first: the home page, the territories and their communes, that all lead to their own sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ctg.ground.phrases import date_fr, of_name
from ctg.ground.problems import plural
from ctg.kinds import Commune
from ctg.outputs.base.rendering import COMMUNES, Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.open_data.api import VERSION
from ctg.portal.frame import ABOUT, TERRITORIES
from ctg.portal.members import Member
from ctg.portal.together import Together, path_of

MOST_NAMES = 2000
"""Beyond as many communes, their names are not in the home page: the list has them all."""


@dataclass(frozen=True)
class MemberState:
    """A territory in a list. ``doubts``: what a visitor should know before trusting it; ``communes``: (name, path)."""

    member: Member
    count: str
    doubts: tuple[str, ...]
    communes: list[tuple[str, str]]


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The home page, the lists, a page a territory and a commune, and what the portal says of itself."""
    states = [_state(portal, one) for one in portal.by_name]
    named = [(portal.names[commune.code_insee], path_of(commune)) for commune, _ in portal.communes]
    about, pitch = "D’où viennent les pages de ce portail, et qui peut les corriger.", portal.portal.accroche
    script = "vers-commune.js" if len(named) <= MOST_NAMES else ""
    own: dict[str, Any] = {"portal": portal, "states": states}
    home = own | {"communes": named, "description": pitch, "script": script, "named": bool(script)}
    yield render.page("portail/accueil.html", "", portal.portal.nom, **home)
    yield render.page("portail/a-propos.html", ABOUT[1], ABOUT[0], description=about, portal=portal)
    said = "Les territoires réunis ici : leur site, la date de ce qu’il publie, ce qui manque."
    yield render.page("portail/territoires.html", TERRITORIES[1], TERRITORIES[0], description=said, **own)
    for state in states:
        one, said = state.member, f"{state.member.name} : son site, ses communes, la date et la source de ce qu’il publie."
        yield render.page("portail/territoire.html", one.path, one.name, description=said, trail=(TERRITORIES,), state=state)
    said = "Toutes les communes, par territoire."
    yield render.page("portail/communes.html", COMMUNES[1], COMMUNES[0], description=said, states=states)
    for commune, member in portal.communes:
        name, path = portal.names[commune.code_insee], path_of(commune)
        told: dict[str, Any] = {"description": f"Le site pour les familles {of_name(name)}.", "trail": (COMMUNES,)}
        yield render.page("portail/commune.html", path, name, member=member, page=member.page_of(commune), **told)


def _state(portal: Together, one: Member) -> MemberState:
    communes = one.catalogue.all(Commune)
    count = plural(len(communes), "commune") if communes else "communes inconnues"
    named = [(portal.names[commune.code_insee], path_of(commune)) for commune in communes]
    return MemberState(one, count, tuple(_doubts(portal, one)), named)


def _doubts(portal: Together, one: Member) -> Iterator[str]:
    """What is to be known of the copy of a territory."""
    if one.manifest.lu_le != portal.last_read and portal.last_read:
        read = date_fr(one.manifest.lu_le)
        yield f"son site n’a pas pu être lu le {date_fr(portal.last_read)} : voici sa copie du {read}"
    if (portal.today - one.published_on).days > portal.portal.perime_apres:
        yield f"son site n’a pas été republié depuis le {date_fr(one.published_on)}"
    if one.manifest.version != VERSION:
        version = one.manifest.version or "inconnue"
        yield f"son site est d’une autre version ({version}) que ce portail : des détails peuvent manquer"
