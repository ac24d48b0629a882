"""The one door by which a package adds to the tool: kinds of records, pages, formats, rules, commands.

What is built in stands in a plain list. A package adds to it by one object, an :class:`Extension`, that it names in its own
``pyproject.toml``::

    [project.entry-points."ctg.extensions"]
    aires = "ctg_aires:EXTENSION"

https://packaging.python.org/en/latest/specifications/entry-points/

The object stands in a module that imports nothing else of ``ctg``: it is read while the rest is being imported. The tool's own
capabilities come in so (``hooks/ctg_*``), and each can be removed: a remedy or a help text of the core that names one of its
commands says then, by :func:`for_here`, what to do by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from ctg.common.files import PACKAGE
from ctg.common.problems import REWORDED

T = TypeVar("T")

GROUP = "ctg.extensions"
NEEDED = {
    "open_data": ("files", "ABOUT"),
    "bundles": ("files", "ABOUT"),
    "catalogues": ("file", "ABOUT"),
    "first": ("FOLDER", "made"),
    "commands": ("declare", "run"),
    "documents": ("declare", "run"),
    "mentions": ("files", "link"),
}
"""What a module of a group must have: without it, the site would stop further on, in words that tell of no extension."""


@dataclass(frozen=True)
class Extension:
    """What a package adds, group by group. Each line is the address of an object, loaded when its group is asked for:
    « module » or « module:name ».

    « other = module:name » calls it otherwise than by the last word of its address; « module:name after that » and
    « module:name before that » put it beside what is called so, in place of last.
    """

    kinds: tuple[str, ...] = ()
    """Kinds of records: classes of ``Record``."""
    outputs: tuple[str, ...] = ()
    """Functions that make pages: ``files(render)`` → pages and files; called as their module."""
    open_data: tuple[str, ...] = ()
    """Modules of a format: ``files(render)``, and ``ABOUT``, what is said of its files."""
    bundles: tuple[str, ...] = ()
    """Modules of files that describe those of the open data, or hold them: ``files(render, made, told)``, ``ABOUT``."""
    catalogues: tuple[str, ...] = ()
    """Modules of a file that describes those of the open data: ``file(render, datasets)``, ``ABOUT``."""
    rules: tuple[str, ...] = ()
    """Modules of rules: functions ``Checked[Kind]`` → problems."""
    lone_files: tuple[str, ...] = ()
    """Files of ``data/`` that stand alone, in the form of a model: a ``LoneFile``."""
    data_files: tuple[str, ...] = ()
    """Readers of a file of ``data/``: the project's folder → what it says, and its problems."""
    commands: tuple[str, ...] = ()
    """Modules of a command, ``declare(subparsers)`` and ``run(options)``; called as it is typed."""
    documents: tuple[str, ...] = ()
    """The same, of a document that « ctg document » writes."""
    screens: tuple[str, ...] = ()
    """Screens of the form: a ``Screen``, or several."""
    mounted: tuple[str, ...] = ()
    """Applications beside the preview of the site: a ``Mounted``."""
    locate: tuple[str, ...] = ()
    """Services that find the point of an address: an ``AddressService``."""
    first: tuple[str, ...] = ()
    """Modules of what is taken away, which a build makes when asked: ``FOLDER``, ``made(render)`` → ``Booklet``."""
    mentions: tuple[str, ...] = ()
    """Modules of a mention that the law asks for at the foot of every page: ``link(render)`` → its words and where they lead,
    ``files(render)`` → what stands there."""
    linked: tuple[str, ...] = ()
    """Functions that say to programs what a page is: (render, page) → ``Markup`` of its head."""
    former: Mapping[str, str] = field(default_factory=dict)
    """The name that a command had → what to type today, or what to do instead (see ``ctg.commands.FORMER``)."""


GROUPS = tuple(group.name for group in fields(Extension) if group.name != "former")


@dataclass(frozen=True)
class Addition:
    """An object of a group: its name, and how to load it."""

    name: str
    load: Callable[[], Any] = field(compare=False)
    place: str = ""
    """« after » or « before »; empty: last."""
    other: str = ""
    """What is called so is its neighbour."""


_TEXT = re.compile(r"(?:(?P<name>\S+) = )?(?P<target>\S+)(?: (?P<place>after|before) (?P<other>\S+))?")


def extended(group: str, built_in: tuple[T, ...]) -> tuple[T, ...]:
    """What is built in, then what installed packages add to a group, in the order of their names.

    An extension that cannot be loaded raises its own error, with a note that names it.
    """
    own = (Addition(_called(one), partial(_itself, one)) for one in built_in)
    return tuple(line.load() for line in ordered(group, own))


def ordered(group: str, built_in: Iterable[Addition]) -> tuple[Addition, ...]:
    """The same as :func:`extended`, before anything is loaded."""
    found = list(built_in)
    for line in added(group):
        names = [other.name for other in found]
        at = names.index(line.other) + (line.place == "after") if line.other in names else len(found)
        found.insert(at, line)
    return tuple(found)


