"""Pictures in SVG for pages: drawings, QR codes, Material's pictograms. Sole importer of ``zxingcpp``.

A drawing gives its widths in percent and its heights in pixels, so that it fills a telephone or a wide page while its letters
keep one size; its colours are classes. ElementTree escapes every text and attribute; no ``style`` is ever written."""

import io
import re
from functools import lru_cache
from xml.etree import ElementTree as ET

import zxingcpp
from markupsafe import Markup
from PIL import Image

from ctg.common.phrases import typography
from ctg.model.vocabulary import ICONS

MASK = 3
"""The mask of the QR code. Any of the eight is valid (ISO/IEC 18004, § 7.8); choosing among them takes seven times as long."""
_DARK = re.compile(rb"\x00+")


def qr_of_page(address: str, title: str) -> tuple[Markup, str] | None:
    """(QR code, what one types) of the whole address of a page, for its print; None while the site does not know its own."""
    return (qr(address, f"Code QR vers la page « {title} »"), typed_address(address)) if address else None


def qr(address: str, name: str) -> Markup:
    """A QR code as inline SVG, black on white, with the quiet zone of four modules; ``name`` is read by screen readers."""
    whole = _qr_image(address)
    side = whole.height
    svg = Markup('<svg role="img" aria-label="{}" viewBox="0 0 {side} {side}" class="qr">').format(name, side=side)
    white = f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
    return svg + Markup(f'{white}<path class="qrline" stroke="#000" d="{_dark_modules(whole)}"/></svg>')


def _dark_modules(whole: Image.Image) -> str:
    """The dark modules as one path, each run from the end of the one before."""
    steps: list[str] = []
    x, y, width = 0, 0, whole.width
    for run in _DARK.finditer(whole.tobytes()):  # of one row: each ends by its white modules
        start, end = run.span()
        rank, first = divmod(start, width)
        length = end - start
        steps.append(f"m{first - x} {rank - y}h{length}" if steps else f"M{first} {rank}.5h{length}")
        x, y = first + length, rank
    return "".join(steps)


@lru_cache(maxsize=2000)
def qr_png(address: str) -> bytes:
    """A QR code as PNG, one pixel a module, for PDF documents, which repeat dozens of them."""
    found = io.BytesIO()
    _qr_image(address).convert("1").save(found, "PNG")
    return found.getvalue()


def _qr_image(address: str) -> Image.Image:
    """A QR code as an image, one pixel a module, 0 when dark, with its quiet zone of four modules (ISO/IEC 18004, § 9.1)."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", dataMask=MASK)
    return Image.fromarray(code.to_image())


def typed_address(address: str) -> str:
    """An address as someone types it: « familles.exemple.fr/structures/les-lutins »."""
    return re.sub(r"^https?://", "", address).rstrip("/")


@lru_cache
def icon(name: str) -> Markup:
    """A pictogram of Material's set, as inline SVG, hidden from assistive technology: words say it too."""
    svg = (ICONS / f"{name}.svg").read_text("utf-8")
    return Markup(svg.replace('<svg xmlns="http://www.w3.org/2000/svg" ', '<svg class="picto" aria-hidden="true" ', 1))


@lru_cache
def shared_icon(name: str) -> Markup:
    """A pictogram repeated in a page: a reference to one drawing, which the frame adds (:func:`symbols`)."""
    return Markup(f'<svg class="picto" aria-hidden="true"><use href="#{_mark(name)}"/></svg>')


def symbols(body: str) -> Markup:
    """The drawings that a page's HTML refers to by :func:`shared_icon`, each once, as SVG symbols."""
    pointed = (after.partition('"')[0] for after in body.split(f'<use href="#{_DRAWN}')[1:])
    return Markup("".join(map(_symbol, dict.fromkeys(pointed))))


_DRAWN = "picto-"


@lru_cache
def _symbol(mark: str) -> str:
    svg = (ICONS / f"{mark.replace('.', '/')}.svg").read_text("utf-8")
    return re.sub(r"<svg [^>]*viewBox", f'<symbol id="{_DRAWN}{mark}" viewBox', svg).replace("</svg>", "</symbol>")


def _mark(name: str) -> str:
    """The identifier of a drawing: a name of XML has no slash, and no pictogram's name has a dot."""
    return f"{_DRAWN}{name.replace('/', '.')}"


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
    """Add a text whose baseline is at ``y`` (pixels), centred on ``x`` (percent) unless it would leave the drawing."""
    anchor = "start" if x < 8 else "end" if x > 92 else "middle"
    place = {"class": kind, "x": percent(x), "y": pixels(y), "text-anchor": anchor}
    letters(svg, place, text)


def letters(parent: ET.Element, place: dict[str, str], text: str) -> None:
    """Add a text to an SVG element, with these attributes."""
    ET.SubElement(parent, "text", place).text = typography(text)


def rectangle(svg: ET.Element, width: float, height: int, kind: str = "", y: float = 0) -> None:
    """A bar from the left; ``y``: its top."""
    placed = {"class": kind, "y": pixels(y)} if kind else {}
    ET.SubElement(svg, "rect", {**placed, "width": percent(width), "height": str(height)})


def markup(svg: ET.Element) -> Markup:
    """The drawing as HTML, ready for a page."""
    return Markup(ET.tostring(svg, encoding="unicode"))


def percent(value: float) -> str:
    return f"{value:.2f}%"


def pixels(value: float) -> str:
    return f"{value:.1f}"
