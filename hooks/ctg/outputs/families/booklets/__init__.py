"""Booklets to take away: A5, tagged PDF, one a commune, a need, an age of life and a guided path, each in three editions.

Made only when the build is asked for them (``ctg construire --livrets``): each takes as long as fifteen pages. They are written
before the pages, which tell their weight. ``ctg document livret`` makes one for any choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ctg.analysis.ages import STAGES
from ctg.kinds import Commune, Parcours
from ctg.outputs.base.rendering import Booklet, Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.families import urgence
from ctg.outputs.families.booklets import about
from ctg.outputs.families.booklets.about import Topic
from ctg.outputs.families.booklets.editions import CARDS, EDITIONS, FLYER, cards, make

FOLDER = "livrets"
WITH_FLYER = (Commune.folder, Parcours.folder)


def made(render: Renderer) -> Iterator[Booklet]:
    """Every booklet of the site, each edition beside the ordinary one."""
    yield Booklet(Asset(f"{FOLDER}/cartes-urgence.pdf", partial(cards, render)), CARDS, (urgence.PATH,))
    for name, pages, subject in _subjects(render):
        for edition in (*EDITIONS, FLYER) if name.startswith(WITH_FLYER) else EDITIONS:
            path = f"{FOLDER}/{name}{edition.suffix}.pdf"
            yield Booklet(Asset(path, partial(_bytes, render, subject, edition.id)), edition.label, pages)


def _bytes(render: Renderer, subject: partial[Topic], edition: str) -> bytes:
    return make(render, subject(), edition)


def _subjects(render: Renderer) -> Iterable[tuple[str, tuple[str, ...], partial[Topic]]]:
    """(name, the pages that offer it, what makes its subject)."""
    catalogue = render.catalogue
    for commune in catalogue.all(Commune):
        yield commune.key, (f"{commune.key}/",), partial(about.commune, render, commune)
    for rubrique in catalogue.vocabulary.rubriques.values():
        yield f"besoins/{rubrique.id}", (f"trouver/{rubrique.id}/",), partial(about.need, render, rubrique)
    for id, (_, _, _, groups) in STAGES.items():
        yield f"ages/{id}", tuple(f"trouver/ages/{group}/" for group in groups), partial(about.age, render, id)
    for path in catalogue.all(Parcours):
        yield path.key, (f"{path.key}/",), partial(about.path, render, path)
