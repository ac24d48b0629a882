"""The pictures that records name, in ``data/images/``: there, readable, light enough, and without anything that acts.

A drawing is remade by :mod:`ctg.checking.svg`; here, what that would leave out is refused: a logo is on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from ctg.checking import svg
from ctg.common.files import OddFile, read_plain
from ctg.common.problems import WARNING, Location, Problem, nearest, shown
from ctg.model.allure import PictureFile
from ctg.model.fields import Part
from ctg.model.record import Record
from ctg.model.territory import Territoire
from ctg.reading.sheet import Sheet

FOLDER = "data/images"
MOST, MOST_PIXELS = 8_000_000, 50_000_000
"""Bytes of a file, pixels of a photograph."""
FORMATS = ("JPEG", "PNG", "WEBP")
SAVE = "Enregistrez-la en .jpg, en .png ou en .webp."
SMALLER = "Réduisez-la à 2 000 pixels de large, puis enregistrez-la de nouveau."
NEVER_READ = "Supprimez-la, ou nommez-la dans une fiche : « photo: {fichier: …, credit: …, alternative: …} »."


class Unfit(Exception):
    """A picture cannot be published: (what is wrong, how to mend it), in French."""


def check_pictures(
    root: Path, checked: Iterable[tuple[Part, Sheet]], whole: bool
) -> tuple[dict[str, PictureFile], list[Problem]]:
    """The pictures that are fit, by their names, and every problem of those that parts name; of those that nobody does too, when
    the ``whole`` of the files could be read."""
    found: dict[str, PictureFile] = {}
    problems, named = [], set()
    for part, sheet in checked:
        for where, name, may_be_drawn in _named(part):
            named.add(name)
            try:
                found[name] = _looked_at(root, name, may_be_drawn)
            except Unfit as unfit:
                problems.append(sheet.problem(where, *unfit.args))
    for name in sorted(_there(root) - named) if whole else ():
        told = "Aucune fiche ne demande cette image : elle n'est pas publiée."
        problems.append(Problem(f"{FOLDER}/{name}", 1, "", "", told, NEVER_READ, WARNING))
    return found, problems


def _named(part: Part) -> Iterator[tuple[Location, str, bool]]:
    """(where it is written, the name, whether it may be a drawing) of each picture of a part."""
    if isinstance(part, Territoire):
        if logo := part.allure.logo:
            names = (("clair", logo.clair), ("sombre", logo.sombre))
            yield from ((("allure", "logo", field), name, True) for field, name in names if name)
        if part.allure.image:
            yield ("allure", "image", "fichier"), part.allure.image.fichier, True
    elif isinstance(part, Record) and part.photograph:
        yield ("photo", "fichier"), part.photograph.fichier, False


def _there(root: Path) -> set[str]:
    return {path.name for path in (root / FOLDER).glob("*.*") if path.suffix in (".svg", ".png", ".jpg", ".jpeg", ".webp")}


def _looked_at(root: Path, name: str, may_be_drawn: bool) -> PictureFile:
    path = root / FOLDER / name
    if path.is_file() and (size := path.stat().st_size) > MOST:
        weight = f"{size / 1_000_000:.1f}".replace(".", ",")
        raise Unfit(f"Cette image est trop lourde : {weight} Mo, et {MOST // 1_000_000} Mo au plus.", SMALLER)
    try:
        content = read_plain(path, root, MOST)
    except FileNotFoundError:
        near = nearest(name, _there(root))
        remedy = f"Vouliez-vous écrire « {near} » ?" if near else f"Mettez-la dans {FOLDER}/, ou corrigez son nom."
        raise Unfit(f"« {shown(name)} » n'est pas dans {FOLDER}/.", remedy) from None
    except OddFile as odd:
        raise Unfit(odd.message, odd.remedy) from None
    return PictureFile(name, *(_drawn(content, may_be_drawn) if name.endswith(svg.SUFFIX) else _size(content)))


def _drawn(content: bytes, may_be: bool) -> tuple[int, int]:
    if not may_be:
        raise Unfit("Une photographie n'est pas un dessin .svg.", SAVE)
    try:
        _, left_out = svg.remade(content)
        size = svg.size(content)
    except svg.NotDrawn as refused:
        raise Unfit(str(refused), svg.PLAIN) from None
    if left_out:
        line, message = left_out[0]
        raise Unfit(f"{message[:-1]}, à sa ligne {line} : il ne peut pas être sur toutes les pages.", svg.PLAIN)
    if not size:
        raise Unfit("Ce dessin ne dit pas sa taille (« viewBox »).", svg.PLAIN)
    return size


def _size(content: bytes) -> tuple[int, int]:
    """Width and height, as it is seen: a telephone may note that it was turned."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise Unfit("Cette image a trop de pixels.", SMALLER)
            image.load()
            turned = image.getexif().get(0x0112, 1) >= 5
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unfit("Ce fichier n'est pas une image, ou il est abîmé.", SAVE) from None
    return (height, width) if turned else (width, height)
