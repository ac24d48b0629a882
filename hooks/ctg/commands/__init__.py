"""The command ``ctg``: French subcommands, one module each."""

from __future__ import annotations

import argparse
import io
import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from ctg.commands.argparse_fr import speak_french
from ctg.commands.committee import avancement, bilan_ctg, chiffres, copil, evaluation, fiches_actions
from ctg.commands.confirmation import confirmer, demander_confirmation, recevoir
from ctg.commands.publication import adresses, construire, geocoder, liens, livret, nouveautes
from ctg.commands.records import editer, exporter, importer, nouveau, schemas
from ctg.commands.review import alerte, bilan, verifier
from ctg.commands.sortie import OutputRefused, check_outputs
from ctg.commands.territories import demarrer, guide, portail, rassembler, voisins
from ctg.commands.versions import ecrire, migrer
from ctg.ground.extensions import extended, not_loaded
from ctg.ground.files import reason, sweep
from ctg.ground.problems import DataError

COMMANDS = extended("commands", (
    demarrer,
    verifier, construire, editer, bilan, bilan_ctg, fiches_actions, evaluation, avancement, alerte, copil, chiffres, confirmer,
    demander_confirmation, recevoir, geocoder, liens, exporter, importer, nouveau, nouveautes, schemas, ecrire, migrer, adresses,
    livret, rassembler, portail, voisins, guide,
))  # fmt: skip


WIRING = "mkdocs.yml"
"""Beside ``data/`` in every project."""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand. Returns 0 when all is well, 1 when problems were found, 2 on misuse."""
    try:
        _speak_of_anything()
        code = _run(make_parser().parse_args(arguments))
        sys.stdout.flush()  # what the disk refuses is heard of here, not when all is closed
        return code
    except OutputRefused as refused:
        print(refused, file=sys.stderr)
    except BrokenPipeError:  # « ctg … | head » : the reader has seen enough
        _speak_to_nobody()
        return 0
    except OSError as error:
        print(f"La commande s'est arrêtée : {reason(error)}.", file=sys.stderr)
        _speak_to_nobody()
    except MemoryError:
        print("La commande s'est arrêtée : la mémoire manque.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    if not getattr(options, "sans_projet", False):
        if outside := _outside(root) or not_loaded(root):
            print(outside, file=sys.stderr)
            return 2
        sweep(root / "data")
    check_outputs(options)
    try:
        return options.run(options)
    except DataError as error:
        or_else = f"\n\nCorrigez d'abord ces fiches : {options.sinon}." if "sinon" in options else ""
        print(f"{error}{or_else}", file=sys.stderr)
        return 1


def _speak_of_anything() -> None:
    """What a terminal cannot write (half of a character, « é » where there is only English) is written otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _speak_to_nobody() -> None:
    """Else Python would try again to write what was refused, and tell of it in English."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
