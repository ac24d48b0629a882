"""Pictures of ``data/images/`` as they are published: photographs made light, in three widths, without what they note of where
and when they were taken; logos and drawings made anew.

What is made is kept in ``.cache/images/``, by the digest of the file: the same file gives the same bytes."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps, __version__

from ctg.checking.pictures import FOLDER, SUFFIX, remade
from ctg.common.files import read_plain, write_atomically
from ctg.model import PictureFile
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Asset, SiteFiles
from ctg.pages.templates import TemplateWords
from ctg.reading.catalogue import Catalogue

WIDTHS = (360, 720, 1080)
"""Pixels; a picture that is narrower is not made larger."""
LIGHT = 40_000
"""Bytes of a picture at most."""
QUALITIES = (80, 70, 60, 50, 40, 30, 20, 10)
LOGO = 480
"""Pixels of the width of a logo at most."""
KEPT = ".cache/images"


@dataclass(frozen=True)
class ShownPicture:
    """A picture for a page: (address, width) of each size, the largest last, and its own width and height."""

    sizes: tuple[tuple[str, int], ...]
    width: int
    height: int

    @property
    def address(self) -> str:
        """The largest."""
        return self.sizes[-1][0]


def shown(one: PictureFile, widths: tuple[int, ...] = WIDTHS) -> ShownPicture:
    """Where a picture is published."""
    stem, _, suffix = one.name.rpartition(".")
    if f".{suffix}" == SUFFIX:
        return ShownPicture(((f"assets/images/{stem}.svg", one.width),), one.width, one.height)
    found = sorted({min(width, one.width) for width in widths})
    sizes = tuple((f"assets/images/{stem}-{width}.webp", width) for width in found)
    return ShownPicture(sizes, found[-1], max(1, round(one.height * found[-1] / one.width)))


def template_words(catalogue: Catalogue, _today: object) -> TemplateWords:
    """For templates: « image », from the name of a file; « logos », (for which palette, how it is shown) of each."""
    logo = catalogue.territoire.allure.logo
    named = (("clair", logo.clair), ("sombre", logo.sombre)) if logo else ()
    logos = [(palette, shown(catalogue.pictures[name], (LOGO,))) for palette, name in named if name]
    return TemplateWords({}, {"image": lambda name: shown(catalogue.pictures[name]), "logos": logos})


def files(render: Renderer) -> SiteFiles:
    """Every picture that a page shows, in its sizes."""
    catalogue, root = render.catalogue, render.root
    if root is None:
        return
    logo = catalogue.territoire.allure.logo
    logos = {name for name in (logo.clair, logo.sombre) if name} if logo else set()
    owners = chain(catalogue.outside, *catalogue.records.values())
    pictures = (catalogue.territoire.allure.image, *(one.photograph for one in owners))
    photos = {picture.fichier for picture in pictures if picture}
    for name, widths in sorted({**dict.fromkeys(photos, WIDTHS), **dict.fromkeys(logos, (LOGO,))}.items()):
        yield from _published(root, catalogue.pictures[name], widths)


def _published(root: Path, one: PictureFile, widths: tuple[int, ...]) -> Iterator[Asset]:
    path = root / FOLDER / one.name
    for address, width in shown(one, widths).sizes:
        if one.name.endswith(SUFFIX):
            yield Asset(address, lambda: remade(read_plain(path, root))[0])
        else:
            yield Asset(address, partial(_light, root, path, width))


def _light(root: Path, path: Path, width: int) -> bytes:
    """A photograph of that width, kept from one build to the next."""
    content = read_plain(path, root)
    kept = root / KEPT / f"{hashlib.sha256(content).hexdigest()[:24]}-{width}-{__version__}.webp"
    with suppress(OSError):
        return read_plain(kept, root)
    made = lightened(content, width)
    with suppress(OSError):  # a project that cannot be written is made all the same
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, made)
    return made


def lightened(content: bytes, width: int) -> bytes:
    """The picture of a file as WebP of that width, :data:`LIGHT` bytes at most: its pixels, and nothing else of the file."""
    with Image.open(BytesIO(content)) as source:
        turned = ImageOps.exif_transpose(source)
        image = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    for blur in (0, 1, 2, 4, 8, 16):
        for quality in QUALITIES if not blur else QUALITIES[-1:]:
            made = _as_webp(image.filter(ImageFilter.GaussianBlur(blur)) if blur else image, quality)
            if len(made) <= LIGHT:
                return made
    return made


def _as_webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=6, exact=False)
    return out.getvalue()
