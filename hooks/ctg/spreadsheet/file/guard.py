"""Is a workbook safe to open? A few kilobytes can unzip to terabytes, or hide entities that multiply."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from ctg.spreadsheet.columns import TableError

MAX_BYTES = 100_000_000
"""Unzipped, all parts together; a territory's workbook is under 2 MB."""

LOCKED = ("Ce fichier est protégé par un mot de passe.", "Enregistrez-le sans mot de passe, puis recommencez.")


def bounded_copy(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The archive again, without macros nor pictures, and its XML parts by name.

    Sizes are counted while unzipping: what the archive says of itself may be false. Raises :class:`TableError`.
    """
    parts: dict[str, bytes] = {}
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for item in archive.infolist():
                if item.filename == "mimetype" or item.filename.endswith((".xml", ".rels")):
                    with archive.open(item) as part:
                        parts[item.filename] = part.read(left + 1)
                    left -= len(parts[item.filename])
                    if left < 0:
                        raise TableError(
                            f"Ce fichier devient énorme une fois ouvert (plus de {MAX_BYTES // 1_000_000} Mo).",
                            "Ne l'ouvrez pas s'il vient d'un inconnu ; sinon, copiez le tableau dans un classeur neuf.",
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise TableError(*LOCKED)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise TableError(*LOCKED)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, kept in parts.items():
            archive.writestr(name, kept)
    return copy.getvalue(), parts


def parse_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed handlers with local names of elements. A document type, which could define bombs, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_args: object) -> None:
        raise TableError("Ce fichier n'est pas un classeur ordinaire.", "Copiez le tableau dans un classeur neuf.")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")
