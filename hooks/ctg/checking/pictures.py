"""Pictures: the SVG drawings of ``docs/`` or ``overrides/``, refused unless all that they hold draws (shapes, text, gradients,
filters); and those that records name, in ``data/images/``: there, readable, light enough, and without anything that acts.

An SVG is a document: opened alone, on a host that sets no header, it may run scripts and ask other sites for styles, fonts and
pictures. Only the elements and attributes of these lists may be there, each value checked, and what a drawing program notes for
itself in names of its own; an error gives the line of each thing that could act.
Sources: SVG 2, https://www.w3.org/TR/SVG2/; the safe list of the HTML Sanitizer API.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from PIL import Image

from ctg.checking.folders import clothing, published
from ctg.common.files import CLOTHES, OWN_CLOTHES, OddFile, read_plain
from ctg.common.problems import ERROR, WARNING, Location, Problem, Problems, nearest, shown
from ctg.model import PictureFile, Record
from ctg.model.fields import Part
from ctg.model.territory import Territoire
from ctg.reading.sheet import Sheet

SUFFIX = ".svg"
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = frozenset({
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
    "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA",
    "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
    "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "g", "image", "line", "linearGradient", "marker",
    "mask", "metadata", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "symbol",
    "text", "textPath", "title", "tspan", "use",
})  # fmt: skip
"""What is drawn, and what says how. Neither links, nor animations (they may change an address), nor what holds HTML."""
ADDRESSES = {"href", XLINK}
BASE = "{http://www.w3.org/XML/1998/namespace}base"
"""Where addresses would start from."""
INSIDE = re.compile(r"#[^\s\"'()]+|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
"""Where an address may lead: to a part of the same drawing, or to a photograph that the file itself holds."""
URL = re.compile(r"url\(\s*([\"']?)#[\w.:-]+\1\s*\)", re.IGNORECASE)
"""The only call of an address that a style may make: a gradient or a filter of the same drawing."""
FETCHES = re.compile(r"url\s*\(|image-set|\bimage\s*\(|cross-fade|src\s*\(|@|\\|:\s*//|javascript:|expression|<", re.IGNORECASE)
"""What may ask for another file in a style, or hide that it does (an escape)."""
PLAIN = "Enregistrez-le en « SVG simple » dans votre logiciel de dessin, ou en .png."


class DrawingFault(NamedTuple):
    """Something of the file that could act."""

    line: int
    message: str


class NotDrawn(Exception):
    """The file is no drawing that can be read; the message says why, ``line`` where."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def check_drawings(root: Path) -> Problems:
    """An error for each drawing of the project at ``root`` that cannot be read, and for each thing in one that could act."""
    own = root / OWN_CLOTHES
    paths = [*published(root / "docs"), *(clothing(own, root) if own.resolve() != CLOTHES else ())]
    for path in (path for path in paths if path.suffix.lower() == SUFFIX):
        name = path.relative_to(root).as_posix()
        try:
            _, faults = remade(read_plain(path, root))
        except NotDrawn as refused:
            faults = [DrawingFault(refused.line, str(refused))]
        yield from (Problem(name, line, "", "", message, PLAIN, ERROR) for line, message in faults)


def remade(content: bytes) -> tuple[bytes, list[DrawingFault]]:
    """The drawing as it is published, without comments nor instructions, and what in it could act: nobody publishes it then.

    Raises :class:`NotDrawn` for what is not a well-formed SVG, or declares entities.
    """
    if declared := re.search(rb"<!ENTITY", content, re.IGNORECASE):
        raise NotDrawn("Ce dessin déclare des raccourcis (« ENTITY »).", content.count(b"\n", 0, declared.start()) + 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NotDrawn("Ce dessin ne se lit pas : ce n'est pas du SVG bien formé.", error.lineno or 1) from None
    if root.tag != f"{{{SVG}}}svg":
        raise NotDrawn("Ce fichier n'est pas un dessin SVG.")
    faults: list[DrawingFault] = []
    if instruction := re.search(rb"<\?xml-stylesheet", content):
        line = content.count(b"\n", 0, instruction.start()) + 1
        faults.append(DrawingFault(line, "Ce dessin demande une feuille de style."))
    for element in root.iter(etree.Element):
        faults += (DrawingFault(element.sourceline or 1, message) for message in _acting(element))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", faults


def drawn_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a drawing, in its own units; None when it does not say them."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    box = root.get("viewBox", "").replace(",", " ").split()
    found = box[2:] if len(box) == 4 else [root.get(side, "").removesuffix("px") for side in ("width", "height")]
    try:
        width, height = (round(float(side)) for side in found)
    except (ValueError, OverflowError):
        return None
    return (width, height) if width > 0 and height > 0 else None


def _acting(element: etree._Element) -> Iterator[str]:
    """What in an element could act, itself or its attributes."""
    space, _, name = element.tag.rpartition("}")
    if space == "{http://www.w3.org/1999/xhtml":
        yield f"Ce dessin contient du HTML (« {shown(name)} »)."
    elif space == f"{{{SVG}" and name not in ELEMENTS:
        yield f"« {shown(name)} » n'a pas sa place dans un dessin."
    elif name == "style" and FETCHES.search(URL.sub("", "".join(element.itertext()))):
        yield "Un style de ce dessin demande un autre fichier."
    for name, value in element.attrib.items():
        if name in ADDRESSES:
            if not INSIDE.fullmatch(value.strip()):
                yield f"Ce dessin demande « {shown(value)} »."
        elif name == BASE or name.lower().startswith("on"):
            yield f"« {shown(name)} » ferait agir ce dessin."
        elif not name.startswith("{") and FETCHES.search(URL.sub("", value)):
            yield f"« {shown(name)} » demande un autre fichier."


# --- those that records name ---------------------------------------------------------------------


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
    return PictureFile(name, *(_drawn(content, may_be_drawn) if name.endswith(SUFFIX) else _size(content)))


def _drawn(content: bytes, may_be: bool) -> tuple[int, int]:
    if not may_be:
        raise Unfit("Une photographie n'est pas un dessin .svg.", SAVE)
    try:
        _, faults = remade(content)
        size = drawn_size(content)
    except NotDrawn as refused:
        raise Unfit(str(refused), PLAIN) from None
    if faults:
        line, message = faults[0]
        raise Unfit(f"{message[:-1]}, à sa ligne {line} : il ne peut pas être sur toutes les pages.", PLAIN)
    if not size:
        raise Unfit("Ce dessin ne dit pas sa taille (« viewBox »).", PLAIN)
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
