"""The words of answers, in French, in ``mots.yml``: lists of parts of patterns, folded unless they say otherwise."""

from __future__ import annotations

import re
from pathlib import Path

from ctg import api

_WORDS = api.parse(api.read_plain(Path(__file__).with_name("mots.yml")).decode())
_LISTS: dict[str, str] = {name: one for name, one in _WORDS.items() if isinstance(one, str)}


def any_of(name: str) -> str:
    """The pattern of any part of a list, those of the lists that it names (« <juste> ») in it."""
    return re.sub(r"<(\w+)>", lambda one: any_of(one[1]), f"(?:{_LISTS[name].replace(', ', '|')})")


def words(name: str) -> re.Pattern[str]:
    """Any part of a list, as whole words."""
    return re.compile(rf"\b{any_of(name)}(?!\w)", re.I)


NAMES: dict[str, str] = {name: one.replace(", ", "|") for name, one in _WORDS["faits"].items()}
"""What each fact of a place is named by."""
HEADS = NAMES | {name: one.replace(", ", "|") for name, one in _WORDS["en_tete"].items()}
"""Those of an action too, and what is said in words, before a colon."""
