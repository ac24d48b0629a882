"""``ctg portail``: the site of a portal, made from the copies that ``ctg rassembler`` keeps."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg.commands.argparse_fr import Subparsers
from ctg.commands.publication import construire
from ctg.commands.sortie import Output
from ctg.commands.territories.rassembler import COPIES, told
from ctg.gathering.doors import Unsound
from ctg.gathering.gather import Gathering, SiteReading
from ctg.gathering.portal import Portail, load_portal
from ctg.ground.clock import PARIS, today
from ctg.ground.escaping import visible
from ctg.ground.phrases import joined
from ctg.kinds.territory.territoire import PageRetiree
from ctg.portal import addresses
from ctg.portal.duplicates import Duplicate
from ctg.portal.members import member
from ctg.portal.site import OURS, write_site
from ctg.portal.together import together

SITE = "site"
NO_PUBLISHER = """Le portail ne dit pas qui le publie : la loi le demande (loi n° 2004-575 du 21 juin 2004).
    → Dans {} : « editeur: {{nom: Caf de la Creuse, courriel: portail@exemple.fr}} »."""
NOT_OURS = """{} contient autre chose qu'un portail : rien n'y est remplacé.
    → Donnez à --vers un dossier nouveau, ou vide."""
NO_COPY = """Il n'y a encore la copie d'aucun site.
    → Lancez d'abord « ctg rassembler {} »."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "portail",
        help="construit le site d'un portail, à partir des copies de « ctg rassembler »",
        description="Fait un site de ce que plusieurs territoires publient : communes, lieux et services de tous, les plus "
        "proches d'abord, chacun avec un lien vers son site. N'utilise pas internet. En cas d'erreur, l'ancien site reste là.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument(
        "--copies", type=Path, metavar="DOSSIER", help=f"où sont les copies (par défaut : {COPIES}/, à côté du portail)"
    )
    parser.add_argument(
        "--vers", action=Output, folder=True, metavar="DOSSIER",
        help=f"où mettre le site (par défaut : {SITE}/, à côté du portail)",
    )  # fmt: skip
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the site is in place; 1 when the former one stays."""
    path = options.portail.absolute()
    target = (options.vers or path.parent / SITE).absolute()
    portal = load_portal(path)
    copies = options.copies or path.parent / COPIES
    readings = list(Gathering(portal, path.parent, copies, None, today(PARIS)).readings())
    if refusal := _refusal(portal, path, readings) or construire.refusal(target) or _not_ours(target):
        print(refusal, file=sys.stderr)
        return 1
    count, gone, exposed = _replace(portal, readings, copies, target)
    print("\n".join(told(portal, readings)))
    for one in gone:
        print(f"    Attention : {visible(one.raison)} Son adresse, {one.adresse}, le dit.")
    for place in exposed:
        print(f"    Attention : {_secret(place)}")
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


def _secret(place: Duplicate) -> str:
    """What to do of a place that one site keeps secret and another does not."""
    first, others = place.sightings[0], sorted({one.member.name for one in place.exposed})
    publish = f"{joined(others)} la {'publient' if len(others) > 1 else 'publie'}"
    return (
        f"{first.member.name} dit confidentielle l'adresse de « {visible(first.structure.nom)} », et {publish}.\n"
        "    → Le portail ne la montre pas. Prévenez qui la publie."
    )


def _replace(
    portal: Portail, readings: list[SiteReading], copies: Path, target: Path
) -> tuple[int, list[PageRetiree], tuple[Duplicate, ...]]:
    """Build aside, then swap; returns the number of pages, what is gone since the site before, the secrets that a site tells."""
    members, silent = [], []
    for reading in readings:
        try:
            if reading.copy:
                members.append(member(reading, reading.copy))
            else:
                silent.append(reading)
        except Unsound:  # changed since it was verified, a moment ago
            silent.append(reading)
    whole = together(portal, members, silent, today(PARIS))
    gone = addresses.gone(copies, whole)
    lock = target.with_name(f".{target.name}.verrou")
    count = construire.replace(target, lambda aside: write_site(whole, aside, gone), lock)
    addresses.note(copies, whole)
    return count, gone, whole.exposed
