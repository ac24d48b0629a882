"""What readers take from the published files, whatever their format: words without blanks nor typography, to be compared."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from pathlib import Path

import pikepdf

PICTURES = {".png", ".jpg", ".ico", ".woff2", ".svg"}


def bare(text: str) -> str:
    """Without blanks, capitals, marks of HTML nor curly apostrophes: a line break or a style hides no word."""
    text = html.unescape(re.sub(r"<[^>]+>", "", text)) if "<" in text else text
    return re.sub(r"[\s\u200b\xad]|\\n", "", text).replace("’", "'").lower()


def words(path: Path) -> str:
    """All that a published file says, attributes and compressed parts included, as :func:`bare` writes it."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return bare(pdf_text(content))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return bare("".join(book.read(name).decode() for name in book.namelist()))
    if content[:2] == b"\x1f\x8b":
        return bare(gzip.decompress(content).decode("utf-8", "replace"))
    text = content.decode("utf-8", "replace")
    return bare(text) + bare(" | ".join(re.findall(r'(?:content|title|aria-label|alt)="([^"]*)"', text)))


def pdf_text(content: bytes) -> str:
    """What a reader copies from the document, blanks removed: glyph codes through the fonts' own tables."""
    found = []
    for page in pikepdf.open(io.BytesIO(content)).pages:
        fonts = {name: _unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
        table = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                table = fonts[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                found += [table.get(codes[i : i + 2].hex(), "?") for i in range(0, len(codes), 2)]
    return re.sub(r"[\s\u200b]", "", "".join(found))


def _unicode_of(font: pikepdf.Dictionary) -> dict[str, str]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", cmap, re.MULTILINE)
    return {code.lower(): bytes.fromhex(value).decode("utf-16-be") for code, value in pairs}
