"""The invented territory with another face: its colour everywhere, in both palettes, read by axe; its logo, its image."""

import shutil
from io import BytesIO

import pytest
from PIL import Image

from audit.axe import Place, examine
from ctg.model.allure import Allure
from ctg.pages.styles import palette
from territoires import ESSAI, build, hamlet, wire

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">'
    '<rect width="60" height="20" rx="4" fill="{}"/><circle cx="10" cy="10" r="6" fill="{}"/></svg>'
)
COLOUR = "#a3123f"
FACE = f"""allure:
  couleur: "{COLOUR}"
  secondaires: ["#e0a03c", "#9fd3c7"]
  logo: {{clair: logo.svg, sombre: logo-sombre.svg, alternative: Communauté de communes du Val d'Aubrelune}}
  image: {{fichier: vallee.png, credit: Image inventée}}
"""
PAGES = {"": "dark", "structures/ecureuils/": "light"}
"""Each in a palette; the contrasts of six colours, on every ground: test_jetons.py."""


@pytest.fixture(scope="module")
def face(tmp_path_factory):
    """The folder of its site."""
    root = tmp_path_factory.mktemp("framboise")
    shutil.copytree(ESSAI / "docs", hamlet(root) / "docs")
    said = root / "data/territoire.yml"
    said.write_text(f"{said.read_text('utf-8')}{FACE}", "utf-8")
    (root / "data/images/logo.svg").write_text(LOGO.format(COLOUR, "#ffffff"), "utf-8")
    (root / "data/images/logo-sombre.svg").write_text(LOGO.format("#ffb0c0", "#12181b"), "utf-8")
    out = BytesIO()
    Image.linear_gradient("L").resize((1600, 500)).convert("RGB").save(out, "PNG")
    (root / "data/images/vallee.png").write_bytes(out.getvalue())
    return build(wire(root), root / "site")


def test_every_page_is_read_in_the_territory_s_colour(visit, serve, face):
    page, home = visit(), serve(face)
    for path, scheme in PAGES.items():
        page.emulate_media(color_scheme=scheme)
        link = palette(Allure(couleur=COLOUR), scheme == "dark")["lien"]
        page.goto(home + path)
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--lien').trim()") == link
        found = examine(page, Place(path, palette=scheme))
        wrong = [str(one) for one in found if one.verdict == "faute" and not one.cible.startswith((".leaflet", ".nom"))]
        assert wrong == [], "(what is drawn in a map has its halo, which axe does not see: test_jetons has its contrasts)"
    assert COLOUR in (face / "assets/images/icone.svg").read_text("utf-8")


def test_the_logo_of_the_palette_is_shown_with_its_words(visit, serve, face, essai):
    page = visit(width=360)
    seen = "all => all.filter(e => e.offsetWidth).map(e => [e.alt, e.currentSrc.split('/').pop()])"
    page.goto(essai)
    assert page.locator(".logo").evaluate_all(seen) == []
    page.goto(serve(face))
    assert page.locator(".logo").evaluate_all(seen) == [["Communauté de communes du Val d’Aubrelune", "logo.svg"]]
    assert page.locator("img.paysage").bounding_box()["width"] == 360
    assert "Image inventée" in page.locator(".heros__credit").inner_text()
