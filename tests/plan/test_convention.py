"""The first page of the project: what is known of the convention, said at the right time."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.pages.files import section_pages
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages
from territoires import convention as convention_with

KNOWN = {"b1": "etats:\n  - etat: en-cours\nobjectif: Un guide.\n"}
"""An action of which enough is known."""


@pytest.fixture
def body(project):
    """``body("fin: 2026\\n")`` → the page, with these lines added to the convention.

    ``axes``, ``actions``: identifier → what its sheet says besides its title.
    """

    def make(
        lines: str = "",
        today: dt.date = dt.date(2026, 11, 25),
        axes: dict[str, str] | None = None,
        actions: dict[str, str] | None = None,
    ) -> str:
        sheets = {f"data/axes/{id}.yml": f"numero: {id}\ntitre: Titre {id}\n{more}" for id, more in (axes or {}).items()}
        sheets |= {
            f"data/actions/{id}.yml": f"titre: Action {id}\naxe: {id[0]}\nporteurs: [Mairie]\n{more}"
            for id, more in (actions or {}).items()
        }
        frame = {"data/cadres/missions.yml": "titre: Missions (offre d'emploi, 2025)\nnature: missions\n"} if axes else {}
        root = project(sheets | frame | {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"})
        with (root / "data/cadres/ctg.yml").open("a", encoding="utf-8") as file:
            file.write(lines)
        return next(iter(framework_pages.convention_page(Renderer(load(root), today)))).body.replace("\u00a0", " ")

    return make


def test_the_doors_open_every_page_of_the_section_that_has_something_to_show(body, project):
    page = body()
    doors = page[page.index("Dans ces pages") : page.index("Les axes")]
    pages = section_pages(load(project()), dt.date(2026, 11, 25))[1:]
    assert [doors.count(f'href="{page.path.removeprefix("ctg/")}"') for page in pages] == [1] * len(pages)
    assert "bilans/" not in page


def test_axes_stand_under_the_framework_that_they_belong_to(body):
    page = body(axes={"a": "", "b": "cadre: missions\n"}, actions=KNOWN)
    own, other = page.index(">Les axes</h2>"), page.index("<summary>Missions (offre d’emploi, 2025)</summary>")
    origin = page.index("Rien ne dit que la convention contient cet axe")
    assert own < page.index("Titre a") < other < origin < page.index("Titre b")


def test_the_convention_has_no_empty_list_of_axes_above_those_of_others(body):
    assert "Les axes ne sont pas renseignés." in body()
    assert "Les axes</h2>" not in body(axes={"b": "cadre: missions\n"}, actions=KNOWN)


def test_what_little_is_known_of_leaves_its_place_to_a_sentence(body):
    page = body(axes={"b": "cadre: missions\n"}, actions={"b1": "description: Un guide.\n"})
    assert "Titre b" not in page
    assert "Missions (offre d’emploi, 2025) : 1 axe et 1 action." in page
    assert page.count('href="ce-que-l-on-sait/"') == 3  # the menu, the door, the sentence


def test_a_convention_may_last_one_day(project):
    own = convention_with("debut: 2026-03-01", "fin: 2026-03-01")
    assert load(project(own)).convention.fin.latest == dt.date(2026, 3, 1)
