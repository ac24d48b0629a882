"""``ctg liens``: do the links of the records and of the texts still lead somewhere?"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from ctg.api import PARIS, Client, Output, Pace, Progress, Subparsers, allow_local, to_stdout, today, why
from ctg_reseau.links import DAYS, DEAD, FORMATS, KeptVerdict, VisitRound, collect, is_cache, read_cache, write_cache

CACHE = ".cache/liens.json"
SPACING = 1
"""Seconds between two requests to one site."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "liens",
        help="vérifie que les liens vers d'autres sites marchent encore (demande internet)",
        description="Visite chaque lien des fiches, brouillons compris, et des textes de docs/. Une visite par seconde et par "
        "site : quelques minutes la première fois.",
    )
    parser.add_argument("--format", choices=FORMATS, default="texte", help="texte (par défaut), markdown ou csv (tous les liens)")
    parser.add_argument(
        "--cache", action=Output, own=is_cache, metavar="FICHIER",
        help=f"où garder les résultats {DAYS} jours (par défaut : {CACHE} du projet)",
    )  # fmt: skip
    parser.add_argument("--tout", action="store_true", help=f"visite aussi les liens vérifiés depuis moins de {DAYS} jours")
    allow_local(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    path = options.cache or root / CACHE
    links, unread = collect(root)
    addresses = dict.fromkeys(link.address for link in links)
    kept = {} if options.tout else read_cache(path, today(PARIS))
    todo = [address for address in addresses if address not in kept]
    round_ = _visit(todo, options.autoriser_local)
    if round_.offline:
        print(
            "Pas de connexion : aucun site ne répond. Rien n'a changé.\n    → Vérifiez votre connexion à internet.",
            file=sys.stderr,
        )
        return 1
    kept |= {address: KeptVerdict(verdict, today(PARIS)) for address, verdict in round_.verdicts.items()}
    if todo:
        _keep(path, kept)
    verdicts = {address: kept[address].verdict for address in addresses if address in kept}
    to_stdout(FORMATS[options.format](links, verdicts))
    if round_.interrupted:
        print(f"Interrompu : {len(verdicts)} liens vérifiés sur {len(addresses)}. Relancez pour la suite.", file=sys.stderr)
    if unread:
        files = ", ".join(dict.fromkeys(problem.file for problem in unread))
        print(f"Illisible, donc liens non vérifiés : {files}.\n    → Lancez « ctg verifier ».", file=sys.stderr)
    return int(bool(unread) or round_.interrupted or any(verdict.name == DEAD for verdict in verdicts.values()))


def _visit(addresses: list[str], local: Iterable[str]) -> VisitRound:
    stop = threading.Event()  # also cuts short the pauses between two visits
    progress = Progress(len(addresses))
    round_ = VisitRound(Client(Pace(SPACING, wait=stop.wait), local, stop), stop, progress.step)
    round_.visit(addresses)
    progress.end()
    return round_


def _keep(path: Path, kept: dict[str, KeptVerdict]) -> None:
    try:
        write_cache(path, kept)
    except OSError as error:
        print(f"Les résultats ne peuvent pas être gardés dans {path} ({why(error)}).", file=sys.stderr)
