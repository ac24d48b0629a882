"""The command ``ctg``: French subcommands, one module each."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from ctg.commands import (
    adresses,
    alerte,
    avancement,
    bilan,
    bilan_ctg,
    chiffres,
    confirmer,
    construire,
    copil,
    demander_confirmation,
    demarrer,
    ecrire,
    editer,
    evaluation,
    exporter,
    fiches_actions,
    geocoder,
    guide,
    importer,
    liens,
    livret,
    migrer,
    nouveau,
    nouveautes,
    rassembler,
    recevoir,
    schemas,
    verifier,
)
from ctg.commands.argparse_fr import speak_french
from ctg.commands.sortie import OutputRefused, check_outputs
from ctg.extensions import extended, not_loaded

COMMANDS = extended("commands", (
    demarrer,
    verifier, construire, editer, bilan, bilan_ctg, fiches_actions, evaluation, avancement, alerte, copil, chiffres, confirmer,
    demander_confirmation, recevoir, geocoder, liens, exporter, importer, nouveau, nouveautes, schemas, ecrire, migrer, adresses,
    livret, rassembler, guide,
))  # fmt: skip


WIRING = "mkdocs.yml"
"""Beside ``data/`` in every project."""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand. Returns 0 when all is well, 1 when problems were found, 2 on misuse."""
    options = make_parser().parse_args(arguments)
    root = options.projet.resolve()
    if not getattr(options, "sans_projet", False) and (outside := _outside(root) or not_loaded(root)):
        print(outside, file=sys.stderr)
        return 2
    try:
        check_outputs(options)
        return options.run(options)
    except OutputRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:  # « ctg … | head » : the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return 1


def _outside(root: Path) -> str:
    """What is told of a folder that is no project, with the way to the nearest one."""
    if (root / "data").is_dir():
        return ""
    near = [
        place for place in (*root.parents, *sorted(root.glob("*/"))) if (place / "data").is_dir() and (place / WIRING).is_file()
    ]
    way = (
        f"Tapez d'abord : cd {shlex.quote(str(near[0]))}"
        if near
        else "Allez dans ce dossier avec « cd », ou ajoutez --projet DOSSIER."
    )
    return f"Vous n'êtes pas dans le dossier du projet : il n'y a pas de dossier data/ dans {root}.\n    → {way}"


def make_parser() -> argparse.ArgumentParser:
    """What understands the command line: one subcommand for each of :data:`COMMANDS`."""
    speak_french()
    parser = argparse.ArgumentParser(prog="ctg", description="Outils de la coordinatrice du site.")
    parser.add_argument(
        "--projet", type=Path, default=Path.cwd(), metavar="DOSSIER", help="dossier du projet (par défaut : le dossier courant)"
    )
    subparsers = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    for command in COMMANDS:
        command.declare(subparsers).set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
