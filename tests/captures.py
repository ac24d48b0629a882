"""``make captures``: the pictures of the README and of the guide, and each component of the site in every way it is looked at
(not kept in the repository), taken from the invented territory."""

from __future__ import annotations

import io
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import specimens
from chromium import CHROMIUM, OPTIONS, ready
from ctg.common.files import GUIDES
from formulaire import served
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


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


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
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for name, (address, width, height, palette) in PICTURES.items():
            shot = picture(browser, f"http://127.0.0.1:{server.server_port}/{address}", width, height, palette)
            shot.save(FOLDER / f"{name}.png", optimize=True)
        home = f"http://127.0.0.1:{server.server_port}/"
        (site / "specimens.html").write_text(specimens.page(site), "utf-8")
        for name, seen in specimens.WAYS.items():
            every_component(browser, f"{home}specimens.html", seen).save(SPECIMENS / f"{name}.png", optimize=True)
        with served(hamlet(Path(folder) / "projet")) as form:
            for name, (address, width, height, palette) in SCREENS.items():
                shot = picture(browser, form + address, width, height, palette)
                shot.save(PICTURES_OF_GUIDE / f"{name}.png", optimize=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
