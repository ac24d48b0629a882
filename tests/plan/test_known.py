"""What nobody published, and the letter that asks for it."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages
from territoires import convention as own_convention

AXES = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/axes/b.yml": "numero: B\ntitre: Animer\ncadre: offre\n",
    "data/cadres/offre.yml": "titre: Offre d'emploi\nnature: missions\n",
}


@pytest.fixture
def render(project):
    """``render({"a1": "…"}, "inconnus: [Le budget]")`` → a renderer of the small territory with these actions."""

    def make(actions: dict[str, str], *convention: str) -> Renderer:
        sheets = {
            f"data/actions/{id}.yml": f"titre: Action {id}\naxe: {id[0]}\nporteurs: [Mairie]\n{more}"
            for id, more in actions.items()
        }
        return Renderer(load(project(AXES | sheets | own_convention(*convention))), dt.date(2026, 11, 25))

    return make


def test_what_is_published_is_not_asked_for(render):
    one = render({"a1": ""}, "documents: [{titre: La convention, url: 'https://www.exemple.fr/ctg.pdf'}]")
    assert framework_pages.PAPERS[0] not in framework_pages.letter(one.catalogue)
