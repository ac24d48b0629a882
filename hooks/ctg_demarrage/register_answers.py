"""Reading the answers of registers: JSON whose every value may be missing, damaged or hostile.

Each function returns a value of the expected type, or an empty one; :class:`RegisterError` is raised when nothing can be used.
"""

from __future__ import annotations

import json
from typing import Any

from ctg import api

MOST = 50_000_000
"""Bytes of an answer: a department's outlines are three."""


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


def named(value: object) -> str:
    """A value as a message quotes it."""
    return f"« {api.shown(api.short_text(value) or '…')} »"
