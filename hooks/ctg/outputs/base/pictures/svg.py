"""Inline SVG for pages: shapes in percent of the width and pixels of height, classes instead of colours.

Widths in percent let a drawing fill a telephone or a wide page while its letters keep one size.
ElementTree escapes every text and attribute; no ``style`` is ever written.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from markupsafe import Markup

from ctg.ground.phrases import typography


def drawing(kind: str, height: int, title: str = "", text: str = "", id: str = "") -> ET.Element:
    """An ``svg`` of that class and height: an image that says ``title`` and ``text``, or a decoration without them.

    ``id`` begins the identifiers that tie the words to the image: one a page.
    """
    svg = ET.Element("svg", {"class": kind, "width": "100%", "height": str(height), "focusable": "false"})
    if not title:
        svg.set("aria-hidden", "true")
        return svg
    svg.attrib |= {"role": "img", "aria-labelledby": f"{id}-titre", "aria-describedby": f"{id}-texte"}
    ET.SubElement(svg, "title", {"id": f"{id}-titre"}).text = typography(title)
    ET.SubElement(svg, "desc", {"id": f"{id}-texte"}).text = typography(text)
    return svg


def line(svg: ET.Element, kind: str, a: tuple[float, float], b: tuple[float, float]) -> None:
    """A segment between two points, each (percent, pixels)."""
    ET.SubElement(svg, "line", {"class": kind, "x1": percent(a[0]), "y1": pixels(a[1]), "x2": percent(b[0]), "y2": pixels(b[1])})


def dot(svg: ET.Element, kind: str, x: float, y: float, radius: int) -> None:
    """A disc."""
    ET.SubElement(svg, "circle", {"class": kind, "cx": percent(x), "cy": pixels(y), "r": str(radius)})


def diamond(svg: ET.Element, kind: str, x: float, y: float, radius: int) -> None:
    """A shape of fixed size at a place in percent: only an inner ``svg`` can be both."""
    inner = ET.SubElement(svg, "svg", {"class": kind, "x": percent(x), "y": pixels(y), "overflow": "visible"})
    ET.SubElement(inner, "path", {"d": f"M0-{radius} {radius} 0 0 {radius}-{radius} 0z"})


def write(svg: ET.Element, kind: str, text: str, x: float, y: float) -> None:
    """A text whose baseline is at ``y``, centred on ``x`` unless it would leave the drawing."""
    anchor = "start" if x < 8 else "end" if x > 92 else "middle"
    place = {"class": kind, "x": percent(x), "y": pixels(y), "text-anchor": anchor}
    letters(svg, place, text)


def letters(parent: ET.Element, place: dict[str, str], text: str) -> None:
    """A text, where these attributes put it."""
    ET.SubElement(parent, "text", place).text = typography(text)


def rectangle(svg: ET.Element, width: float, height: int, kind: str = "", y: float = 0) -> None:
    """A bar from the left; ``y``: its top."""
    placed = {"class": kind, "y": pixels(y)} if kind else {}
    ET.SubElement(svg, "rect", {**placed, "width": percent(width), "height": str(height)})


def markup(svg: ET.Element) -> Markup:
    """The drawing, ready for a page."""
    return Markup(ET.tostring(svg, encoding="unicode"))


def percent(value: float) -> str:
    return f"{value:.2f}%"


def pixels(value: float) -> str:
    return f"{value:.1f}"
