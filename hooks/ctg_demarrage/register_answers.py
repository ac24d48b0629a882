"""Reading the answers of registers: JSON whose every value may be missing, damaged or hostile.

Each function returns a value of the expected type, or an empty one; :class:`RegisterError` is raised when nothing can be used.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ctg import api

MOST = 50_000_000
"""Bytes of an answer: a department's outlines are three."""
LONGEST = 200
"""Characters of a text that is kept: the longest name of a commune has forty-five."""


class RegisterError(Exception):
    """An answer cannot be used; the message is French, with its remedy."""

    def __init__(self, message: str, remedy: str):
        super().__init__(f"{message}\n    → {remedy}")


def values_of(body: bytes, told: str) -> Any:
    """The JSON of an answer; ``told`` names it in the message. Raises :class:`RegisterError`."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise damaged(told, "ce n'est pas du JSON") from None


def damaged(told: str, why: str) -> RegisterError:
    remedy = "Ouvrez l'adresse dans un navigateur, et enregistrez de nouveau la réponse entière."
    return RegisterError(f"{told} ne peut pas être lue : {why}. Rien n'est écrit.", remedy)


def text(value: object) -> str:
    """A short text on one line, without anything that cannot be seen; empty for everything else."""
    if not isinstance(value, str) or len(value) > 2 * LONGEST:
        return ""
    line = " ".join(value.split())
    return line if api.printable(line) and len(line) <= LONGEST else ""


def kept(field: Any, value: object) -> str:
    """The text as written when the type of a field takes it, else nothing: « 04 65 71 00 00 »."""
    line = text(value)
    try:
        if line:
            TypeAdapter(field).validate_python(line)
    except ValidationError:
        return ""
    return line


def parts(value: object) -> list[dict]:
    """The groups of a field that the directory gives as JSON in a text, or as a list; empty for everything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def named(value: object) -> str:
    """A value as a message quotes it."""
    return f"« {api.shown(text(value) or '…')} »"
