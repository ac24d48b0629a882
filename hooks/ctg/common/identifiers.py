"""Identifiers: what records and words of the vocabulary are called in files, in references and in addresses."""

from __future__ import annotations

import re

from markdown.extensions.toc import slugify

LONGEST = 100
"""Characters: an address that long can no longer be read aloud; with what is added, no disk finds the name too long."""
_FORM = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""Windows keeps these names for itself: no file may be called so."""


def is_identifier(text: str) -> bool:
    """Whether a text can be the name of a file and a part of an address, on every system."""
    return len(text) <= LONGEST and bool(_FORM.fullmatch(text)) and not _DEVICE.fullmatch(text)


def identifier_fault(text: str) -> str:
    """What a text that is no identifier does not respect, in French."""
    if _DEVICE.fullmatch(text):
        return "Windows garde ce nom pour lui"
    return f"{LONGEST} caractères au plus" if len(text) > LONGEST else "lettres minuscules sans accent, chiffres et tirets"


def as_identifier(text: str) -> str:
    """The identifier that a text gives: « L'Ardoise » → ``l-ardoise``. Empty when nothing of it can be written so."""
    return slugify(text.replace("'", " ").replace("’", " ").replace("œ", "oe").replace("Œ", "oe"), "-").strip("-")
