"""« ? »: each screen opens the guide at its part, served by the form alone."""

import re

import pytest

from ctg import api
from ctg.common.files import PACKAGE
from ctg_formulaire.opened import FOLDER
from ctg_formulaire.web import ABOUT, guides, part_about, shown

ALONE = {"cadre", "aide", "refus", "ferme", "fiche"}
"""The frame, the guide, what says that there is no screen, or that it is closed, and the form, whose part is that of its kind."""


def test_the_guide_has_a_part_about_each_screen_and_about_no_other():
    paths = PACKAGE.parent.glob("ctg_*/templates/formulaire/[a-z]*.html")
    screens = {path.stem for path in paths} - ALONE | {*api.KIND_OF, FOLDER, "serveur"}
    told = " ".join(line for text in guides().values() for line in ABOUT.findall(text)).split()
    assert sorted(told) == sorted(screens), "<!-- écrans : … -->, au-dessus de la partie du guide"
    for screen in screens:
        html, _ = shown(part_about(screen).split("/")[1])
        assert re.search(rf'<span id="{screen}"></span>(?:<span[^>]*></span>|</?p>|\s)*<h2', html), screen


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/", "aide/coordinatrice/#appeler"),
        ("/structures/ecureuils/", "aide/coordinatrice/#structures"),
        ("/bilans/", "aide/convention/#bilans"),
        ("/rien/", "aide/coordinatrice/"),
    ],
)
def test_a_screen_leads_to_its_part_of_the_guide(still, address, part):
    (asked,) = re.findall(r'href="(/aide/[^"]*)" target', still.get(address).html)
    assert still.get(asked).headers["Location"] == f"/{part}"
    page, _, anchor = part.partition("#")
    told = still.get(f"/{page}").html
    assert "<h1>" in told
    assert not anchor or told.count(f'id="{anchor}"') == 1


def test_every_guide_is_served_and_each_anchor_of_its_own_is_there(still):
    for name in guides():
        page = still.get(f"/aide/{name}/")
        ids = re.findall(r'id="([^"]+)"', page.html)
        assert (page.status, len(ids)) == ("200 OK", len(set(ids)))
        assert set(re.findall(r'href="#([^"]+)"', page.html)) <= set(ids)
        assert "<!--" not in page.html.partition("<main")[2]
        asked = [f"/aide/{other}/" for other in re.findall(r'href="\.\./(\w+)/', page.html)]
        asked += [f"/{picture}" for picture in re.findall(r'src="\.\./\.\./(assets/images/[^"]+)', page.html)]
        assert {still.get(address).status for address in asked} <= {"200 OK"}
    assert still.get("/assets/images/aide/rien.png").status == still.get("/aide/rien/").status == "404 NOT FOUND"
    assert part_about("inconnu") == "aide/coordinatrice/"
