"""The booklets of a site: one a commune, A5 and large print, tagged PDF; and the cards of the emergency numbers.

Made only by ``ctg construire --livrets``: each takes as long as fifteen pages. They are written before the pages, which give
their weight. ``ctg document livret`` makes one for any choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ctg import api
from ctg_livrets import subjects
from ctg_livrets.booklet import CARDS, EDITIONS, cards, make

FOLDER = "livrets"


def made(render: api.Renderer) -> Iterator[api.Booklet]:
    """Every booklet of the site, in each edition."""
    yield api.Booklet(api.Asset(f"{FOLDER}/cartes-urgence.pdf", partial(cards, render)), CARDS, (api.EMERGENCY_PATH,))
    for commune in render.catalogue.all(api.Commune):
        for edition in EDITIONS:
            path = f"{FOLDER}/{commune.key}{edition.suffix}.pdf"
            yield api.Booklet(api.Asset(path, partial(_bytes, render, commune, edition.id)), edition.label, (f"{commune.key}/",))


def _bytes(render: api.Renderer, commune: api.Commune, edition: str) -> bytes:
    return make(render, subjects.commune(render, commune), edition)
