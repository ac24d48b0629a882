"""YAML files → values that remember their lines. Sole importer of ``yaml``.

YAML guesses types, and guesses wrong for French data: ``0123`` becomes 83, ``12:30`` becomes 750,
``no`` becomes False. Every scalar is therefore read as text; the field's type converts it later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError

from ctg.files import OddFile, leftover, read_plain
from ctg.problems import Location, Problem, shown

# A record is a page of text at most; a bigger file is a mistake (a picture, an export) or an attack.
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
# What no keyboard types and no page can show (tabs and line ends aside).
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's, where there is one, is eight times faster
_Read = tuple[Any, dict[Location, int], tuple[str, ...], list[Problem]]
"""(values, lines, text, problems) of a file."""


@dataclass(frozen=True)
class Sheet:
    """The values of one record (a file, or one item of a list file) and where each was written."""

    file: str
    """Path shown to the coordinator, relative to the project, with forward slashes."""
    id: str
    values: dict
    text: tuple[str, ...] = ()
    lines: dict[Location, int] = field(default_factory=dict)
    base: Location = ()
    """Where the record starts in its file: ``()``, or ``(3,)`` for the fourth item of a list."""

    def line(self, location: Location = ()) -> int:
        """1-based line of a field, or of its nearest written ancestor."""
        full = (*self.base, *location)
        while full and full not in self.lines:
            full = full[:-1]
        return self.lines.get(full, 1)

    def problem(self, location: Location, message: str, remedy: str = "", level: str = "erreur") -> Problem:
        """A problem located at a field of this sheet, quoting its line."""
        line = self.line(location)
        excerpt = self.text[line - 1] if 0 < line <= len(self.text) else ""
        return Problem(self.file, line, field_path(location), excerpt.strip()[:160], message, remedy, level)


def field_path(location: Location) -> str:
    """``("places", "total")`` → ``places.total``; list positions are counted from 1, as people do."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def read_sheet(path: Path, root: Path) -> tuple[Sheet | None, list[Problem]]:
    """Read one file that holds one record.

    Returns the sheet, or None with the problems that forbid to use it.
    """
    name = _shown(path, root)
    values, lines, text, problems = _read(path, root, name)
    if problems:
        return None, problems
    if not isinstance(values, dict):
        message, remedy = "Ce fichier doit contenir des lignes « champ: valeur ».", "Écrivez par exemple « nom: Les Lutins »."
        return None, [Problem(name, 1, "", _first(text), message, remedy)]
    return Sheet(name, path.stem, values, text, lines), []


def read_list(path: Path, root: Path) -> tuple[list[Sheet], list[Problem]]:
    """Read one file that holds a list of records (the communes)."""
    name = _shown(path, root)
    values, lines, text, problems = _read(path, root, name)
    if problems:
        return [], problems
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        message, remedy = "Ce fichier doit contenir une liste de fiches.", "Commencez chaque fiche par un tiret : « - nom: … »."
        return [], [Problem(name, 1, "", _first(text), message, remedy)]
    return [Sheet(name, "", item, text, lines, (i,)) for i, item in enumerate(values)], []


def record_files(folder: Path) -> Iterator[Path]:
    """The record files of a folder in a stable order; see ``checks.folders`` for what is told of the others."""
    if folder.is_dir() and not folder.is_symlink():
        named = (path for path in folder.iterdir() if path.suffix in {".yml", ".yaml"} and not leftover(path.name))
        yield from sorted(path for path in named if not path.is_dir() or path.is_symlink())


def odd(error: OddFile, root: Path, remedy: str = "") -> Problem:
    """What is told of something that is not a plain file."""
    return Problem(_shown(error.path, root), 1, "", "", error.message, remedy or error.remedy)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _first(text: tuple[str, ...]) -> str:
    return text[0].strip()[:160] if text else ""


def _read(path: Path, root: Path, name: str) -> _Read:
    try:
        return _parse(name, read_plain(path, root, MAX_BYTES))
    except OddFile as error:
        return None, {}, (), [odd(error, root)]
    except OSError:
        return _refuse(name, "Ce fichier ne peut pas être ouvert.", "Vérifiez qu'il existe et que vous avez le droit de le lire.")


def _refuse(name: str, message: str, remedy: str, line: int = 1, excerpt: str = "") -> _Read:
    return None, {}, (), [Problem(name, line, "", excerpt, message, remedy)]


@lru_cache(maxsize=20_000)  # a preview reads everything again at each change; nobody changes what was read
def _parse(name: str, raw: bytes) -> _Read:
    """:func:`_read` of these bytes."""
    refuse = partial(_refuse, name)
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, {}, (), [not_utf8(name, raw, error)]
    text = tuple(content.splitlines())
    if control := CONTROL.search(content):
        line = content.count("\n", 0, control.start()) + 1
        return refuse(
            "Ce fichier contient un caractère invisible interdit.",
            "Effacez cette ligne et tapez-la de nouveau.",
            line,
            re.sub(r"[^\x20-\x7e\xa0-\uffff]", "", content.split("\n")[line - 1]).strip()[:160],
        )
    try:
        node = compose(content)
    except YAMLError as error:
        message, remedy, line = _syntax(error, text)
        return refuse(message, remedy, line, text[line - 1].strip()[:160] if line <= len(text) else "")
    except RecursionError:
        return refuse("Ce fichier a trop de niveaux imbriqués.", f"{MAX_DEPTH} niveaux au plus.")
    if node is None:
        return refuse("Ce fichier est vide.", "Écrivez au moins le nom de la fiche, ou supprimez le fichier.")
    values, lines, problems = values_of(node, name, text)
    return values, lines, text, problems


def compose(content: str) -> Node | None:
    """The nodes of a text, each with its place in it, in characters. Raises ``YAMLError`` or ``RecursionError``."""
    return yaml.compose(content, Loader=_Loader)


