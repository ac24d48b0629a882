"""The command ``ctg``: French subcommands, one module each."""

import argparse
import io
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ctg.commands.output import OutputRefused, check_outputs, speak_french
from ctg.common.extensions import Addition, added, former_commands, ordered
from ctg.common.files import reason, sweep
from ctg.common.problems import DataError

COMMANDS = ("verifier", "construire", "bilan", "document")
"""The modules of those of the core, in the order of the help; only that which is asked for is imported."""
FIRST = 5
"""How many of the help ``ctg`` alone shows."""
ALL = "--tout"
FORMER = {
    "alerte": "ctg bilan",
    "avancement": "le dossier d’un comité, pris sur la fiche de la réunion, dit ce qui a bougé",
    "adresses": "ctg construire --noter-adresses",
    "nouveautes": "chaque page dit quand ses faits ont été vérifiés, l’agenda ce qui vient",
    "liens": "un programme fait pour cela lit le site construit, par exemple « lychee site/ »",
    "ecrire": "le site est en HTML ordinaire, ses données en formats ouverts",
    "voisins": "donnez aux lieux d'à côté leur fiche",
}
"""The name that a command had before version 3 → what to type today, « ctg … », or what to do instead."""


WIRING = "mkdocs.yml"
"""Beside ``data/`` in every project."""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand. Returns 0 when all is well, 1 when problems were found, 2 on misuse."""
    try:
        _speak_of_anything()
        arguments = sys.argv[1:] if arguments is None else arguments
        if arguments == ["--version"]:
            print(f"ctg {version('ctg-site')}")
            return 0
        asked = _asked(arguments)
        if told := _former(asked):
            print(told, file=sys.stderr)
            return 2
        if not arguments or asked == ALL:
            return _present(every=bool(arguments))
        code = _run(make_parser(asked).parse_args(arguments))
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


def _former(asked: str) -> str:
    """What is said of a name that commands had; empty for all others."""
    instead = (FORMER | former_commands()).get(asked, "")
    if instead.startswith("ctg "):
        return f"« ctg {asked} » a changé de nom. Tapez : {instead}"
    return f"« ctg {asked} » n'existe plus : {instead}." if instead else ""


def _run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    if not getattr(options, "sans_projet", False):
        if outside := _outside(root):
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


def lines() -> tuple[Addition, ...]:
    """The commands by name, in the order of the help, those of extensions included; none is imported yet."""
    there = (name for name in COMMANDS if name != "document" or added("documents"))
    places = ((name, f"{__name__}.{name}") for name in there)
    return ordered("commands", (Addition(name, partial(import_module, module)) for name, module in places))


def command_names() -> frozenset[str]:
    """What may be typed after ``ctg``: « bilan », « document livret »."""
    return frozenset({line.name for line in lines()} | {f"document {line.name}" for line in added("documents")})


def make_parser(asked: str = "") -> argparse.ArgumentParser:
    """What understands the command line; it only knows the command that is ``asked``, when it is one of them."""
    every = lines()
    return _parser([line for line in every if line.name == asked] or every)


def _parser(shown: Sequence[Addition]) -> argparse.ArgumentParser:
    speak_french()
    parser = _top()
    subparsers = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    for line in shown:
        command = line.load()
        try:
            command.declare(subparsers).set_defaults(run=command.run)
        except argparse.ArgumentError as error:  # an extension's, whose name is another's
            error.add_note(f"La commande de « {command.__name__} » porte le nom d'une autre : donnez-lui un autre nom.")
            raise
    return parser


def _present(every: bool) -> int:
    """Show all the commands, or the first ones and how to see them all."""
    _parser(lines()[: None if every else FIRST]).print_help()
    if not every:
        print(f"\nToutes les commandes : ctg {ALL}")
    return 0


def _top(**options: Any) -> argparse.ArgumentParser:
    """What comes before the command."""
    parser = argparse.ArgumentParser(prog="ctg", description="Outils de la coordinatrice du site.", **options)
    parser.add_argument(
        "--projet", type=Path, default=Path.cwd(), metavar="DOSSIER", help="dossier du projet (par défaut : le dossier courant)"
    )
    parser.add_argument("--version", action="store_true", help="dit quelle version de l'outil est installée")
    return parser


def _asked(arguments: list[str]) -> str:
    """The first word after ``--projet`` and its value: most often the name of a command, else ``--help`` or a slip."""
    with suppress(argparse.ArgumentError):
        _, rest = _top(add_help=False, exit_on_error=False).parse_known_args(arguments)
        return next(iter(rest), "")
    return ""
