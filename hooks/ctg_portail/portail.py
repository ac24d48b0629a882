"""``ctg portail``: the site of a portal, made from the copies that ``ctg rassembler`` keeps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ctg import api
from ctg_portail import memory
from ctg_portail.gather import COPIES, Gathering, Portail, SiteReading, portal_and_sheet, report
from ctg_portail.reading import some
from ctg_portail.site import OURS, write_site
from ctg_portail.together import Together, together

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
    portal, sheet = portal_and_sheet(path)
    copies = options.copies or path.parent / COPIES
    readings = list(Gathering(portal, path.parent, copies, None, api.today(api.PARIS)).readings())
    if refusal := _refusal(portal, path, readings) or api.refusal(target) or _not_ours(target):
        print(refusal, file=sys.stderr)
        return 1
    whole, count, gone = _replace(portal, readings, copies, target)
    print("\n".join(report(portal, readings)))
    for one in gone:
        print(f"    Attention : {api.visible(one.raison)} Son adresse, {one.adresse}, le dit.")
    for member in whole.members:
        for remark in member.remarks[len(member.reading.remarks) :]:
            print(f"    Attention : {member.name} : {remark}.")
    for site in whole.silent:
        if site.copy:
            print(f"    Attention : {site.site.adresse} : ses dates ou ses nombres ne se calculent pas. Rien n'en est montré.")
    for problem in _claims(whole, sheet):
        print(problem)
    print(f"Le portail est prêt dans {target.name}/ ({count} pages).")
    return 0


def _refusal(portal: Portail, path: Path, readings: list[SiteReading]) -> str:
    """Why there is nothing to make; "" when there is."""
    if not portal.editeur:
        return NO_PUBLISHER.format(path.name)
    return "" if any(reading.copy for reading in readings) else NO_COPY.format(path.name)


def _not_ours(target: Path) -> str:
    """Why what stands there is not to be replaced."""
    ours = not target.exists() or (target / OURS).is_file() or not any(target.iterdir())
    return "" if ours else NOT_OURS.format(target)


def _claims(whole: Together, sheet: api.Sheet) -> Iterator[api.Problem]:
    """What a site describes that is another's, on its line of the portal's file, with what to write if it is right."""
    names = {member.siren: member.name for member in whole.members}
    sirens = {member.reading.site.adresse: member.siren for member in whole.members}
    ranks = {site.adresse: rank for rank, site in enumerate(whole.portal.sites)}
    for (address, siren), those in whole.claims.items():
        owner = names.get(siren) or (f"SIREN {siren}" if siren else "un site qui n'a pas de copie")
        site = names.get(sirens.get(address, ""), "rien n'en est montré")
        message = f"Ce site ({site}) décrit {some(those)}, qui est à un autre territoire : {owner}. Rien n'en est repris."
        remedy = 'Si c\'est à lui, écrivez sous son adresse « communes: ["code INSEE"] ». Sinon, prévenez qui le publie.'
        yield sheet.problem(("sites", ranks[address]), api.visible(message), remedy, api.WARNING)


def _replace(
    portal: Portail, readings: list[SiteReading], copies: Path, target: Path
) -> tuple[Together, int, list[api.PageRetiree]]:
    """Build in a folder beside, then swap; returns the portal shown, how many pages, and those that it no longer has."""
    whole = together(portal, readings, copies, api.today(api.PARIS))
    gone = memory.gone(copies, whole.addresses)
    lock = target.with_name(f".{target.name}.verrou")
    count = api.replace(target, lambda aside: write_site(whole, aside, gone), lock)
    memory.note(copies, whole.addresses)
    return whole, count, gone
