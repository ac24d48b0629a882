"""Values written so that they are harmless where they are read: reports, terminals, scripts, JSON and CSV files.

HTML is escaped by the templates (see :mod:`ctg.pages.renderer`)."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The signs that make a spreadsheet run a cell (OWASP, CSV injection), full-width ones included."""
ROOM = 60
"""Characters shown of each of two texts that are compared."""


def plain(text: str) -> str:
    """On one line, without the marks that hide characters or change their order; 300 characters at most."""
    kept = " ".join(text.split())
    if not kept.isprintable():  # most texts are, and marks never
        kept = "".join(char for char in kept if unicodedata.category(char) not in {"Cf", "Cc"})
    return kept if len(kept) <= 300 else kept[:299] + "…"


def for_markdown(text: str) -> str:
    """Text that Markdown shows as it is: no link, no HTML, no mention of a person or of an issue of the forge."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>|~&!])", r"\\\1", text)
    # Forges look for mentions and bare addresses after Markdown: a joiner of no width stops them.
    return re.sub(r"([@#]|://|(?i:www)(?=\.))", "\\1\u2060", escaped)


def for_csv(text: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe before « = + - @ » (and before an apostrophe: it can be undone). A
    number below zero is no formula: a longitude keeps its sign."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) and not re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII) else text


def from_csv(text: str) -> str:
    """The text that :func:`for_csv` guarded; any other is left as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


_ACTIVE = "<>&\u2028\u2029"


def for_script(value: Any) -> str:
    """JSON for a script or a script element: it can neither close the element, nor open a comment, nor end a line; to whoever
    reads it as JSON or JavaScript it is the same value. Raises :class:`ValueError` for a number that is not one."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in _ACTIVE:  # a tenth of the time of ``translate``, which looks at each character
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def shortened_difference(old: str, new: str) -> tuple[str, str]:
    """Two texts, each shortened around what differs between them, so that a small change in a long text is seen."""
    old, new = (visible(" ⏎ ".join(text.split("\n"))) for text in (old, new))
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, start - ROOM // 3)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    if len(text) <= ROOM:
        return text
    end = start + ROOM
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def visible(text: str) -> str:
    """A text without the characters that could move the cursor or reverse the line of a terminal."""
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else "\ufffd" for c in text)


def compact(value: Any) -> str:
    """JSON on one line: browsers show it indented."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_json(value: Any) -> bytes:
    """The bytes of a JSON file in UTF-8, ended by a line break. Lone surrogates, which no reader accepts, are replaced."""
    return (compact(value) + "\n").encode("utf-8", "replace")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a CSV file as French spreadsheets want it: semicolons, UTF-8 with its mark; nothing in it is computed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([for_csv(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
