"""The invented territory with another face: its colour everywhere, in both palettes, read by axe; its logo, its image."""

from __future__ import annotations

import shutil
from io import BytesIO

import pytest
from PIL import Image

from audit.axe import Place, examine
from ctg.model.allure import Allure
from ctg.pages.styles import palette
from territoires import ESSAI, build, wire

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">'
    '<rect width="60" height="20" rx="4" fill="{}"/><circle cx="10" cy="10" r="6" fill="{}"/></svg>'
)
FACES = {
    "violette": 'couleur: "#4b3a8c"\n  secondaires: ["#e0a03c", "#9fd3c7"]\n',
    "framboise": (
        'couleur: "#a3123f"\n'
        "  logo: {clair: logo.svg, sombre: logo-sombre.svg, alternative: Communauté de communes du Val d'Aubrelune}\n"
        "  image: {fichier: vallee.png, credit: Image inventée}\n"
    ),
}
PAGES = ("", "trouver/naissance/", "structures/ecureuils/", "ctg/")


@pytest.fixture(scope="module", params=FACES)
def face(request, tmp_path_factory):
    """(name of the face, the folder of its site)."""
    root = tmp_path_factory.mktemp(request.param)
    for name in ("data", "docs"):
        shutil.copytree(ESSAI / name, root / name)
    said = root / "data/territoire.yml"
    said.write_text(f"{said.read_text('utf-8')}allure:\n  {FACES[request.param]}", "utf-8")
    if "logo" in FACES[request.param]:
        (root / "data/images/logo.svg").write_text(LOGO.format("#a3123f", "#ffffff"), "utf-8")
        (root / "data/images/logo-sombre.svg").write_text(LOGO.format("#ffb0c0", "#12181b"), "utf-8")
        out = BytesIO()
        Image.linear_gradient("L").resize((1600, 500)).convert("RGB").save(out, "PNG")
        (root / "data/images/vallee.png").write_bytes(out.getvalue())
    return request.param, build(wire(root), root / "site")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_read_in_the_territory_s_colour(visit, serve, face, scheme):
    name, folder = face
    page, home = visit(width=1280, color_scheme=scheme), serve(folder)
    colour = "#4b3a8c" if name == "violette" else "#a3123f"
    link = palette(Allure(couleur=colour), scheme == "dark")["lien"]
    for path in PAGES:
        page.goto(home + path)
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--lien').trim()") == link
        found = examine(page, Place(path, palette=scheme))
        wrong = [str(one) for one in found if one.verdict == "faute" and not one.cible.startswith((".leaflet", ".nom"))]
        assert wrong == [], "(what is drawn in a map has its halo, which axe does not see: test_jetons has its contrasts)"
    assert colour in (folder / "assets/images/icone.svg").read_text("utf-8")


def test_the_logo_of_the_palette_is_shown_with_its_words(visit, serve, face):
    name, folder = face
    page = visit(width=360)
    page.goto(serve(folder))
    seen = "all => all.filter(e => e.offsetWidth).map(e => [e.alt, e.currentSrc.split('/').pop()])"
    shown = page.locator(".logo").evaluate_all(seen)
    if name == "violette":
        assert shown == []
    else:
        assert shown == [["Communauté de communes du Val d’Aubrelune", "logo.svg"]]
        assert page.locator("img.paysage").bounding_box()["width"] == 360
        assert "Image inventée" in page.locator(".heros__credit").inner_text()
