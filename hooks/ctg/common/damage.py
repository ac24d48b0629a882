"""Text damaged on its way here (a wrong encoding, a PDF, a web page). Sole importer of ``ftfy``.

What can be read in one way only is mended wherever text comes in: sheets, tables, the form, the prose. The rest is a loss,
told on its line with what to type. Curly quotes, spaces and dashes that people type are left as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ftfy import fix_encoding
from ftfy.badness import is_bad

from ctg.common.problems import shown


class Damage(NamedTuple):
    """What cannot be mended: the line (1-based), what is wrong, what to type."""

    line: int
    message: str
    remedy: str


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


def losses(text: str) -> Iterator[Damage]:
    """The passages that :func:`mended` leaves, because they are unreadable or could be read in two ways."""
    if _ORDINARY.fullmatch(text) and not _CUT.search(text):
        return
    lines = text.splitlines()
    for number, line in enumerate(map(mended, lines), 1):
        if spoilt := next((word for word in line.split() if _LOST in word), ""):
            yield Damage(number, f"Des lettres sont perdues dans « {shown(spoilt)} ».", "Tapez de nouveau ce mot.")
        elif is_bad(line) or _STRAY.search(line):
            yield Damage(number, "Des lettres de cette ligne sont abîmées, et rien ne dit lesquelles.", "Tapez-la de nouveau.")
        following = lines[number] if number < len(lines) else ""
        if (cut := _CUT.search(line)) and (end := _GOES_ON.match(following)) and end[1][0].islower():
            remedy = f"Écrivez-le sur une seule ligne : « {cut[1]}{end[1]} » ou « {cut[1]}-{end[1]} »."
            yield Damage(number, f"Un mot est coupé en fin de ligne : « {cut[1]}- ».", remedy)
