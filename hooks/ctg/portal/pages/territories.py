"""The territories: their list, and a page each: what it has, where it comes from, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.ground.phrases import date_fr
from ctg.kinds import KINDS
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.open_data.api import VERSION
from ctg.portal.frame import TERRITORIES
from ctg.portal.members import Member
from ctg.portal.together import Together


@dataclass(frozen=True)
class MemberState:
    """A territory in a list. ``doubts``: what a visitor should know before trusting it, in short words."""

    member: Member
    places: int
    communes: int
    elsewhere: int
    """Its places that are shown as another site tells them."""
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
    for state in states(portal):
        member = state.member
        yield render.page(
            "portail/territoire.html",
            member.path,
            member.name,
            description=f"{member.name} : ce que son site publie, sa date, sa source.",
            trail=(TERRITORIES,),
            state=state,
            remarks=portal.remarks(member),
            communes=portal.communes_of(member),
            needs=_needs(render, member),
            kinds=[(kind, len(member.found[kind])) for kind in KINDS if member.found[kind]],
        )


def states(portal: Together) -> list[MemberState]:
    """The territories in the order of their names."""
    owned = Counter(key.split("/")[1].split("-")[0] for key in portal.catalogue.owners)
    elsewhere = Counter(one.member.siren for group in portal.duplicates for one in group.sightings[1:])
    found = (
        MemberState(
            member,
            owned[member.siren],
            len(portal.communes_of(member)),
            elsewhere[member.siren],
            tuple(_doubts(portal, member)),
        )
        for member in portal.members
    )
    return sorted(found, key=lambda state: (state.member.name, state.member.siren))


def _doubts(portal: Together, member: Member) -> Iterable[str]:
    """What is to be known of the copy of a territory."""
    if portal.unanswered(member) and portal.last_read:
        yield f"son site n’a pas pu être lu le {date_fr(portal.last_read)} : voici sa copie du {date_fr(member.read_on)}"
    if (portal.today - member.published_on).days > portal.portal.perime_apres:
        yield f"son site n’a pas été republié depuis le {date_fr(member.published_on)}"
    if member.copy.manifest.version != VERSION:
        version = member.copy.manifest.version or "inconnue"
        yield f"son site est d’une autre version ({version}) que ce portail : des détails peuvent manquer"


def _needs(render: Renderer, member: Member) -> list[tuple[str, str, int]]:
    """(title, identifier, how many places and services) of each need."""
    catalogue = render.catalogue
    own = f"{member.siren}-"
    counts = Counter(catalogue.rubrique_of(place).id for place in catalogue.known_places if place.id.startswith(own))
    return [(one.besoin, one.id, counts[one.id]) for one in catalogue.vocabulary.rubriques.values() if counts[one.id]]
