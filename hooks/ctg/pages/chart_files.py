"""A chart as a file of its own, for a report or a slide: its title, what is drawn, its source.

It looks as on its page: the rules of its sheet become attributes, which any program reads. So does the plan of a booklet."""

from __future__ import annotations

import re
from functools import cache
from textwrap import wrap
from xml.etree import ElementTree as ET

from markupsafe import Markup

from ctg.common.files import published_file, read_plain
from ctg.common.phrases import typography
from ctg.pages.drawing import letters

WIDTH, EDGE = 720, 24
"""Pixels: the drawing, and what is empty around it."""
TITLE, NOTE = (20, 64), (15, 92)
"""Pixels of a letter, and how many of them hold on a line."""
SIZES = {"taille": "17px", "petit": "15px", "dessin": "13px"}
"""The tokens of ``jetons.css`` that charts ask for; a test holds them to it."""
ASKED = re.compile(r"var\(--([\w-]+)\)")


def picture(chart: Markup, title: str, note: str, colours: dict[str, str]) -> bytes:
    """An SVG of a chart of :mod:`ctg.pages.charts`; ``note``: its legend and source; ``colours``: those of the site, by role."""
    drawn = ET.fromstring(chart)
    dress(drawn, colours)
    above = _paragraph(title, TITLE, EDGE, {"fill": colours["texte"], "font-weight": "700"})
    top = EDGE + len(above) * TITLE[0] * 1.35
    drawn.attrib.update({"x": str(EDGE), "y": f"{top:.0f}", "width": str(WIDTH)})
    bottom = top + float(drawn.get("height", 0)) + EDGE / 2
    below = _paragraph(note, NOTE, bottom, {"fill": colours["texte-second"]})
    height = bottom + len(below) * NOTE[0] * 1.35 + EDGE
    whole = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH + 2 * EDGE), "height": f"{height:.0f}",
        "font-family": "Public Sans, Arial, sans-serif",
    })  # fmt: skip
    ET.SubElement(whole, "rect", {"width": "100%", "height": "100%", "fill": colours["fond"]})
    whole.extend([*above, drawn, *below])
    return ET.tostring(whole, encoding="utf-8", xml_declaration=True)


def dress(drawn: ET.Element, colours: dict[str, str]) -> None:
    """What the sheets declare of the classes of its shapes becomes their attributes."""
    tokens = SIZES | colours
    for element in drawn.iter():
        for name in element.attrib.pop("class", "").split():
            element.attrib.update((what, ASKED.sub(lambda asked: tokens[asked[1]], how)) for what, how in looks().get(name, ()))


def _paragraph(text: str, kind: tuple[int, int], top: float, look: dict[str, str]) -> list[ET.Element]:
    size, longest = kind
    parent = ET.Element("g")
    for rank, line in enumerate(wrap(typography(text), longest), 1):
        place = {"x": str(EDGE), "y": f"{top + rank * size * 1.35 - size * 0.35:.0f}", "font-size": f"{size}px"}
        letters(parent, place | look, line)
    return list(parent)


@cache
def looks() -> dict[str, tuple[tuple[str, str], ...]]:
    """Class of a shape → what its sheet declares of it, as attributes, with the names of tokens in it; « text »: the letters of
    a plan.
    """
    sheets = "".join(read_plain(published_file(None, f"assets/css/{name}.css")).decode() for name in ("projet", "fiche"))
    found = re.findall(r"^  (?:\.plan )?\.?((?:courbe|barres|plan)__[\w-]+|text) \{ ([^}]*) \}$", sheets, re.MULTILINE)
    return {name: tuple(re.findall(r"([\w-]+): ([^;]+);", body)) for name, body in found}
