"""The drawing that a territory may give of itself: ``data/dessin.svg``, in place of the one made from the outlines.

It comes from anywhere, and may hold scripts, links and fonts. It is made anew from lists of elements and attributes, each
value checked; nothing else of the file goes further, and what is not of the lists is refused on its line.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml import sax
from xml.etree import ElementTree as ET
from xml.sax.xmlreader import AttributesImpl, Locator

from ctg.ground.files import OddFile, read_plain
from ctg.ground.problems import Problem, shown
from ctg.sheets.source import odd

FILE = "data/dessin.svg"
MOST = 60_000
"""Bytes: it comes with the home page, on any network."""
ID = "dessin"
"""What a page uses of the file: ``<use href="…/dessin.svg#dessin">``."""

_NUMBER = r"[-+]?(\d{1,6}(\.\d{0,9})?|\.\d{1,9})"
_INK = "none|currentColor"
_VALUES = {
    "d": r"[MmLlHhVvCcSsQqTtAaZzEe\d\s,.+-]*",
    "points": r"[Ee\d\s,.+-]*",
    "transform": r"\s*((matrix|translate|scale|rotate|skewX|skewY)\([Ee\d\s,.+-]*\)[\s,]*)*",
    "fill": _INK,
    "stroke": _INK,
    "fill-rule": "nonzero|evenodd",
    "font-weight": r"normal|bold|[1-9]00",
    "stroke-dasharray": r"none|[\d\s,.]+",
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel",
    "text-anchor": "start|middle|end",
} | dict.fromkeys(
    ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "font-size", "opacity",
     "fill-opacity", "stroke-opacity", "stroke-width"), _NUMBER,
)  # fmt: skip
"""What each attribute may say, as SVG 2 writes it; colours are the page's own, so that both palettes are read."""
_SHAPES = ("circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "text", "tspan")
_LEFT_OUT = {"desc", "metadata", "title"}
"""Elements that say nothing to the eye: left out with what they hold."""
_IDLE = {"class", "id", "version", "xmlns", "xml:space"}
_BOX = re.compile(rf"\s*{_NUMBER}[\s,]+{_NUMBER}[\s,]+(?P<width>{_NUMBER})[\s,]+(?P<height>{_NUMBER})\s*")
_DOCTYPE = re.compile(rb"<!(?!--)|<\?(?!xml\s)")
"""Entities, documents included, instructions to programs: nothing of a drawing."""


def load_drawing(root: Path) -> tuple[ET.Element | None, list[Problem]]:
    """The drawing of the project at ``root``, a whole ``svg`` whose only child is the group :data:`ID`; None without a file,
    or with everything that forbids to use it."""
    path = root / FILE
    try:
        content = read_plain(path, root, MOST)
    except FileNotFoundError:
        return None, []
    except OddFile as error:
        return None, [odd(error, root)]
    if found := _DOCTYPE.search(content):
        return None, [_problem(content.count(b"\n", 0, found.start()) + 1, "Ce dessin contient une déclaration.", PLAIN)]
    reader = _Rebuilder()
    try:
        sax.parseString(content, reader)
    except (sax.SAXParseException, UnicodeError, LookupError) as error:
        line = (error.getLineNumber() if isinstance(error, sax.SAXParseException) else 1) or 1
        return None, [_problem(line, "Ce dessin ne se lit pas : ce n'est pas du SVG bien formé.", PLAIN)]
    return (None, reader.problems) if reader.problems else (reader.builder.close(), [])


PLAIN = "Dans votre logiciel de dessin, enregistrez-le en « SVG simple », sans texte ni image liés."


def _problem(line: int, message: str, remedy: str) -> Problem:
    return Problem(FILE, line, "", "", message, remedy)


class _Rebuilder(sax.ContentHandler):
    """Reads a drawing and makes it anew; ``problems`` fills up on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.locator: Locator | None = None
        self.problems: list[Problem] = []
        self.depth = 0
        self.silent = 0
        """How deep in an element that is left out; 0 outside of any."""
        self.letters = 0
        self.builder = ET.TreeBuilder()

    def setDocumentLocator(self, locator: Locator) -> None:
        self.locator = locator

    def tell(self, message: str, remedy: str) -> None:
        line = self.locator.getLineNumber() if self.locator else None
        self.problems.append(_problem(line or 1, message, remedy))

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.depth += 1
        if self.silent or name in _LEFT_OUT:
            self.silent += 1
        elif self.depth == 1:
            self._root(name, attrs)
        elif name not in _SHAPES:
            self.silent += 1
            self.tell(f"« {shown(name)} » n'a pas sa place dans ce dessin.", f"Gardez des formes simples : {', '.join(_SHAPES)}.")
        else:
            self.letters += name in ("text", "tspan")
            words = {"fill": "currentColor", "stroke": "none"} if name == "text" else {}
            self.builder.start(name, words | self._checked(attrs))

    def endElement(self, name: str) -> None:
        self.depth -= 1
        if self.silent:
            self.silent -= 1
            return
        if self.depth == 0:
            self.builder.end("g")
            self.builder.end("svg")
            return
        self.letters -= name in ("text", "tspan")
        self.builder.end(name)

    def characters(self, content: str) -> None:
        if self.letters and not self.silent:
            self.builder.data(" ".join(content.split()) if not content.strip() else content)

    def _root(self, name: str, attrs: AttributesImpl) -> None:
        box = _BOX.fullmatch(attrs.get("viewBox", ""))
        if name != "svg":
            self.tell("Ce fichier n'est pas un dessin SVG.", PLAIN)
        elif not box or float(box["width"]) < 1 or float(box["height"]) < 1:
            self.tell("Ce dessin ne dit pas sa taille.", 'Écrivez-la dans la balise svg : viewBox="0 0 640 480".')
        known = {name: value for name, value in attrs.items() if name not in {"viewBox", "width", "height"}}
        self.builder.start("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": attrs.get("viewBox", "")})
        self.builder.start("g", {"id": ID, "fill": "none", "stroke": "currentColor"} | self._checked(known))

    def _checked(self, attrs: AttributesImpl | dict[str, str]) -> dict[str, str]:
        """The attributes that serve, in a stable order; what is wrong is told."""
        kept = {}
        for name, value in sorted(attrs.items()):
            if name in _IDLE or name.startswith("xmlns:"):
                continue
            if name not in _VALUES:
                self.tell(f"« {shown(name)} » n'est pas repris dans ce dessin.", PLAIN)
            elif re.fullmatch(_VALUES[name], value):
                kept[name] = value
            elif _VALUES[name] == _INK:
                self.tell(
                    f"La couleur « {shown(value)} » ne se lirait pas en clair et en sombre.",
                    "Écrivez « currentColor », la couleur de la page, ou « none ».",
                )
            else:
                self.tell(f"« {shown(value)} » ne convient pas à « {name} ».", "Écrivez un nombre sans unité, ou un tracé SVG.")
        return kept
