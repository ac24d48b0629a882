"""Every form in which a published file may hold a word: as it is, unfolded, unzipped, in a picture's words, in a PDF."""

import gzip
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
from PIL import Image

FOLD = re.compile(rb"\r?\n[ \t]")
"""Where calendars and cards cut their long lines."""


def found(folder: Path, words: re.Pattern[bytes]) -> dict[str, set[str]]:
    """Word → the files that hold it in any form of their content, and those that have it in their name (« nom : … »)."""
    where: dict[str, set[str]] = {}
    for told, form in contents(folder):
        for word in words.findall(form):
            where.setdefault(word.decode(), set()).add(told)
    return where


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(address, form) of every file: its name (« nom : … »), then every form of its content."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        yield f"nom : {name}", name.encode()
        yield from ((name, form) for form in forms(path.read_bytes()))


def forms(content: bytes) -> Iterator[bytes]:
    """The content, and what it holds once opened, whatever the name of its file."""
    yield content
    yield FOLD.sub(b"", content)
    if content[:2] == b"\x1f\x8b":
        yield from forms(gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from forms(archive.read(name))
    elif content[:4] == b"%PDF":
        yield from _pdf(content)
    elif content[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"RIFF"}:
        picture = Image.open(io.BytesIO(content))
        picture.load()
        yield repr((picture.info, dict(picture.getexif()))).encode()


def _pdf(content: bytes) -> Iterator[bytes]:
    """What a reader copies from it, its streams decompressed, its strings as text."""
    yield pdf_text(content).encode()
    with pikepdf.open(io.BytesIO(content)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes()
            yield from _strings(thing)


def _strings(thing: object) -> Iterator[bytes]:
    """The strings of an object and of those written inside it."""
    if isinstance(thing, pikepdf.String):
        yield str(thing).encode("utf-8", "replace")
        return
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inside = [thing[key] for key in thing.keys()]  # noqa: SIM118 (a stream's keys are those of its dictionary)
    else:
        return
    for item in inside:
        if isinstance(item, pikepdf.Object) and item.objgen == (0, 0):
            yield from _strings(item)


def pdf_text(content: bytes) -> str:
    """What a reader copies from the document, blanks removed."""
    return "".join(pdf_pages(content))


def pdf_pages(content: bytes) -> Iterator[str]:
    """The same, page by page: glyph codes through the fonts' own tables."""
    for page in pikepdf.open(io.BytesIO(content)).pages:
        found: list[str] = []
        fonts = {name: _unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
        table = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                table = fonts[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                found += [table.get(codes[i : i + 2].hex(), "?") for i in range(0, len(codes), 2)]
        yield re.sub(r"[\s\u200b]", "", "".join(found))


def pdf_tags(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


def pdf_tag_names(content: bytes) -> list[str]:
    """The name of each of them: « /H1 », « /Table »."""
    return [str(tag.S) for tag in pdf_tags(pikepdf.open(io.BytesIO(content)))]


def tagged(content: bytes, *headings: int) -> str:
    """What PDF/UA asks that can be read without opening a page (ISO 14289-1, § 7); ``headings``: how many may be of level 1.
    Returns its title."""
    document = pikepdf.open(io.BytesIO(content))
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert str(document.Root.Lang).startswith("fr")
    tags = [*pdf_tags(document)]
    names = Counter(str(tag.S) for tag in tags)
    levels = [int(str(tag.S)[2]) for tag in tags if re.fullmatch("/H[1-6]", str(tag.S))]
    assert levels[0] == 1
    assert levels.count(1) in headings
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names["/TH"] >= 2 * names["/Table"]
    assert {str(part.Scope) for tag in tags if tag.S == "/TH" for part in tag.A if "/Scope" in part} <= {"/Column"}
    assert all("/Alt" in tag for tag in tags if tag.S == "/Figure")
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        return metadata["dc:title"]


def _unicode_of(font: pikepdf.Dictionary) -> dict[str, str]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", cmap, re.MULTILINE)
    return {code.lower(): bytes.fromhex(value).decode("utf-16-be") for code, value in pairs}


# --- what readers take, to be compared -----------------------------------------------------------

PICTURES = {".png", ".jpg", ".ico", ".woff2", ".svg"}


def bare(text: str) -> str:
    """Without blanks, capitals, marks of HTML nor curly apostrophes: a line break or a style hides no word."""
    text = html.unescape(re.sub(r"<[^>]+>", "", text)) if "<" in text else text
    return re.sub(r"[\s\u200b\xad]|\\n", "", text).replace("’", "'").lower()


def words(path: Path) -> str:
    """All that a published file says, attributes included, as :func:`bare` writes it."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return bare(pdf_text(content))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return bare("".join(book.read(name).decode() for name in book.namelist()))
    text = content.decode("utf-8", "replace")
    return bare(text) + bare(" | ".join(re.findall(r'(?:content|title|aria-label|alt)="([^"]*)"', text)))
