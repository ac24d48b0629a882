"""``ctg rassembler``: the published data of several territories, checked and kept side by side."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from ctg import api
from ctg_portail.gather import Gathering, Portail, SiteReading, load_portal

COPIES = "copies"
BUSY = "Une autre lecture des sites est en cours, vers le même dossier."
SPACING = 0.2
"""Seconds between two files of one site."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "rassembler",
        help="réunit ce que publient plusieurs territoires (demande internet)",
        description="Lit les données ouvertes de chaque site de la liste, les vérifie, et garde la dernière bonne copie de "
        "chacun. Un site en panne, faux ou trop vieux est dit, et n'arrête pas les autres.",
    )
    parser.set_defaults(sans_projet=True)
    parser.add_argument("portail", type=Path, metavar="PORTAIL", help="le fichier qui donne les sites : portail.yml")
    parser.add_argument(
        "--copies", action=api.Output, folder=True, metavar="DOSSIER",
        help=f"où garder les copies (par défaut : {COPIES}/, à côté du portail)",
    )  # fmt: skip
    parser.add_argument("--hors-ligne", action="store_true", help="ne lit aucun site : vérifie les copies et dit leur âge")
    api.allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when there is something of one site at least, were it an old copy; 1 when there is nothing at all."""
    path = options.portail.absolute()
    portal = load_portal(path)
    client = None if options.hors_ligne else api.Client(api.Pace(SPACING), options.autoriser_local)
    copies = (options.copies or path.parent / COPIES).absolute()
    gathering = Gathering(portal, path.parent, copies, client, api.today(api.PARIS))
    progress = api.Progress(len(portal.sites))
    with api.output_alone(copies.with_name(f".{copies.name}.verrou"), BUSY) if client else nullcontext():
        readings = list(gathering.readings(progress.step))
    progress.end()
    print("\n".join(report(portal, readings)))
    return int(not any(reading.copy for reading in readings))


def report(portal: Portail, readings: list[SiteReading]) -> Iterator[str]:
    """What came of each site, then how many are there."""
    for reading in readings:
        yield _head(reading)
        yield from (f"    Attention : {api.visible(remark)}." for remark in reading.remarks)
    there = [reading for reading in readings if reading.copy]
    fresh = sum(reading.fresh for reading in readings)
    just = f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant"
    yield f"{portal.nom} : {api.plural(len(there), 'territoire')} sur {len(readings)}, {just}."


def _head(reading: SiteReading) -> str:
    if not reading.copy:
        return f"{reading.site.adresse} : rien."
    one = reading.copy.manifest
    count = sum(len(records) for _, records in reading.copy.lists())
    records = f"{api.number(count)} fiche{'s' if count > 1 else ''}"
    return f"{api.visible(one.nom)} ({one.siren}) : {records}, publiées le {api.date_fr(one.publie_le)}, {reading.site.adresse}"
