"""The command ``ctg``: French subcommands, one module each."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg.commands import construire, verifier

COMMANDS = (verifier, construire)


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand. Returns 0 when all is well, 1 when problems were found, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="ctg", description="Outils de la coordinatrice du site.")
    parser.add_argument(
        "--projet", type=Path, default=Path.cwd(), metavar="DOSSIER", help="dossier du projet (par défaut : le dossier courant)"
    )
    subparsers = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    for command in COMMANDS:
        command.declare(subparsers).set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
