"""YAML files → values that remember their lines. ``yaml`` is imported here and in ``yaml_text`` only, ``ftfy`` here only.

YAML guesses types, and guesses wrong for French data: ``0123`` becomes 83, ``12:30`` becomes 750,
``no`` becomes False. Every scalar is therefore read as text; the field's type converts it later.

What can be read in one way only is mended wherever text comes in: sheets, tables, the form, the prose. The rest is a loss,
told on its line with what to type. Curly quotes, spaces and dashes that people type are left as they are."""

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from ftfy import fix_encoding
from ftfy.badness import is_bad
from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError

from ctg.common.files import OddFile, leftover, read_plain
from ctg.common.problems import Location, Problem, shown
from ctg.reading import slips
from ctg.reading.slips import Slip, comma_slip

# A record is a page of text at most; a bigger file is a mistake (a picture, an export) or an attack.
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
# What no keyboard types and no page can show (tabs and line ends aside).
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

EMPTY = "Écrivez au moins le nom de la fiche, ou supprimez le fichier."

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
        return Problem(self.file, self.line(location), field_path(location), self.excerpt(location), message, remedy, level)

    def excerpt(self, location: Location = ()) -> str:
        """What the line of a field says."""
        line = self.line(location)
        return self.text[line - 1].strip()[:160] if 0 < line <= len(self.text) else ""


def field_path(location: Location) -> str:
    """``("places", "total")`` → ``places.total``; list positions are counted from 1, as people do."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def read_sheet(path: Path, root: Path, fields: Iterable[str] = ()) -> tuple[Sheet | None, list[Problem]]:
    """Read one file that holds one record; ``fields`` are the names that it may use, to tell what slipped.

    Returns the sheet, or None with the problems that forbid to use it.
    """
    name = _shown(path, root)
    values, lines, text, problems = _read(path, root, name, fields)
    if problems:
        return None, problems
    if not isinstance(values, dict):
        slip = slips.fields_not_joined("\n".join(text)) if isinstance(values, str) else None
        told = slip[1:] if slip else _no_fields(values, _first(text))
        return None, [Problem(name, slip.line if slip else 1, "", text[slip.line - 1] if slip else _first(text), *told)]
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
    """The record files of a folder in a stable order; ``checking.folders`` tells of the others."""
    if folder.is_dir() and not folder.is_symlink() and os.access(folder, os.R_OK | os.X_OK):
        named = (path for path in folder.iterdir() if path.suffix in {".yml", ".yaml"} and not leftover(path.name))
        yield from sorted((path for path in named if not path.is_dir() or path.is_symlink()), key=lambda path: path.name)


def odd_file_problem(error: OddFile, root: Path) -> Problem:
    """The problem of a link, a folder or an unreadable file where a plain file is expected."""
    return Problem(_shown(error.path, root), 1, "", "", error.message, error.remedy)


def read_json(path: Path, root: Path, most: int, message: str, remedy: str) -> tuple[str, Any, list[Problem]]:
    """(the text of a JSON file of ``most`` bytes, what it says, what forbids to read it)."""
    line = 1
    try:
        text = read_plain(path, root, most).decode("utf-8-sig")
        return text, json.loads(text), []
    except OddFile as error:
        return "", None, [odd_file_problem(error, root)]
    except json.JSONDecodeError as error:
        line = error.lineno
    except (OSError, ValueError, RecursionError):
        pass
    return "", None, [Problem(_shown(path, root), line, "", "", message, remedy)]


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _first(text: tuple[str, ...]) -> str:
    return text[0].strip()[:160] if text else ""


def _read(path: Path, root: Path, name: str, fields: Iterable[str] = ()) -> _Read:
    try:
        return _parse(name, read_plain(path, root, MAX_BYTES), tuple(fields))
    except FileNotFoundError:
        return _refuse(name, "Ce fichier manque.", "Remettez-le : il était là avant, ou il a changé de nom ou de dossier.")
    except OddFile as error:
        return None, {}, (), [odd_file_problem(error, root)]
    except OSError:
        return _refuse(name, "Ce fichier ne peut pas être ouvert.", "Vérifiez qu'il existe et que vous avez le droit de le lire.")


def _refuse(name: str, message: str, remedy: str, line: int = 1, excerpt: str = "") -> _Read:
    return None, {}, (), [Problem(name, line, "", excerpt, message, remedy)]


@lru_cache(1_000)  # a form reads every sheet again after each change of one
def _parse(name: str, raw: bytes, fields: tuple[str, ...]) -> _Read:
    """:func:`_read` of these bytes; nobody changes what it gives."""
    refuse = partial(_refuse, name)
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, {}, (), [encoding_problem(name, raw, error)]
    text = tuple(content.splitlines())
    if control := CONTROL.search(content):
        line = content.count("\n", 0, control.start()) + 1
        excerpt = re.sub(r"[^\x20-\x7e\xa0-\uffff]", "", content.split("\n")[line - 1]).strip()[:160]
        told = "Ce fichier contient un caractère invisible interdit."
        return refuse(told, "Effacez cette ligne et tapez-la de nouveau.", line, excerpt)
    conflict = slips.merge_conflict(content)
    if found := [conflict] if conflict else slips.odd_spaces(content) or [*losses(content)]:
        return _slipped(name, text, found)
    try:
        node = compose(content)
    except YAMLError as error:
        return _syntax(name, content, text, fields, error)
    except RecursionError:
        return refuse("Ce fichier a trop de niveaux imbriqués.", f"{MAX_DEPTH} niveaux au plus.")
    if node is None:
        alone = name.count("/") == 1  # data/communes.yml: nothing goes without it
        remedy = "Retrouvez ce qu'il contenait, dans une copie ou dans l'historique." if alone else EMPTY
        return refuse("Ce fichier est vide.", remedy)
    values, lines, problems = values_of(node, name, text, fields)
    return values, lines, text, problems


def compose(content: str) -> Node | None:
    """The nodes of a text, each with its place in it, in characters. Raises ``YAMLError`` or ``RecursionError``."""
    return yaml.compose(content, Loader=_Loader)


def values_of(
    node: Node, name: str = "", text: tuple[str, ...] = (), fields: tuple[str, ...] = ()
) -> tuple[Any, dict[Location, int], list[Problem]]:
    """What a node holds, the line of each part, and what cannot be admitted. ``name``, ``text``, ``fields`` are its file's."""
    builder = _Builder(name, text, fields)
    return builder.build(node, ()), builder.lines, builder.problems


