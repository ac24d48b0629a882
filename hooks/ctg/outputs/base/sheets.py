"""Which style sheets a page needs besides the common one."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from ctg.ground.files import read_plain
from ctg.ground.resources import worn

SHEETS = ("fiche", "projet", "annexes")
"""Those that a page gets when it shows what they dress."""
FRAME = frozenset({"md-typeset", "no-js", "js"})
"""Classes of the frame, on every page."""


Sheets = dict[str, frozenset[frozenset[str]]]
"""Name of a sheet → what its rules ask for (see :func:`rules`)."""


def sheets_of(root: Path | None = None) -> Sheets:
    """Those of :data:`SHEETS`, as the project at ``root`` has them."""
    return {sheet: rules(read_plain(worn(root, f"assets/css/{sheet}.css"))) for sheet in SHEETS}


def needed(body: str, sheets: Sheets) -> list[str]:
    """Those of which a rule finds all its classes in a page."""
    shown = {name for names in {*re.findall(r'class="([^"]*)"', body)} for name in names.split()}
    return [sheet for sheet, found in sheets.items() if any(map(shown.issuperset, found))]


@lru_cache(maxsize=16)  # a preview reads again the sheets that someone is writing
def rules(sheet: bytes) -> frozenset[frozenset[str]]:
    """The classes that each selector of a sheet asks for; of alternatives, each by itself. One that asks for a class which
    another asks for alone is left out: it brings no page."""
    text = re.sub(r"/\*.*?\*/", "", sheet.decode(), flags=re.DOTALL)
    found = set()
    for before in text.split("{")[:-1]:
        head = before.rpartition("}")[2]
        if not head.lstrip().startswith("@"):
            for selector in re.split(r",(?![^(]*\))", head):
                found |= _asked(selector)
    alone = {name for asked in found if len(asked) == 1 for name in asked}
    return frozenset(asked for asked in found if len(asked) == 1 or alone.isdisjoint(asked))


def _asked(selector: str) -> set[frozenset[str]]:
    chosen = [re.findall(CLASS, part) for part in re.findall(r":is\(([^)]*)\)", selector)]
    asked = frozenset(re.findall(CLASS, re.sub(r":[a-z-]+\([^)]*\)", "", selector))) - FRAME
    if asked:
        return {asked}
    return {frozenset({name}) for names in chosen for name in names}


CLASS = r"\.([a-zA-Z_][\w-]*)"
