"""``ctg portail``: the site of a portal, made from the copies that ``ctg rassembler`` keeps; its pages, and their frame."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ctg import api
from ctg_portail import compare, portal_pages
from ctg_portail.copies import Portail, SiteReading, read_portal
from ctg_portail.distrust import crossed, report
from ctg_portail.gather import COPIES, Gathering, memory_of
from ctg_portail.members import ABOUT, TERRITORIES, Together, gone, note, together

OUTPUTS = (  # functions that make pages: ``pages(renderer, together)``. A page for the menu has its line in :data:`MENU`
    portal_pages.territory_pages, compare.conventions_page, portal_pages.follow_up_page, compare.figures_page,
    compare.coverage_page, portal_pages.about_pages,
)  # fmt: skip
OURS = "territoires/index.html"  # what tells the site of a portal from any other folder
NOT_WORN = {"hors-ligne.js", "main.html"}  # what only the site of a territory wears
MENU: tuple[api.MenuLink, ...] = (api.HOME, api.COMMUNES, TERRITORIES, ("Comparer", "conventions/"), ABOUT)
FOOT: tuple[api.MenuLink, ...] = (
    ABOUT, ("Signaler une erreur", "a-propos/signaler/"), ("Mentions légales", "a-propos/mentions-legales/"),
    ("Données personnelles", "a-propos/donnees-personnelles/"), ("Plan du site", "a-propos/plan-du-site/"),
)  # fmt: skip
NOT_HERE = ("ma-liste/", "sur-ce-telephone/", "agenda/", "nouveautes/", "ctg/", "donnees-ouvertes/", "trouver/",
            "recherche/")  # fmt: skip
"""What only the site of a territory has: the home page stands for it."""


@dataclass(frozen=True)
class PortalRenderer(api.Renderer):
    """Renders the pages of a portal."""

    def elsewhere(self, path: str) -> api.MenuLink | None:
        return api.HOME if path.startswith(NOT_HERE) else None


@dataclass(frozen=True)
class PortalFrame(api.Frame):
    """Makes whole documents of pages, with the compulsory mentions at their foot."""

    @cached_property
    def menu(self) -> tuple[api.MenuLink, ...]:
        return MENU

    @cached_property
    def foot(self) -> tuple[api.MenuLink, ...]:
        return (*FOOT[:2], *api.mentions_of(self.render), *FOOT[2:])


def site_of(portal: Together, retired: Iterable[api.PageRetiree] = ()) -> api.Site:
    """The site, ready to be written. ``retired``: the addresses of before, that say so."""
    render = PortalRenderer(portal.catalogue, portal.today)
    frame = PortalFrame(render)
    made = tuple(file for pages in OUTPUTS for file in pages(render, portal))
    made = (*made, *api.pages_of_retired(render, retired), api.plan_page(render, made, ()))
    every = (*made, *api.sitemap_files(render, made, ()), *frame.files())
    return api.Site(portal.catalogue, frame, every, frozenset(), frozenset(), frozenset(api.standing(every, [])))


def write_site(portal: Together, folder: Path, retired: Iterable[api.PageRetiree] = ()) -> None:
    """The whole site in a new folder. Raises :class:`ctg.publish.write.PublicationRefused`, and :class:`OSError`."""
    for source in api.clothing(api.CLOTHES):
        name = source.relative_to(api.CLOTHES).as_posix()
        if name not in NOT_WORN:
            path = api.inside(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(api.lightened(source, api.read_plain(source), folder))
    api.publish(site_of(portal, retired), folder)


SITE = "site"
NO_PUBLISHER = """Le portail ne dit pas qui le publie : la loi le demande (loi n° 2004-575 du 21 juin 2004).
    → Dans {} : « editeur: {{nom: Caf de la Creuse, courriel: portail@exemple.fr}} »."""
NOT_OURS = """{} contient autre chose qu'un portail : rien n'y est remplacé.
    → Donnez à --vers un dossier nouveau, ou vide."""
NO_COPY = """Il n'y a encore la copie d'aucun site.
    → Lancez d'abord « ctg rassembler {} »."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "portail",
        help="construit le site d'un portail, à partir des copies de « ctg rassembler »",
        description="Fait un site de ce que plusieurs territoires publient : conventions, suivi, chiffres et couverture côte à "
        "côte, et le site de chaque commune. N'utilise pas internet. En cas d'erreur, l'ancien site reste là.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument(
        "--copies", type=Path, metavar="DOSSIER", help=f"où sont les copies (par défaut : {COPIES}/, à côté du portail)"
    )
    parser.add_argument(
        "--vers", action=api.Output, folder=True, metavar="DOSSIER",
        help=f"où mettre le site (par défaut : {SITE}/, à côté du portail)",
    )  # fmt: skip
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the site is in place; 1 when the former one stays."""
    path = options.portail.absolute()
    target = (options.vers or path.parent / SITE).absolute()
    portal = read_portal(path)
    copies, today = options.copies or path.parent / COPIES, api.today(api.PARIS)
    memory = memory_of(path, copies)
    readings = list(Gathering(portal, path.parent, copies, None, today, memory).readings())
    if refusal := _refusal(portal, path, readings, target):
        print(refusal, file=sys.stderr)
        return 1
    whole = together(portal, readings, today, memory.words)
    left = gone(copies, whole.addresses)
    lock = target.with_name(f".{target.name}.verrou")
    count = api.replace(target, lambda aside: write_site(whole, aside, left), lock)
    note(copies, whole.addresses)
    print("\n".join(report(portal, readings, crossed(readings, memory), memory.words)))
    for one in left:
        print(f"    Attention : {api.visible(one.raison)} Son adresse, {one.adresse}, le dit.")
    for site in (one.site.adresse for one in whole.silent if one.copy):
        print(f"    Attention : {site} : ses fiches, ses dates ou ses nombres ne se calculent pas. Rien n'en est montré.")
    print(f"Le portail est prêt dans {target.name}/ ({count} pages).")
    return 0


def _refusal(portal: Portail, path: Path, readings: list[SiteReading], target: Path) -> str:
    """Why there is nothing to make, or why what stands there is not to be replaced; "" when all is well."""
    if not portal.editeur or not any(reading.copy for reading in readings):
        return (NO_COPY if portal.editeur else NO_PUBLISHER).format(path.name)
    other = target.is_dir() and any(target.iterdir()) and not (target / OURS).is_file()
    return api.refusal(target) or (NOT_OURS.format(target) if other else "")
