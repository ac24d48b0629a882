"""Every link that leaves the site, with the line where it is written: in the records, and in the texts of ``docs/``.

Links are read from the files and not from the catalogue: drafts count too, and a mistake elsewhere must not hide a dead link.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from ctg import api

_URL = TypeAdapter(api.Url)
FENCE = re.compile(r"\s*(```|~~~)")
CODE = re.compile(r"(`+).*?\1|<!--.*?-->")
# A browser's own limit is about 2,000 characters.
ADDRESS = re.compile(r"https?://[\w\[][^\s<>\"'`\\|{}^]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenLink:
    """An address and where it is written. ``title`` names the record or the page; ``field`` is ``""`` in a page."""

    address: str
    title: str
    file: str
    line: int
    field: str = ""


def collect(root: Path) -> tuple[list[WrittenLink], list[api.Problem]]:
    """Every link of a project, in the order of its files, and the problems of the files that cannot be read."""
    links: list[WrittenLink] = []
    problems = [problem for problem in api.check_folders(root) if problem.level == api.ERROR]
    for model, sheets, refused in _sheets(root):
        problems += refused
        for sheet in sheets:
            links += links_of(model, sheet)
    for path in api.written_pages(root / "docs"):
        text = api.read_plain(path, root).decode("utf-8-sig", errors="replace")
        links += links_in(text, path.relative_to(root).as_posix())
    return links, problems


def _sheets(root: Path) -> Iterator[tuple[type[BaseModel], list[api.Sheet], list[api.Problem]]]:
    data = root / "data"
    singles: list[tuple[type[BaseModel], Path]] = [(api.Territoire, data / "territoire.yml")]
    singles += [(one.model, path) for one in api.LONE_FILES if (path := root / one.path).exists()]
    for kind in api.KINDS:
        if kind is api.Commune:
            yield kind, *api.read_list(data / "communes.yml", root)
        else:
            singles += [(kind, path) for path in api.record_files(data / kind.folder)]
    for model, path in singles:
        sheet, problems = api.read_sheet(path, root)
        yield model, [sheet] if sheet else [], problems


# --- in records ----------------------------------------------------------------------------------


def links_of(model: type[BaseModel], sheet: api.Sheet) -> Iterator[WrittenLink]:
    """The links of one record: whatever its model types as an address, at any depth."""
    title = str(sheet.values.get("nom") or sheet.values.get("titre") or sheet.file)
    for location, address in _addresses(model, sheet.values, ()):
        yield WrittenLink(address, title, sheet.file, sheet.line(location), api.field_path(location))


def _addresses(type_: Any, value: object, location: api.Location) -> Iterator[tuple[api.Location, str]]:
    if get_origin(type_) is Annotated and get_args(type_)[: len(get_args(api.Url))] == get_args(api.Url):  # or one that asks more
        with contextlib.suppress(ValidationError):  # « ctg verifier » tells it
            yield location, _URL.validate_python(value)
    elif isinstance(type_, type) and issubclass(type_, BaseModel):
        hints = get_type_hints(type_, include_extras=True)
        for name, inner in value.items() if isinstance(value, dict) else ():
            if name in hints:
                yield from _addresses(hints[name], inner, (*location, name))
    elif get_origin(type_) is tuple:
        for i, item in enumerate(value if isinstance(value, list) else ()):
            yield from _addresses(get_args(type_)[0], item, (*location, i))
    else:
        for inner in get_args(type_):  # « X | None », « Annotated[X, …] »
            yield from _addresses(inner, value, location)


# --- in texts ------------------------------------------------------------------------------------


def links_in(text: str, file: str) -> Iterator[WrittenLink]:
    """The http(s) links of a Markdown page, those of its code (examples) left out."""
    lines = text.splitlines()
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), file)
    fenced = ""
    for number, line in enumerate(lines, 1):
        if fence := FENCE.match(line):
            fenced = fence[1] if not fenced else "" if fence[1] == fenced else fenced
        elif not fenced:
            for match in ADDRESS.finditer(CODE.sub(" ", line)):
                yield WrittenLink(_trimmed(html.unescape(match[0])), title, file, number)


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence, nor the parenthesis that closes the Markdown link."""
    opening = {")": "(", "]": "["}
    while address[-1] in ".,;:!?*_»" or address.count(address[-1]) > address.count(opening.get(address[-1], address[-1])):
        address = address[:-1]
    return address
