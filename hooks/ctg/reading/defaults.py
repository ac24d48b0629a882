"""What the tool brings with it, completed and corrected by the territory's own files: words, emergency numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ctg.common.problems import Problem
from ctg.model import vocabulary
from ctg.model.vocabulary import PROVENANCE, Urgence, Vocabulary
from ctg.reading.sheet import Sheet, read_list, read_sheet


@cache
def built_in_words() -> Vocabulary:
    """The vocabulary of the tool, without the words of any territory."""
    return Vocabulary.model_validate(tools_words().values)


@cache
def built_in_numbers() -> tuple[Urgence, ...]:
    """The emergency numbers of the tool, those of the whole country."""
    numbers = (Urgence.model_validate(sheet.values) for sheet in tools_numbers())
    return tuple(number for number in numbers if number.danger)


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
    return _laid_over(tools_numbers(), own), problems


def _laid_over(base: Iterable[Sheet], own: Iterable[Sheet]) -> list[Sheet]:
    found = {dialled_number(sheet): [sheet] for sheet in base}
    tools = {number: sheet for number, (sheet,) in found.items()}
    for sheet in own:
        number = dialled_number(sheet)
        if tool := tools.get(number):
            known = {name: value for name, value in tool.values.items() if name not in PROVENANCE}
            sheet = replace(sheet, values=known | sheet.values)
        found[number] = [*(one for one in found.get(number, ()) if one is not tool), sheet]
    return [sheet for sheets in found.values() for sheet in sheets]


def dialled_number(sheet: Sheet) -> str:
    """The number of a sheet as it is dialled from France; for want of one, where the sheet stands in its file."""
    return re.sub(r"[^\d+]", "", str(sheet.values.get("numero", ""))).replace("+33", "0") or str(sheet.base)
