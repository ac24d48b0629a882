"""What the tool keeps beside the sheets: the addresses that the site has published (``data/adresses.txt``, written by ``ctg
construire --noter-adresses``), and what waits to be read again before it is; and the words and the emergency numbers, the
tool's own, completed by the territory's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ctg.common.files import read_plain
from ctg.common.problems import Location, Problem
from ctg.common.telephones import dialled
from ctg.model import Urgence, Vocabulary, vocabulary
from ctg.reading.sheet import Sheet, field_path, read_list, read_sheet

ADDRESSES_FILE = "data/adresses.txt"


def published_addresses(root: Path) -> dict[str, int]:
    """Each address noted in ``data/adresses.txt`` → its line, from 1; empty before the first note. Raises :class:`OddFile`."""
    try:
        text = read_plain(root / ADDRESSES_FILE, root).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return {}
    lines = enumerate(text.splitlines(), 1)
    return {line.strip(): rank for rank, line in lines if line.strip() and not line.startswith("#")}


# --- what waits to be read again: which texts, of what, and their digests ------------------------


UNREAD_TITLE = "Page en relecture"
UNREAD = f"# {UNREAD_TITLE}\n\nCette page revient dès qu'elle est relue."
"""What a page of ``docs/`` says while it waits."""
FILE_NAME: Location = ()
"""Where the name of a record's file is told to be: it is the end of its address."""


@dataclass(frozen=True)
class FreeText:
    """A text to read again, and where it is in its record."""

    where: Location
    text: str
    digest: str

    @property
    def label(self) -> str:
        """The field, as people count: « faits_a_savoir.2 »."""
        return field_path(self.where) or "nom du fichier"


@dataclass(frozen=True)
class Rereading:
    """All that has to be read again in a record or a file before it is published."""

    key: str
    """``structures/le-refuge``, ``data/territoire.yml``, ``docs/a-propos/index.md``."""
    places: tuple[str, ...]
    """The names of the places whose address is confidential."""
    texts: tuple[FreeText, ...]
    known: frozenset[str] = frozenset()
    """The digests of all that was read under this key."""
    own: bool = False
    """Whether it is the record of such a place, or of a service offered there."""
    addressed: bool = False
    """Whether its address may be published: it was already, or somebody has read it."""
    blocking: bool = False
    """Whether the site cannot be made without it."""

    @property
    def record(self) -> bool:
        """Whether it is a record, and not a file of ``docs/``, of ``data/`` or of ``overrides/``."""
        return not self.key.startswith(("docs/", "data/", "overrides/"))

    @property
    def waiting(self) -> tuple[FreeText, ...]:
        """Those that nobody has read as they are now."""
        return tuple(text for text in self.texts if text.digest not in self.known)

    @property
    def digests(self) -> frozenset[str]:
        """What a reading of all the texts says."""
        return frozenset(text.digest for text in self.texts)


@dataclass(frozen=True)
class Unread:
    """What names a confidential place, or is one, and what is not published for that reason."""

    readings: tuple[Rereading, ...] = ()
    """All that has to be read again, read or not."""
    left_out: frozenset[str] = frozenset()
    """The files of ``docs/`` (« docs/essai.md ») that are not published."""
    blank: frozenset[str] = frozenset()
    """The pages of ``docs/`` that keep their address, and only say that they wait."""
    addresses: frozenset[str] = frozenset()
    """The addresses (``structures/x/``) that no page has meanwhile."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of :attr:`readings`."""
        return frozenset(one.key for one in self.readings)

    def beside(self, readings: Iterable[Rereading], addresses: Iterable[str]) -> Unread:
        """The same with the readings and the addresses of records."""
        return replace(self, readings=(*readings, *self.readings), addresses=self.addresses.union(addresses))


