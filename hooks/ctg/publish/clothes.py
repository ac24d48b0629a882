"""Style sheets, scripts and drawings as they are published: without comments, drawings without active content."""

from __future__ import annotations

import re
from pathlib import Path

from ctg.checking import svg
from ctg.common.files import published_file, read_plain
from ctg.model.allure import UNCHOSEN, Allure
from ctg.pages.styles import colour_sheet

_CSS_COMMENT = re.compile(r"/\*(?!!).*?\*/|^\s+", re.DOTALL | re.MULTILINE)
"""What a style sheet can do without; a licence (``/*! … */``) stays."""
_JS_COMMENT = re.compile(r"^[ \t]*//.*\n|[ \t]+// [^'\"`\n]*$", re.MULTILINE)
"""A line of comment, or one that ends a line and can be in no text: it holds no quotation mark."""
TOKENS = "jetons.css"
BEFORE = {"site.css": ("base.css", TOKENS)}
"""Style sheets that are published in one file with those that they start from: one answer to wait for, not three."""


def lightened(source: Path, content: bytes, root: Path, allure: Allure = UNCHOSEN) -> bytes:
    """A style sheet without its comments and its indentation, and with those that come :data:`BEFORE` it; a script without its
    comments: less to wait for on a slow line. ``overrides/`` is where they are read. The rest of scripts is left as
    it is: what takes more off them also takes spaces off nested templates. A drawing is made anew (``checks.files.svg``).

    ``allure``: the face whose colours come in front of ``jetons.css``."""
    if source.suffix.lower() == svg.SUFFIX:
        return cleaned_drawing(content)
    comment = {".css": _CSS_COMMENT, ".js": _JS_COMMENT}.get(source.suffix)
    if comment is None:
        return content
    first = [(name, read_plain(published_file(root, f"assets/css/{name}"))) for name in BEFORE.get(source.name, ())]
    parts = (colour_sheet(allure).encode() * (name == TOKENS) + part for name, part in (*first, (source.name, content)))
    return comment.sub("", b"".join(parts).decode()).encode()


def cleaned_drawing(content: bytes) -> bytes:
    """A drawing with what may be published of it; empty when it cannot be read, which the checks tell."""
    try:
        return svg.remade(content)[0]
    except svg.NotDrawn:
        return b""
