"""The frame of a portal's pages: its menu, its footer, and the pages of a territory's site that it does not have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ctg import api

TERRITORIES: api.MenuLink = ("Territoires", "territoires/")
COMPARE: api.MenuLink = ("Comparer", "conventions/")
"""The first of the pages that set territories side by side."""
ABOUT: api.MenuLink = ("À propos", "a-propos/")
MENU = (api.HOME, api.COMMUNES, TERRITORIES, COMPARE, ABOUT)
"""The header's links: a page that is added to :data:`ctg_portail.site.OUTPUTS` has its line here if all should see it."""
FOOT: tuple[api.MenuLink, ...] = (
    ABOUT,
    ("Signaler une erreur", "a-propos/signaler/"),
    ("Mentions légales", "a-propos/mentions-legales/"),
    ("Données personnelles", "a-propos/donnees-personnelles/"),
    ("Plan du site", "a-propos/plan-du-site/"),
)
NOT_HERE = ("ma-liste/", "sur-ce-telephone/", "agenda/", "nouveautes/", "ctg/", "donnees-ouvertes/", "trouver/",
            "recherche/")  # fmt: skip
"""What only the site of a territory has: nothing leads there."""


@dataclass(frozen=True)
class PortalRenderer(api.Renderer):
    """Renders the pages of a portal."""

    def elsewhere(self, path: str) -> api.MenuLink | None:
        """The home page stands for what a portal does not have."""
        return api.HOME if path.startswith(NOT_HERE) else None


@dataclass(frozen=True)
class PortalFrame(api.Frame):
    """Makes whole documents of pages."""

    @cached_property
    def menu(self) -> tuple[api.MenuLink, ...]:
        """The links of the header."""
        return MENU

    @cached_property
    def foot(self) -> tuple[api.MenuLink, ...]:
        """The links of the footer, with the compulsory mentions."""
        return (*FOOT[:2], *api.mentions_of(self.render), *FOOT[2:])
