"""Writing the files that a person asks for: nothing is replaced without permission, and never a source of the site. And the
terminal: argparse in French, how far a long command is.

The sentences of argparse pass through gettext; its module-level names are the only place where they can be translated."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from filelock import FileLock, Timeout

from ctg.common.files import OutsideError, inside, why, write_atomically
from ctg.common.problems import Refusal

SOURCES = ("data", "docs", "overrides")
"""The folders of the project that people write: no command puts a report there."""


DOCUMENTS = "documents"
"""Where documents go in the project: what a committee saw is worth keeping beside data that only know the latest state."""


class OutputRefused(Refusal):
    """Something may not, or cannot, be written."""


@contextmanager
def alone(lock: Path, busy: str) -> Iterator[None]:
    """Hold the ``lock`` file while the block runs, so that two commands never write in one folder.

    Raises :class:`OutputRefused` at once, with the message ``busy``, when another process holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout:
        raise OutputRefused(busy, "Attendez qu'elle finisse, puis recommencez.") from None


class Output(argparse.Action):
    """An argument that says where to write, a ``folder`` or a file: :func:`check_outputs` looks at it before the command runs."""

    def __init__(self, option_strings: Sequence[str], dest: str, *, folder: bool = False, **options: Any):
        super().__init__(option_strings, dest, type=Path, **options)
        self.folder = folder

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option_string: str | None = None
    ) -> None:
        setattr(namespace, self.dest, values)
        if values is not None:  # a place that may be left out, and was
            namespace.outputs = (*getattr(namespace, "outputs", ()), (values, self))


def add_replace(parser: argparse.ArgumentParser) -> None:
    """The permission to replace, in the same words everywhere."""
    parser.add_argument("--remplacer", action="store_true", help="remplace ce qui existe déjà sous ce nom")


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Where several documents go, ``vers``, and the permission to replace them."""
    told = f"où écrire (par défaut : {DOCUMENTS}/ dans le projet)"
    parser.add_argument("--vers", action=Output, folder=True, metavar="DOSSIER", help=told)
    add_replace(parser)


def write_documents(made: Mapping[Path, str | bytes], root: Path, replace: bool) -> None:
    """Write all of them, or none when one may not be. Raises :class:`OutputRefused`."""
    for place in made:
        writable(place, root, replace)
    for place, content in made.items():
        write(place, content)


CLOSE_IT = "Fermez-le s'il est ouvert ailleurs. Vérifiez aussi vos droits, et la place sur le disque."


def write(path: Path, content: str | bytes, shown: str = "") -> None:
    """Write a file whole. Raises :class:`OutputRefused`, which says why the disk does not take it; ``shown``: its name there."""
    try:
        write_atomically(path, content)
    except OSError as error:
        raise _refused(shown or path, error, CLOSE_IT) from None


def write_inside(root: Path, name: str, content: str | bytes) -> None:
    """Write a file of a project by its name there. Raises :class:`OutputRefused`."""
    try:
        path = inside(root, name)
    except OutsideError as error:
        raise _refused(name, error, "Mettez un vrai dossier à la place du lien.") from None
    write(path, content, name)


def _refused(what: Path | str, error: OSError, remedy: str) -> OutputRefused:
    return OutputRefused(f"{what} ne peut pas être écrit : {why(error)}.", remedy)


def to_stdout(content: str) -> None:
    """The exact bytes, so that « > bilan.md » keeps the byte order mark and the line ends whatever the system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode("utf-8"))
    sys.stdout.flush()


def check_outputs(options: argparse.Namespace) -> None:
    """Look at every place that the person gave. Raises :class:`OutputRefused`."""
    root = options.projet.resolve()
    for path, output in getattr(options, "outputs", ()):
        writable(path, root, getattr(options, "remplacer", None), output.folder)


def writable(path: Path, root: Path, replace: bool | None = False, folder: bool = False) -> None:
    """Whether a file may be written there, or files in that ``folder``. Raises :class:`OutputRefused`.

    ``replace`` allows to replace a file (None: the command has no such permission), never a link, a device or a folder, nor
    any of the sources of the project at ``root``.
    """
    place = Path(os.path.realpath(path.parent), path.name)
    for source in SOURCES:
        if place.is_relative_to(os.path.realpath(root / source)):
            raise OutputRefused(f"{path} est dans {source}/, avec les sources du site.", "Choisissez un autre dossier.")
    if os.path.islink(path):
        raise OutputRefused(f"{path} est un lien symbolique.", "Donnez le nom d'un vrai fichier ou d'un vrai dossier.")
    if not os.path.exists(path):
        return
    if not (os.path.isdir(path) if folder else os.path.isfile(path)):
        raise OutputRefused(f"{path} n'est pas un {'dossier' if folder else 'fichier'}.", "Écrivez ailleurs.")
    if not folder and not replace:
        asked = "" if replace is None else ", ou ajoutez --remplacer"
        raise OutputRefused(f"{path} existe déjà.", f"Écrivez ailleurs{asked}.")


Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command declares itself."""
FRENCH = {
    "usage: ": "utilisation : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "montre cette aide",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "mots non compris : %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r n'est pas un choix possible (choix : %(choices)s)",
    "invalid %(type)s value: %(value)r": "valeur non comprise : %(value)r",
    "expected one argument": "il faut une valeur",
    "expected at least one argument": "il faut au moins une valeur",
    "expected at most one argument": "il faut une valeur au plus",
    "expected %s argument": "il faut %s valeur",
    "expected %s arguments": "il faut %s valeurs",
    "not allowed with argument %s": "ne va pas avec %s",
    "one of the arguments %s is required": "il faut l'un de : %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut vouloir dire %(matches)s",
    "ignored explicit argument %r": "%r est de trop",
}


def speak_french() -> None:
    """Translate argparse for this process; a sentence that it may add later stays in English."""
    # Names of the module that no stub has.
    argparse._ = lambda text: FRENCH.get(text, text)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: FRENCH.get(one if count < 2 else many, many)  # type: ignore[attr-defined]


PATIENCE = 2
"""Seconds before anything is shown."""


class Progress:
    """« 12 sur 40 », on standard error. Silent unless both outputs are a terminal: logs and files stay clean."""

    def __init__(self, total: int):
        self._total, self._done, self._start = total, 0, monotonic()
        self._shown = False
        self._watched = sys.stdout.isatty() and sys.stderr.isatty()

    def step(self) -> None:
        """Count one more as done."""
        self._done += 1
        if self._watched and monotonic() - self._start > PATIENCE:
            print(f"\r{self._done} sur {self._total}…", end="", file=sys.stderr, flush=True)
            self._shown = True

    def end(self) -> None:
        """Clears the line."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
