"""The communes of all the territories: their list, and a page each, that leads to the site of its territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctg.ground.phrases import of_name
from ctg.ground.problems import fold
from ctg.kinds import Commune
from ctg.outputs.base.rendering import COMMUNES, Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.together import Together


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The list, then a page each."""
    names = told_apart(portal)
    parts = [(one, [(names[own.code_insee], path(own)) for own in one.catalogue.all(Commune)]) for one in portal.by_name]
    yield render.page(
        "portail/communes.html",
        COMMUNES[1],
        COMMUNES[0],
        description="Toutes les communes, par territoire.",
        parts=parts,
    )
    for commune, member in portal.communes:
        name = names[commune.code_insee]
        yield render.page(
            "portail/commune.html",
            path(commune),
            name,
            description=f"Le site pour les familles {of_name(name)}.",
            trail=(COMMUNES,),
            member=member,
            page=member.page_of(commune),
        )


def path(commune: Commune) -> str:
    """Where its page is: by its INSEE code, for ever, whatever territories come and go."""
    return f"communes/{commune.code_insee.lower()}/"


def told_apart(portal: Together) -> dict[str, str]:
    """INSEE code → the name of the commune, with its code where another one is called the same."""
    named = Counter(fold(commune.nom) for commune, _ in portal.communes)
    return {
        one.code_insee: f"{one.nom} ({one.code_insee})" if named[fold(one.nom)] > 1 else one.nom for one, _ in portal.communes
    }
