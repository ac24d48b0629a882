"""Closed lists of words, written once: what is typed, what people read, and from there the help of the fields."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """One word of a closed list: ``EN_COURS = "en-cours", "en cours"``.

    A member is the text that is typed; :attr:`label` is what people read. A field of this type accepts these words only.
    """

    label: str
    guide: str
    """What helps to choose it, for the person who fills a sheet; empty when the words say enough."""

    def __new__(cls, word: str, label: str, guide: str = "") -> Self:
        one = str.__new__(cls, word)
        one._value_, one.label, one.guide = word, label, guide
        return one

    @classmethod
    def labels(cls) -> dict[Self, str]:
        """What people read for each word, in order."""
        return {one: one.label for one in cls}

    @classmethod
    def listed(cls, last: str = ", ") -> str:
        """The words, to tell what may be typed: « a, b, c »; ``last`` stands before the last one."""
        *words, end = cls
        return ", ".join(words) + last + end
