"""``make captures``: the pictures of the README and of the guide, and each component of the site in every way it is looked at
(not kept in the repository), taken from the invented territory."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import specimens
from chromium import CHROMIUM, OPTIONS, ready
from ctg.common.files import GUIDES
from formulaire import served
from serveur_du_site import hosted
from territoires import ESSAI, build, hamlet

FOLDER = Path(__file__).with_name("captures")
SPECIMENS = FOLDER / "specimens"
PICTURES_OF_GUIDE = GUIDES / "images"
PICTURES = {
    "accueil": ("", 390, 780, "light"),
    "trouver": ("trouver/?t=petite-enfance&commune=aubrelune", 1280, 800, "light"),
}
"""Name → (address, width and height in pixels, palette)."""
SCREENS = {
    "appeler": ("", 900, 620, "light"),
    "fiche": ("structures/ecureuils/", 900, 620, "light"),
    "ensemble": ("ensemble/", 900, 620, "light"),
    "publier": ("partager/", 900, 520, "light"),
}
"""The same of the screens of the form that the guide shows."""


def picture(browser: Browser, address: str, width: int, height: int, palette: str) -> Image.Image:
    """What a visitor sees first, in few colours: a README must come fast too."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=palette, reduced_motion="reduce")
    page.goto(address)
    ready(page)
    shot = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)


def every_component(browser: Browser, address: str, seen: dict[str, str]) -> Image.Image:
    """The whole page of specimens, as the browser is told to show it."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.emulate_media(**seen)
    page.goto(address)
    ready(page)
    shot = page.screenshot(full_page=True)
    page.close()
    return Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)


def main() -> None:
    SPECIMENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = build(ESSAI, Path(folder) / "site")
        (site / "specimens.html").write_text(specimens.page(site), "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        with hosted(site, with_headers=False) as home:
            for name, (address, *seen) in PICTURES.items():
                picture(browser, home + address, *seen).save(FOLDER / f"{name}.png", optimize=True)
            for name, seen in specimens.WAYS.items():
                every_component(browser, f"{home}specimens.html", seen).save(SPECIMENS / f"{name}.png", optimize=True)
        with served(hamlet(Path(folder) / "projet")) as form:
            for name, (address, *seen) in SCREENS.items():
                picture(browser, form + address, *seen).save(PICTURES_OF_GUIDE / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
