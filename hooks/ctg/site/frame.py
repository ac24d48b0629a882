"""What stands around the body of every page: head, header and menu, breadcrumb, footer; and a site, whose pages are in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from markupsafe import Markup

from ctg.common.extensions import extended
from ctg.common.files import LAST_SHEET
from ctg.common.phrases import typography
from ctg.pages import COMMUNES, DATA, NOT_FOUND, PROJECT, Asset, MenuLink, Page, Renderer, SiteFile, absolute
from ctg.pages.drawing import symbols
from ctg.pages.renderer import HOME
from ctg.pages.site_files import REFERRER, MenuWord, Sheets, content_policy, section_menu, sheets_needed, sheets_of
from ctg.pages.templates import EDITING, has_form
from ctg.reading.catalogue import Catalogue
from ctg.site.about import mentions_of
from ctg.site.former import lost_address_rules
from ctg.site.home import AGENDA, has_dates

OWN_NUMBERS = re.compile(r'<template>.*?</template>|<a class="secours__.*?</a>', re.DOTALL)
"""The strip that stands under every search, and the rows that a script may put in its place."""

MENU: tuple[MenuLink, ...] = (
    HOME,
    ("Trouver", "trouver/"),
    COMMUNES,
    PROJECT,
    AGENDA,
    ("À propos", "a-propos/"),
)

LINKED: tuple[Callable[[Renderer, Page], Markup], ...] = extended("linked", ())
"""What says to programs, in its head, what a page is: ``linked(renderer, page)``."""


@dataclass(frozen=True)
class Frame:
    """Makes whole documents of pages. ``preview``: served while it is written."""

    render: Renderer
    preview: bool = False

    def ready(self) -> "Frame":
        """Itself, once all that pages have in common is worked out: what templates know, menus, style sheets."""
        _ = self.render.environment, self.menu, self.foot, self._danger, self._sheets, self._last, self._project
        return self

    @cached_property
    def menu(self) -> tuple[MenuLink, ...]:
        """The links of the header: what has something to show, the diary when something is in it."""
        alone = self.render.elsewhere(COMMUNES[1])
        offered = (alone if alone and link == COMMUNES else link for link in MENU)
        offered = (link for link in offered if not self.render.elsewhere(link[1]))
        return tuple(link for link in offered if link != AGENDA or has_dates(self.render))

    @cached_property
    def foot(self) -> tuple[MenuLink, ...]:
        """The links of the footer, with the compulsory mentions."""
        return (
            ("Signaler une erreur", "a-propos/signaler/"),
            *mentions_of(self.render),
            ("À propos", "a-propos/"),
            ("Mentions légales", "a-propos/mentions-legales/"),
            ("Données personnelles", "a-propos/donnees-personnelles/"),
            DATA,
            ("Plan du site", "a-propos/plan-du-site/"),
            ("Aide", "a-propos/aide/"),
        )

    def html(self, page: Page) -> bytes:
        """The whole document of a page, with the style sheets that it needs."""
        catalogue = self.render.catalogue
        canonical = absolute(catalogue.territoire, page.path)
        body, section = page.body, self._section(page)
        text = self.render.html(
            "gabarit-leger.html" if page.light else "gabarit.html",
            page.path,
            page=page,
            body=body,
            danger=self._in_danger(body),
            drawings=symbols(body),
            sheets=sheets_needed(f'{body}<nav class="menu-projet">' if section else body, self._sheets),
            section=section,
            last=self._last,
            linked=[tell(self.render, page) for tell in LINKED],
            description=page.description or typography(catalogue.territoire.accroche),
            canonical=canonical if page.path != NOT_FOUND else "",
            policy=content_policy(page, self.preview),
            referrer=REFERRER,
            menu=self.menu,
            foot=self.foot,
            editing=self.editing(page),
            drafts=self._drafts,
        )
        return text.encode()

    def _section(self, page: Page) -> list[tuple[str, str, str]]:
        """(word, path, « page » or « true » for where the page is) of the project's menu; nothing on other pages."""
        if PROJECT[1] not in (page.path, *(path for _, path in page.trail[:1])):
            return []
        above = {page.path, *(path for _, path in page.trail[1:])}
        under = next((one for one in self._project if above.intersection(one.pages)), self._project[0])
        ici = {under.path: "page" if page.path == under.path else "true"}
        return [(word, path, ici.get(path, "")) for word, path, _ in self._project]

    @cached_property
    def _project(self) -> tuple[MenuWord, ...]:
        return section_menu(self.render.catalogue, self.render.today)

    def _in_danger(self, body: str) -> bool:
        """Whether « Quitter vite » goes above a page: it gives a number of danger to call, elsewhere than in the strip. The
        emergency pages have a button of their own, in their language."""
        shown = OWN_NUMBERS.sub("", body)
        given = re.findall(r'href="((?:tel|sms):[^"]+)"', shown)
        return "data-quitter" not in shown and not self._danger.isdisjoint(given)

    @cached_property
    def _danger(self) -> frozenset[str]:
        return frozenset(urgence.href for urgence in self.render.catalogue.urgences)

    @cached_property
    def _sheets(self) -> Sheets:
        return sheets_of(self.render.root)

    @cached_property
    def _last(self) -> str:
        return LAST_SHEET if self.render.overrides(LAST_SHEET) else ""

    def editing(self, page: Page) -> dict[str, str]:
        """The links to the form that a page has in a preview, words → path; none where it is published."""
        if not self.preview or not has_form():
            return {}
        own = {"Modifier cette fiche": f"{EDITING}{page.path}"} if page.path.rstrip("/") in self._keys else {}
        return {**own, "Nouvelle fiche": f"{EDITING}nouvelle/"}

    @cached_property
    def _drafts(self) -> bool:
        return any(not record.published for found in self.render.catalogue.records.values() for record in found)

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The records, by key: what follows is their page's path."""
        catalogue = self.render.catalogue
        records = (*(record for found in catalogue.records.values() for record in found), *catalogue.outside)
        return frozenset(record.key for record in records)

    def files(self) -> Iterator[Asset]:
        """What a server shows for an address that leads nowhere."""
        yield Asset(NOT_FOUND, self._not_found)

    def _not_found(self) -> bytes:
        portal = self.render.elsewhere("donnees-ouvertes/")
        former = () if portal else lost_address_rules(self.render)  # of a portal, nothing ever left
        body = self.render.html("introuvable.html", NOT_FOUND, dated=AGENDA in self.menu, former=former)
        return self.html(Page(NOT_FOUND, "Page introuvable", body, script="champ.js ancienne.js" if former else "champ.js"))


@dataclass(frozen=True)
class Site:
    """A site ready to be written: what it will be made of, most of it not made yet."""

    catalogue: Catalogue
    frame: Frame
    files: tuple[SiteFile, ...]
    index: frozenset[str]
    """The addresses of the files that tell the size and the digest of others: they are written after them."""
    booklets: frozenset[str]
    """The addresses of the files whose weight pages tell: they are written before them."""
    addresses: frozenset[str]
    """The addresses that answer, those of ``docs/`` included."""

    def documents(self) -> Iterator[Asset]:
        """Every file as it will be published. The pages of ``docs/`` are not of them, but :attr:`frame` suits them too."""
        return map(self.document, self.files)

    def document(self, file: SiteFile) -> Asset:
        """A file as it will be published: a page in its frame, at the address that hosts give it."""
        return Asset(f"{file.path}index.html", partial(self.frame.html, file)) if isinstance(file, Page) else file
