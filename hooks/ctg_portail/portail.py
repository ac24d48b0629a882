"""``ctg portail``: the site of a portal, made from the copies that ``ctg rassembler`` keeps; its pages, and their frame."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ctg import api
from ctg_portail import portal_pages
from ctg_portail.gather import COPIES, Gathering, gather
from ctg_portail.members import Together, gone, note, together
from ctg_portail.portal_file import read_portal

OUTPUTS = (  # functions that make pages: ``pages(renderer, together)``. A page for the menu has its line in :data:`MENU`
    portal_pages.territory_pages, portal_pages.conventions_page, portal_pages.follow_up_page, portal_pages.figures_page,
    portal_pages.coverage_page, portal_pages.about_pages,
)  # fmt: skip
OURS = "territoires/index.html"  # what tells the site of a portal from any other folder
NOT_WORN = {"hors-ligne.js", "main.html"}  # what only the site of a territory wears
COMPARE: api.MenuLink = ("Comparer", "conventions/")
MENU = (api.HOME, api.COMMUNES, portal_pages.TERRITORIES, COMPARE, portal_pages.ABOUT)
FOOT: tuple[api.MenuLink, ...] = (
    portal_pages.ABOUT, ("Signaler une erreur", "a-propos/signaler/"), ("Mentions légales", "a-propos/mentions-legales/"),
    ("Données personnelles", "a-propos/donnees-personnelles/"), ("Plan du site", "a-propos/plan-du-site/"),
)  # fmt: skip
NOT_HERE = ("ma-liste/", "sur-ce-telephone/", "agenda/", "ctg/", "donnees-ouvertes/", "trouver/", "recherche/")
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
        if (name := source.relative_to(api.CLOTHES).as_posix()) not in NOT_WORN:
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
        description="Met les territoires côte à côte, mène au site de chaque commune. En cas d'erreur, l'ancien site reste.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument("--copies", type=Path, metavar="DOSSIER", help="où elles sont, sinon à côté du portail")
    parser.add_argument("--vers", action=api.Output, folder=True, metavar="DOSSIER", help=f"sinon {SITE}/, à côté du portail")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the site is in place; 1 when the former one stays."""
    path = options.portail.absolute()
    target = (options.vers or path.parent / SITE).absolute()
    portal = read_portal(path)
    copies, today = (options.copies or path.parent / COPIES).absolute(), api.today(api.PARIS)
    readings = gather(Gathering(portal, path.parent, copies, None, today))
    refusal = api.refusal(target)
    if not portal.editeur or not any(reading.copy for reading in readings):
        refusal = (NO_COPY if portal.editeur else NO_PUBLISHER).format(path.name)
    elif not refusal and target.is_dir() and any(target.iterdir()) and not (target / OURS).is_file():
        refusal = NOT_OURS.format(target)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    whole = together(portal, readings, today)
    left = gone(copies, whole)
    count = api.replace(target, lambda aside: write_site(whole, aside, left), target.with_name(f".{target.name}.verrou"))
    note(copies, whole.addresses)
    if left:
        some = ", ".join([one.adresse for one in left[:3]] + ["…"][: len(left) - 3])
        print(f"    Attention : {api.plural(len(left), 'page')} d'avant, où il n'y a plus que la raison : {some}.")
    print(f"Le portail est prêt dans {target.name}/ ({count} pages).")
    return 0