def added(group: str) -> tuple[Addition, ...]:
    """What installed packages add to a group, package by package, in the order of their names."""
    assert group in GROUPS, group
    return tuple(_addition(entry, group, text) for entry in _entries() for text in getattr(_extension(entry), group))


def former_commands() -> dict[str, str]:
    """What the extensions that are there say of the names that their commands had."""
    return {name: told for entry in _entries() for name, told in _extension(entry).former.items()}


def extension_names() -> frozenset[str]:
    """The extensions that are there: « comites »."""
    return frozenset(entry.name for entry in _entries())


@cache
def template_folders() -> tuple[Path, ...]:
    """The folders ``templates``: one a room, then those of the packages that add something. A name is in one of them only."""
    rooms = sorted(PACKAGE.glob("*/templates"))
    packages = sorted({entry.module.split(".")[0] for entry in _entries()})
    specs = (find_spec(package) for package in packages)
    folders = (Path(spec.origin).parent / "templates" for spec in specs if spec and spec.origin)
    return tuple(folder for folder in dict.fromkeys((*rooms, *folders)) if folder.is_dir())


@cache
def _entries() -> tuple[EntryPoint, ...]:
    """The extensions that are installed, by name. What was installed and is no longer there adds nothing."""
    there = (entry for entry in entry_points(group=GROUP) if find_spec(entry.module.partition(".")[0]))
    found = {entry.name: entry for entry in there}
    return tuple(sorted(found.values(), key=lambda entry: entry.name))


@cache
def _extension(entry: EntryPoint) -> Extension:
    with _whose(entry):
        found = entry.load()
        if not isinstance(found, Extension):
            raise TypeError(f"{entry.value} : {type(found).__name__}")
        return found


def _addition(entry: EntryPoint, group: str, text: str) -> Addition:
    with _whose(entry, text):
        if not (read := _TEXT.fullmatch(text)):
            raise ValueError(text)
    name = read["name"] or _last(read["target"])
    return Addition(name, partial(_loaded, entry, group, read["target"]), read["place"] or "", read["other"] or "")


def _loaded(entry: EntryPoint, group: str, target: str) -> Any:
    with _whose(entry, target):
        found = EntryPoint(entry.name, target, GROUP).load()
        for name in NEEDED.get(group, ()):
            getattr(found, name)
        return found


@contextmanager
def _whose(entry: EntryPoint, target: str = "") -> Iterator[None]:
    """What does not load says whose it is."""
    try:
        yield
    except Exception as error:
        error.add_note(f"L'extension « {entry.name} » ({target or entry.value}) ne se charge pas.")
        raise


def _last(address: str) -> str:
    return re.split(r"[.:]", address)[-1]


def _called(one: object) -> str:
    """What is built in is called by its name, a function as its module."""
    return _last(one.__module__ if isinstance(one, FunctionType) else getattr(one, "__name__", ""))


def _itself(one: T) -> T:
    return one


# --- without an extension that was removed --------------------------------------------------------

BY_HAND = {
    "migrer": "Écrivez-le dans la forme d'aujourd'hui , sur le modèle d'une autre fiche.",
    "nouveau": "Créez un fichier « .yml » dans le dossier de cette sorte de fiche, sur le modèle d'une autre.",
    "importer": "Recopiez chaque ligne dans une fiche.",
    "geocoder": "Supprimez ce fichier, et écrivez « position » dans les fiches.",
    "relire": "Cette relecture se note avec l'extension « formulaire » : remettez-la.",
    "fond": "Reprenez le fichier d'avant, ou supprimez-le : les cartes n'auront que les contours.",
    "rassembler": "relu à chaque test",
    "guide": "Mettez l'outil à jour.",
}
"""A command of an extension that texts of the core name → the sentence in place of theirs."""
READ_BY = {"evaluations": "comites", "bilans": "comites", "accessibilite.yml": "accessibilite"}
"""A folder or a file of ``data/`` → the extension without which it is not read."""
_NAMED = re.compile(rf"\bctg ({'|'.join(map(re.escape, BY_HAND))})\b")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def for_here(text: str) -> str:
    """A text of the core, where each sentence that names a command which is not installed says what to do without it."""
    if "ctg " not in text or not any(one in absent() for one in _NAMED.findall(text)):
        return text
    said = [next((BY_HAND[one] for one in _NAMED.findall(part) if one in absent()), part) for part in _SENTENCES.split(text)]
    return " ".join(dict.fromkeys(said))


@cache
def absent() -> frozenset[str]:
    """The commands of :data:`BY_HAND` that no extension brings."""
    there = {line.name for line in added("commands")}
    return frozenset(name for name in BY_HAND if name not in there)


REWORDED.append(for_here)
