"""The booklets of a site: one a commune, A5 and large print, tagged PDF; and the cards of the emergency numbers.

Made only by ``ctg construire --livrets``: each takes as long as fifteen pages. They are written before the pages, which give
their weight. ``ctg document livret`` makes one for any choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ctg.api import EMERGENCY_PATH, Asset, Booklet, Commune, Renderer
from ctg_imprimes import subjects
from ctg_imprimes.booklet import CARDS, EDITIONS, cards, make

FOLDER = "livrets"


def made(render: Renderer) -> Iterator[Booklet]:
    """Every booklet of the site, in each edition."""
    yield Booklet(Asset(f"{FOLDER}/cartes-urgence.pdf", partial(cards, render)), CARDS, (EMERGENCY_PATH,))
    for commune in render.catalogue.all(Commune):
        for edition in EDITIONS:
            path = f"{FOLDER}/{commune.key}{edition.suffix}.pdf"
            yield Booklet(Asset(path, partial(_bytes, render, commune, edition.id)), edition.label, (f"{commune.key}/",))


def _bytes(render: Renderer, commune: Commune, edition: str) -> bytes:
    return make(render, subjects.commune(render, commune), edition)