def values_of(node: Node, name: str = "", text: tuple[str, ...] = ()) -> tuple[Any, dict[Location, int], list[Problem]]:
    """What a node holds, the line of each part, and what cannot be admitted. ``name`` and ``text`` are its file's."""
    builder = _Builder(name, text)
    return builder.build(node, ()), builder.lines, builder.problems


def not_utf8(name: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    """What is told of a text in another encoding, on its first such line."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # a byte order mark does not count in the error's position
    line = len(re.split(rb"\r\n|\r|\n", raw[: error.start]))
    told = "Ce fichier n'est pas enregistré en UTF-8 : ses accents seraient illisibles."
    excerpt = raw.splitlines()[line - 1].decode("latin-1").strip()[:160]
    return Problem(name, line, "", excerpt, told, "Enregistrez-le de nouveau en choisissant l'encodage « UTF-8 ».")


class _Builder:
    """Turns YAML nodes into plain values, noting the line of each and refusing what misleads."""

    def __init__(self, name: str, text: tuple[str, ...]):
        self.name, self.text = name, text
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def build(self, node: Node, location: Location) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(location, line)
        if id(node) in self.seen:
            # The same node twice is an alias: legitimate YAML, but a few lines can stand for a billion values.
            self._refuse(
                location,
                line,
                "Les renvois YAML (« &nom » et « *nom ») ne sont pas admis.",
                "Recopiez la valeur à chaque endroit.",
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            if CONTROL.search(node.value):  # written as an escape, "\\x07"
                self._refuse(location, line, "Ce texte contient un caractère invisible interdit.", "Effacez-le.")
                return None
            # Unquoted, « ~ », « null » or nothing means that the field was left blank.
            return None if not node.style and node.value in {"", "~", "null"} else node.value
        if len(location) > MAX_DEPTH:
            self._refuse(location, line, "Ce fichier a trop de niveaux imbriqués.", f"{MAX_DEPTH} niveaux au plus.")
            return None
        if isinstance(node, SequenceNode):
            return [self.build(item, (*location, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self._mapping(node, location)

    def _mapping(self, node: MappingNode, location: Location) -> dict:
        values: dict = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._refuse(location, line, "Un nom de champ doit être un mot simple.", "Écrivez « champ: valeur ».")
                continue
            key = key_node.value
            if key in values:
                first = self.lines[(*location, key)]
                self._refuse(
                    (*location, key),
                    line,
                    f"Le champ « {key} » est écrit deux fois (déjà ligne {first}).",
                    "Gardez une seule des deux lignes.",
                )
                continue
            self.lines[(*location, key)] = line
            if node.flow_style and value_node.start_mark.index == key_node.end_mark.index:
                # « {source: rapport, 2026} »: the comma has cut a text in two, and its end would be lost without a word.
                self._refuse(
                    (*location, key),
                    line,
                    f"« {shown(key)} » n'a pas de deux-points : une virgule coupe sans doute un texte.",
                    'Entourez le texte de guillemets : {champ: "texte, suite"}.',
                )
                continue
            values[key] = self.build(value_node, (*location, key))
        return {key: value for key, value in values.items() if value is not None}

    def _refuse(self, location: Location, line: int, message: str, remedy: str) -> None:
        excerpt = self.text[line - 1].strip()[:160] if line <= len(self.text) else ""
        self.problems.append(Problem(self.name, line, field_path(location), excerpt, message, remedy))


def _syntax(error: YAMLError, text: tuple[str, ...]) -> tuple[str, str, int]:
    """(message, remedy, line) for a file that is not YAML, guessing the usual slips."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line + 1, max(len(text), 1)) if mark else 1
    reason = str(getattr(error, "problem", "") or error)
    here = text[line - 1] if line <= len(text) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "Une tabulation décale cette ligne.", "Remplacez la tabulation par des espaces.", line
    if mark and "mapping values are not allowed" in reason and here.find(":") == mark.column and here[:1] == " ":
        return "Cette ligne est décalée vers la droite.", "Alignez-la avec les autres champs.", line
    if "mapping values are not allowed" in reason:
        return (
            "Cette ligne contient un deux-points suivi d'une espace au milieu d'un texte.",
            'Entourez le texte de guillemets : champ: "texte : suite".',
            line,
        )
    if "quoted scalar" in reason or "quoted scalar" in str(getattr(error, "context", "")):
        start = getattr(error, "context_mark", None)
        opened = start.line + 1 if start else line
        return "Un guillemet ouvert n'est pas refermé.", "Ajoutez le guillemet qui manque à la fin du texte.", opened
    if "unknown" in reason and "escape" in reason:
        return (
            "La barre oblique inversée « \\ » n'est pas comprise entre guillemets.",
            "Écrivez le texte entre apostrophes.",
            line,
        )
    if "undefined alias" in reason:
        return "Un texte qui commence par « * » doit être entre guillemets.", 'Écrivez champ: "*texte".', line
    if "cannot start any token" in reason:
        sign = re.sub(r"^[^:]*:\s*", "", here)[:1] or here.strip()[:1]
        return f"Un texte qui commence par « {sign} » doit être entre guillemets.", f'Écrivez champ: "{sign}…".', line
    if "could not find expected ':'" in reason:
        before = next((n for n in range(line - 1, 0, -1) if text[n - 1].strip() and ":" not in text[n - 1]), line)
        return "Il manque un deux-points après le nom du champ.", "Écrivez « champ: valeur », avec une espace après.", before
    return (
        "Cette ligne n'est pas comprise : l'alignement ou la ponctuation ne convient pas.",
        "Alignez les champs d'une même fiche et écrivez « champ: valeur ».",
        line,
    )
