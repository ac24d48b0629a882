"""What a built site says, in every one of its files, however they are packed."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf


def contents(site: Path) -> Iterator[tuple[str, bytes]]:
    """(address, bytes) of every file, its name included; what is packed is unpacked, a PDF also as its reader copies it."""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            address, content = path.relative_to(site).as_posix(), path.read_bytes()
            yield address, address.encode() + b"\n" + content
            yield from ((address, inside) for inside in unpacked(content))


def unpacked(content: bytes) -> Iterator[bytes]:
    """What a file holds under its first bytes: an archive, something compressed, a document."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"%PDF"):
        yield pdf_text(content).encode()


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
