"""« Ce que l'on sait, ce que l'on ne sait pas, à qui le demander »."""

from __future__ import annotations

import datetime as dt

import lxml.html
import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer
from ctg.plan import action_pages
from territoires import convention as own_convention

AXES = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/axes/b.yml": "numero: B\ntitre: Animer\ncadre: offre\n",
    "data/cadres/offre.yml": "titre: Offre d'emploi\nnature: missions\n",
}
TOLD = "objectif: O\netats:\n  - etat: en-cours\n"


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


def body(render: Renderer) -> lxml.html.HtmlElement:
    (page,) = action_pages.known_page(render)
    return lxml.html.fromstring(page.body)


def text(element) -> str:
    return " ".join(element.text_content().split()).replace("\u202f", " ")


def test_actions_of_which_little_is_known_are_lines_under_their_axis(render):
    page = body(render({"a1": "description: Un guide.\n", "a2": TOLD, "b1": ""}))
    assert [text(line) for line in page.xpath("//li[@class='action']")] == [
        "Action A1 Action a1 Un guide.",
        "Action B1 Action b1",
    ]
    assert page.xpath("//li[@class='action']/@id") == ["action-a1", "action-b1"]
    said = text(page)
    assert "La convention compte 1 axe et 2 actions. Offre d’emploi : 1 axe et 1 action." in said
    assert said.index("Action a1") < said.index("Rien ne dit que la convention contient cet axe") < said.index("Action b1")
    assert said.count("Porteur : Mairie.") == 1


def test_what_they_do_not_say_is_counted_once(render):
    one = render({"a1": "publics: tous\n", "a2": ""})
    assert action_pages.missing_facts(one.catalogue.all(Action))[:3] == ["l’avancement", "l’objectif", "les publics (1 sur 2)"]
    assert "les publics (1 sur 2)" in text(body(one))
    assert action_pages.missing_facts(()) == []


def test_what_is_not_public_is_here_and_who_may_know(render):
    said = text(body(render({}, "inconnus: [Le budget]", "contact: la coordination")))
    assert "Nous ne connaissons aucune action." in said
    assert said.index("Nous n’avons trouvé aucune source publique pour : Le budget") < said.index(
        "La coordination (Communauté de communes"
    )


def test_what_is_published_is_not_asked_for(render):
    one = render({"a1": ""}, "documents: [{titre: La convention, url: 'https://www.exemple.fr/ctg.pdf'}]")
    assert action_pages.PAPERS[0] not in action_pages.letter(one.catalogue)


def test_when_enough_is_known_of_every_action_the_page_is_not_offered(render):
    one = render({"a1": TOLD})
    (only,) = action_pages.known_page(one)
    assert not isinstance(only, Page)
    assert b"0; url=../actions/" in only.content
    assert action_pages.KNOWN.link not in one.environment.globals["PROJET"]