def text_digest(*values: object) -> str:
    """Sixteen hexadecimal digits that stand for these values in the file of readings."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]


def read_at_once(key: str, places: Iterable[str], texts: Iterable[tuple[Location, str]]) -> tuple[FreeText, ...]:
    """Texts that one person reads together: they share one digest, so that a change of one asks for all."""
    every = tuple(texts)
    said = text_digest(key, [*places], [[list(where), text] for where, text in every])
    return tuple(FreeText(where, text, said) for where, text in every)


# --- what the tool brings, completed and corrected by the territory's own files -------------------


@cache  # three fifths of the reading of a small territory
def tools_parts() -> dict[tuple[str, Location], Any]:
    """What the tool brings, by its file and its place there: the words, and each emergency number."""
    words, numbers = tools_words(), tools_numbers()
    names = {"dangers": {*words.values["dangers"]}, "servis": {*words.values["types"], *words.values["themes"]}}
    found = {(one.file, one.base): Urgence.model_validate(one.values, context=names) for one in numbers}
    names["urgences"] = {*(one.numero for one in found.values()), *map(dialled_number, numbers)}
    return found | {(words.file, words.base): Vocabulary.model_validate(words.values, context=names)}


def built_in_words() -> Vocabulary:
    """The vocabulary of the tool, without the words of any territory."""
    return next(part for part in tools_parts().values() if isinstance(part, Vocabulary))


def built_in_numbers() -> tuple[Urgence, ...]:
    """The emergency numbers of the tool, those of the whole country."""
    return tuple(part for part in tools_parts().values() if isinstance(part, Urgence) and part.danger and not part.departements)


@cache  # three quarters of the reading of a small territory, at each change that the form or the preview reads
def tools_words() -> Sheet:
    """The words of the tool, as they are written."""
    sheet, problems = read_sheet(vocabulary.VOCABULARY_DEFAULT, vocabulary.VOCABULARY_DEFAULT.parent)
    assert sheet, problems
    return sheet


@cache
def tools_numbers() -> tuple[Sheet, ...]:
    """The emergency numbers of the tool, as they are written."""
    sheets, problems = read_list(vocabulary.DEFAULT, vocabulary.DEFAULT.parent)
    assert sheets, problems
    return tuple(sheets)


def vocabulary_sheet(root: Path) -> tuple[Sheet | None, list[Problem]]:
    """The words of the tool, then those of the project at ``root``: each field that it writes wins, but everyday words, which
    are added up (``mots``)."""
    base, path = tools_words(), root / "data/vocabulaire.yml"
    if not path.exists():
        return base, []
    own, problems = read_sheet(path, root)
    if own is None:
        return None, problems
    merged = {section: dict(terms) for section, terms in base.values.items()}
    for section, terms in own.values.items():
        known = merged.get(section)
        if known is None or not isinstance(terms, dict):
            told = f"« {section} » n'est pas une partie du vocabulaire."
            problems.append(own.problem((section,), told, f"Parties possibles : {', '.join(merged)}."))
            continue
        for id, term in terms.items():
            known[id] = _completed(known.get(id, {}), term) if isinstance(term, dict) else term
    return replace(own, id="", values=merged), problems


def _completed(tools: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A term of the tool with what a territory writes of it."""
    lists = [words for words in (tools.get("mots"), own.get("mots")) if isinstance(words, list)]
    return {**tools, **own} | ({"mots": [word for words in lists for word in words]} if len(lists) == 2 else {})


def urgence_sheets(root: Path) -> tuple[list[Sheet], list[Problem]]:
    """The emergency numbers of the tool, each in its place, then those of the project at ``root``.

    Of a number of both, the territory's fields win; where a fact comes from is never taken over: who corrects it says
    who told them.
    """
    path = root / "data/urgences.yml"
    own, problems = read_list(path, root) if path.exists() else ([], [])
    tools = {dialled_number(sheet): sheet for sheet in tools_numbers()}
    found = {number: [sheet] for number, sheet in tools.items()}
    for sheet in own:
        number = dialled_number(sheet)
        if tool := tools.get(number):
            known = {name: value for name, value in tool.values.items() if name not in vocabulary.PROVENANCE}
            sheet = replace(sheet, values=known | sheet.values)
        found[number] = [*(one for one in found.get(number, ()) if one is not tool), sheet]
    return [sheet for sheets in found.values() for sheet in sheets], problems


def dialled_number(sheet: Sheet) -> str:
    """The number of a sheet as it is dialled from France; for want of one, where the sheet stands in its file."""
    return dialled(str(sheet.values.get("numero", ""))) or str(sheet.base)
