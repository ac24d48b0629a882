"""QR codes: the address of a page, to photograph on paper. Sole importer of ``zxingcpp``."""

from __future__ import annotations

import io
import re
from functools import lru_cache

import zxingcpp
from markupsafe import Markup
from PIL import Image

from ctg.kinds.territory.territoire import Territoire
from ctg.outputs.base.addresses import absolute

MASK = 3
"""The mask of the QR code. Any of the eight is valid (ISO/IEC 18004, § 7.8); choosing among them takes seven times as long."""
_DARK = re.compile(rb"\x00+")


def of_page(territoire: Territoire, path: str, title: str) -> tuple[Markup, str] | None:
    """(QR code, what one types) of the address of a page, for its print; None while the site does not know its own."""
    address = absolute(territoire, path)
    return (qr(address, f"Code QR vers la page « {title} »"), short(address)) if address else None


def qr(address: str, name: str) -> Markup:
    """An inline SVG: black on white, its quiet zone of four modules included, named for those who do not see it."""
    whole = _picture(address)
    side = whole.height
    svg = Markup('<svg role="img" aria-label="{}" viewBox="0 0 {side} {side}" class="qr">').format(name, side=side)
    white = f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
    return svg + Markup(f'{white}<path class="qrline" stroke="#000" d="{_drawn(whole)}"/></svg>')


def _drawn(whole: Image.Image) -> str:
    """The dark modules as one path, each run from the end of the one before."""
    steps: list[str] = []
    x = y = 0
    for run in _DARK.finditer(whole.tobytes()):  # of one row: each ends by its white modules
        start, end = run.span()
        rank, first = divmod(start, whole.width)
        length = end - start
        steps.append(f"m{first - x} {rank - y}h{length}" if steps else f"M{first} {rank}.5h{length}")
        x, y = first + length, rank
    return "".join(steps)


@lru_cache(maxsize=2000)
def pixels(address: str) -> bytes:
    """The same as a PNG, one pixel a module: a document repeats dozens of them."""
    found = io.BytesIO()
    _picture(address).convert("1").save(found, "PNG")
    return found.getvalue()


def _picture(address: str) -> Image.Image:
    """One pixel a module, 0 when it is dark, the four white ones around included (ISO/IEC 18004, § 9.1). Zint draws it."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", dataMask=MASK)
    return Image.fromarray(code.to_image())


def short(address: str) -> str:
    """What someone types: « familles.exemple.fr/structures/les-lutins »."""
    return re.sub(r"^https?://", "", address).rstrip("/")