def encoding_problem(name: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    """The problem of a text that is not in UTF-8, on its first such line."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # a byte order mark does not count in the error's position
    line = len(re.split(rb"\r\n|\r|\n", raw[: error.start]))
    told = "Ce fichier n'est pas enregistré en UTF-8 : ses accents seraient illisibles."
    excerpt = raw.splitlines()[line - 1].decode("latin-1").strip()[:160]
    return Problem(name, line, "", excerpt, told, "Enregistrez-le de nouveau en choisissant l'encodage « UTF-8 ».")


class _Builder:
    """Turns YAML nodes into plain values, noting the line of each and refusing what misleads."""

    def __init__(self, name: str, text: tuple[str, ...], fields: tuple[str, ...]):
        self.name, self.text = name, text
        self.second = " ; une seconde valeur peut aller dans « notes_internes »" if "notes_internes" in fields else ""
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def build(self, node: Node, location: Location) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(location, line)
        if id(node) in self.seen:
            # The same node twice is an alias: legitimate YAML, but a few lines can stand for a billion values.
            told = "Les renvois YAML (« &nom » et « *nom ») ne sont pas admis."
            self._refuse(location, line, told, "Recopiez la valeur à chaque endroit.")
            return None
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            if CONTROL.search(node.value):  # written as an escape, "\\x07"
                self._refuse(location, line, "Ce texte contient un caractère invisible interdit.", "Effacez-le.")
                return None
            # Unquoted, « ~ », « null » or nothing means that the field was left blank.
            return None if not node.style and node.value in {"", "~", "null"} else mended(node.value)
        if len(location) > MAX_DEPTH:
            self._refuse(location, line, "Ce fichier a trop de niveaux imbriqués.", f"{MAX_DEPTH} niveaux au plus.")
            return None
        if isinstance(node, SequenceNode):
            return [self.build(item, (*location, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self._mapping(node, location)

    def _mapping(self, node: MappingNode, location: Location) -> dict:
        values: dict = {}
        cut = False
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._refuse(location, line, "Un nom de champ doit être un mot simple.", "Écrivez « champ: valeur ».")
                continue
            key = mended(key_node.value)
            if key in values:
                first = self.lines[(*location, key)]
                if location and isinstance(location[-1], int) and _two_items(node, key):
                    dashed = f"« - {self._line(line)} », {slips.spaces_before(max(key_node.start_mark.column - 2, 0))}"
                    self._refuse((*location, key), line, slips.NO_DASH, f"Écrivez {dashed}.")
                    break
                told = f"Le champ « {key} » est écrit deux fois (déjà ligne {first})."
                self._refuse((*location, key), line, told, f"Gardez une seule des deux lignes{self.second}.")
                continue
            self.lines[(*location, key)] = line
            if node.flow_style and value_node.start_mark.index == key_node.end_mark.index:
                cut = True  # « {source: rapport, 2026} »: a comma has cut a text in two, and its end would be lost
                continue
            values[key] = self.build(value_node, (*location, key))
        if cut:
            self._refuse(location, node.start_mark.line + 1, *comma_slip(self._line(node.start_mark.line + 1)))
        return {key: value for key, value in values.items() if value is not None}

    def _line(self, line: int) -> str:
        return self.text[line - 1].strip() if line <= len(self.text) else ""

    def _refuse(self, location: Location, line: int, message: str, remedy: str) -> None:
        excerpt = self._line(line)[:160]
        self.problems.append(Problem(self.name, line, field_path(location), excerpt, message, remedy))


def _no_fields(values: object, first: str) -> tuple[str, str]:
    """(message, remedy) for a file that holds a list or a text in place of fields; ``first`` is its first line."""
    told = "Ce fichier doit contenir des lignes « champ: valeur »."
    if isinstance(values, list):
        return told, "Une fiche n'est pas une liste : effacez les tirets au début des lignes, comme dans « nom: Les Lutins »."
    if "\t" in first or ";" in first:
        told = "Ces lignes viennent d'un tableau ; une fiche contient des lignes « champ: valeur »."
        return told, "Gardez-les dans un tableau (.xlsx, .ods ou .csv), et donnez-le à « ctg importer » : il en fait des fiches."
    return told, "Écrivez par exemple « nom: Les Lutins »."


def _two_items(node: MappingNode, again: str) -> bool:
    """Whether an item of a list is two, the second without its dash: its first field comes ``again``, and others after it."""
    names = [str(name.value) for name, _ in node.value]
    return not node.flow_style and names[0] == again and len(names) - len({*names}) > 1


def _syntax(name: str, content: str, text: tuple[str, ...], fields: tuple[str, ...], error: YAMLError) -> _Read:
    """What is told of a text that is not YAML: its slips, else the place where reading stopped."""
    if not (found := slips.slips(content, _failure, fields)):
        line = min(_stopped(error).line + 1, max(len(text), 1))
        message = "Cette ligne n'est pas comprise : l'alignement ou la ponctuation ne convient pas."
        found = [Slip(line, message, "Alignez les champs d'une même fiche et écrivez « champ: valeur ».")]
    return _slipped(name, text, found)


def _slipped(name: str, text: tuple[str, ...], found: list[Slip]) -> _Read:
    excerpts = [text[one.line - 1].strip()[:160] if one.line <= len(text) else "" for one in found]
    return None, {}, (), [Problem(name, one.line, "", excerpt, *one[1:]) for one, excerpt in zip(found, excerpts, strict=True)]


def _failure(content: str) -> slips.Failure | None:
    try:
        compose(content)
    except YAMLError as error:
        return _stopped(error)
    except RecursionError:
        return slips.Failure(0, 0)
    return None


def _stopped(error: YAMLError) -> slips.Failure:
    since, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    lines = [one.line for one in (mark or since, since or mark) if one]
    return slips.Failure(*lines) if lines else slips.Failure(0, 0)


# --- text damaged on its way here: a wrong encoding, a PDF, a web page ----------------------------


_ORDINARY = re.compile("[\x00-\x7fàâäçèéêëîïôöùûüÿœæÀÇÈÉÊËÎÏÔÙÛÜŒ«»’·–—…\u00a0\u202f]*")
"""What most French texts are made of: with these letters alone nothing is damaged, and nothing is looked for."""
_NEVER_SEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Soft hyphens, letters without width, marks of direction."""
_DIRECTIONS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters written from right to left: marks of direction serve beside them."""
_HYPHENS = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_LOST = "\ufffd"
_STRAY = re.compile(r"(?<=[a-zà-ÿ])[ÃÂ√]")
"""What is left in a word of an accent that lost its other half."""
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]++)-[ \t]*$", re.MULTILINE)
"""A word before a hyphen at the end of a line; looked for once from its first letter, or a very long word would take minutes."""
_GOES_ON = re.compile(r"\s*(?!(?:et|ou)\b)([^\W\d_]+)(?![\w-]*\s*:)")


def mended(text: str) -> str:
    """The text as it was before it was damaged; what could be read in two ways is left as it is."""
    if _ORDINARY.fullmatch(text):
        return text
    text = (_HYPHENS if _DIRECTIONS.search(text) else _NEVER_SEEN).sub("", fix_encoding(text))
    return unicodedata.normalize("NFC", _LIGATURES.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text))


def losses(text: str) -> Iterator[Slip]:
    """The passages that :func:`mended` leaves, because they are unreadable or could be read in two ways."""
    if _ORDINARY.fullmatch(text) and not _CUT.search(text):
        return
    lines = text.splitlines()
    for number, line in enumerate(map(mended, lines), 1):
        if spoilt := next((word for word in line.split() if _LOST in word), ""):
            yield Slip(number, f"Des lettres sont perdues dans « {shown(spoilt)} ».", "Tapez de nouveau ce mot.")
        elif is_bad(line) or _STRAY.search(line):
            yield Slip(number, "Des lettres de cette ligne sont abîmées, et rien ne dit lesquelles.", "Tapez-la de nouveau.")
        following = lines[number] if number < len(lines) else ""
        if (cut := _CUT.search(line)) and (end := _GOES_ON.match(following)) and end[1][0].islower():
            remedy = f"Écrivez-le sur une seule ligne : « {cut[1]}{end[1]} » ou « {cut[1]}-{end[1]} »."
            yield Slip(number, f"Un mot est coupé en fin de ligne : « {cut[1]}- ».", remedy)
