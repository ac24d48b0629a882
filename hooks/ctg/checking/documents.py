"""The pages and documents of ``docs/`` that name a confidential place: they are not published until somebody has read them again.

A page is read with the pictures and the documents that it shows, their names included. A file that no page shows is read
alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from ctg.checking.confidential import named_by, written_in
from ctg.checking.folders import address_of, clothing, published
from ctg.checking.rereading import Rereader, rereading_remedy
from ctg.common.files import CLOTHES, OWN_CLOTHES, read_plain
from ctg.common.problems import ERROR, WARNING, Problem, shown
from ctg.reading.rereadings import FreeText, Rereading, Unread, text_digest

READ = {".md", ".svg", ".csv", ".html", ".css", ".js"}
"""What is text, and is read to find who is named there; of a photograph or a PDF, the name only."""
ALWAYS = {"", "a-propos/", "contribuer/"}
"""The addresses to which every site leads."""


def documents_of(root: Path, rereader: Rereader) -> Unread:
    """What waits to be read again in the ``docs/`` of the project at ``root``."""
    if not rereader.secrets:
        return Unread()
    files = {path: _text(path, root) for path in published(root / "docs")}
    beside = [path for path in files if path.suffix != ".md"]
    groups = {
        page: [path for path in beside if path.name in text or quote(path.name) in text]
        for page, text in files.items()
        if page.suffix == ".md"
    }
    alone = {*beside} - {path for shows in groups.values() for path in shows}
    whole = groups | {path: [] for path in alone}
    readings = {path: _reading(root, (path, *shows), files, rereader) for path, shows in whole.items()}
    waiting = {path for path, reading in readings.items() if reading and reading.waiting}
    seen = {path for page, shows in groups.items() if page not in waiting for path in shows}
    hidden = waiting | {path for page in waiting for path in groups.get(page, ()) if path not in seen}
    needed = (_reading(root, (path,), {path: _text(path, root)}, rereader) for path in _clothes(root))
    found = [*filter(None, readings.values()), *(replace(reading, blocking=True) for reading in needed if reading)]
    blank = {reading.key for reading in found if reading.waiting and reading.addressed and reading.key.endswith(".md")}
    left_out = {path.relative_to(root).as_posix() for path in hidden} - blank
    pages = (Path(name).relative_to("docs") for name in left_out if name.endswith(".md"))
    ordered = sorted(found, key=lambda reading: reading.key)
    return Unread(tuple(ordered), frozenset(left_out), frozenset(blank), frozenset(map(address_of, pages)))


def _clothes(root: Path) -> Iterator[Path]:
    """The clothes of a territory, without which its site cannot be made."""
    if (own := root / OWN_CLOTHES).resolve() != CLOTHES and own.is_dir():
        yield from clothing(own, root)


def _text(path: Path, root: Path) -> str:
    return read_plain(path, root).decode("utf-8-sig", "replace") if path.suffix.lower() in READ else ""


def _reading(root: Path, group: Iterable[Path], files: dict[Path, str], rereader: Rereader) -> Rereading | None:
    """A file and those that it shows, read together."""
    names = {path: path.relative_to(root).as_posix() for path in group}
    texts = [form for path, name in names.items() for form in (name, *written_in(files[path]))]
    if not (places := named_by(texts, rereader.secrets)):
        return None
    contents = [(name, hashlib.sha256(read_plain(path, root)).hexdigest()) for path, name in names.items()]
    key = next(iter(names.values()))
    said = text_digest(key, [*places], contents)
    shows = tuple(FreeText((name,), files[path] or "(ouvrez ce fichier pour le relire)", said) for path, name in names.items())
    if not (key.startswith("docs/") and key.endswith(".md")):
        return rereader.reading(key, places, shows)
    address = address_of(Path(key).relative_to("docs"))
    found = rereader.reading(key, places, shows, address)
    return replace(found, addressed=True) if address in ALWAYS else found


def waiting_document(reading: Rereading) -> Problem:
    """The warning for a page or a file of ``docs/`` that waits to be read again."""
    places = " et ".join(f"« {shown(place)} »" for place in reading.places)
    more = ", ni ce qu'il montre," if len(reading.texts) > 1 else ""
    wait = "Le site ne peut pas se faire sans ce fichier : il attend une relecture."
    message = (
        f"On lit ici le nom, le lien ou le téléphone de {places}, dont l'adresse est confidentielle. "
        f"{wait if reading.blocking else f'Ce fichier n’est pas publié{more} avant une relecture.'}"
    )
    return Problem(reading.key, 1, "", "", message, rereading_remedy(reading), ERROR if reading.blocking else WARNING)
