"""The territories: their list, and a page each: its site, its communes, where its data come from, what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.ground.phrases import date_fr, joined
from ctg.ground.problems import plural
from ctg.kinds import KINDS, Commune
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.open_data.api import VERSION
from ctg.portal.frame import TERRITORIES
from ctg.portal.members import Member
from ctg.portal.pages.communes import path, told_apart
from ctg.portal.together import Together


@dataclass(frozen=True)
class MemberState:
    """A territory in a list. ``doubts``: what a visitor should know before trusting it, in short words."""

    member: Member
    communes: str
    doubts: tuple[str, ...]


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The list, then the pages."""
    yield render.page(
        "portail/territoires.html",
        TERRITORIES[1],
        TERRITORIES[0],
        description="Les territoires réunis ici : leur site, la date de ce qu’il publie, ce qui manque.",
        states=states(portal),
        portal=portal,
    )
    names = told_apart(portal)
    for state in states(portal):
        member = state.member
        communes = member.catalogue.all(Commune)
        counts = [(kind, len(member.catalogue.all(kind))) for kind in KINDS]
        yield render.page(
            "portail/territoire.html",
            member.path,
            member.name,
            description=f"{member.name} : son site, ses communes, la date et la source de ce qu’il publie.",
            trail=(TERRITORIES,),
            state=state,
            communes=[(names[commune.code_insee], path(commune)) for commune in communes],
            records=joined(plural_of(kind.singular, kind.plural, count) for kind, count in counts if count) or "aucune",
        )


def plural_of(singular: str, many: str, count: int) -> str:
    """« 3 lieux », « 1 lieu »."""
    return f"{count} {many if count > 1 else singular}"


def states(portal: Together) -> list[MemberState]:
    """The territories in the order of their names."""
    found = []
    for one in portal.by_name:
        count = len(one.catalogue.all(Commune))
        communes = plural(count, "commune") if count else "communes inconnues"
        found.append(MemberState(one, communes, tuple(_doubts(portal, one))))
    return found


def _doubts(portal: Together, member: Member) -> Iterable[str]:
    """What is to be known of the copy of a territory."""
    if portal.unanswered(member) and portal.last_read:
        read = date_fr(member.manifest.lu_le)
        yield f"son site n’a pas pu être lu le {date_fr(portal.last_read)} : voici sa copie du {read}"
    if (portal.today - member.published_on).days > portal.portal.perime_apres:
        yield f"son site n’a pas été republié depuis le {date_fr(member.published_on)}"
    if member.manifest.version != VERSION:
        version = member.manifest.version or "inconnue"
        yield f"son site est d’une autre version ({version}) que ce portail : des détails peuvent manquer"
