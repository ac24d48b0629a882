"""Identifiers: what records and words of the vocabulary are called in files, in references and in addresses."""

from __future__ import annotations

import re
from typing import Annotated

from markdown.extensions.toc import slugify
from pydantic import AfterValidator

from ctg.ground.problems import french, shown
from ctg.kinds.fields.base import Line

LONGEST = 100
"""Characters: an address that long can no longer be read aloud; with what is added, no disk finds the name too long."""
_FORM = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""Windows keeps these names for itself: no file may be called so."""


def is_identifier(text: str) -> bool:
    """Whether a text can be the name of a file and a part of an address, on every system."""
    return len(text) <= LONGEST and bool(_FORM.fullmatch(text)) and not _DEVICE.fullmatch(text)


def rule(text: str) -> str:
    """What a text that is no identifier does not respect, in French."""
    if _DEVICE.fullmatch(text):
        return "Windows garde ce nom pour lui"
    return f"{LONGEST} caractères au plus" if len(text) > LONGEST else "lettres minuscules sans accent, chiffres et tirets"


def as_identifier(text: str) -> str:
    """The identifier that a text gives: « L'Ardoise » → ``l-ardoise``. Empty when nothing of it can be written so."""
    return slugify(text.replace("'", " ").replace("’", " ").replace("œ", "oe").replace("Œ", "oe"), "-").strip("-")


def _identifier(value: str) -> str:
    if not is_identifier(value):
        meant = as_identifier(value.removesuffix(".yml"))
        example = f" : « {meant} »" if is_identifier(meant) else ""
        said = rule(value)
        raise french(f"« {shown(value)} » ne peut pas servir d'adresse.", f"{said[0].upper()}{said[1:]}{example}.")
    return value


Identifier = Annotated[Line, AfterValidator(_identifier)]
"""The name of a file of ``data/`` without its extension, or the key of a word: the last part of an address."""


def _key(value: str) -> str:
    folder, _, name = value.partition("/")
    if not (is_identifier(folder) and is_identifier(name)):
        raise french(f"« {shown(value)} » ne désigne pas une fiche.", "Écrivez par exemple « structures/les-lutins ».")
    return value


Key = Annotated[Line, AfterValidator(_key)]
"""A record among all: ``structures/les-lutins``."""
