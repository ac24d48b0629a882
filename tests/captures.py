"""``make captures``: the pictures of the README, taken from the invented territory."""

from __future__ import annotations

import io
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from chromium import CHROMIUM, OPTIONS, ready
from territoires import ESSAI, build

FOLDER = Path(__file__).with_name("captures")
PICTURES = {
    "accueil": ("", 390, 780, "light"),
    "trouver": ("trouver/?t=petite-enfance&commune=aubrelune", 1280, 800, "light"),
}
"""Name → (address, width and height in pixels, palette)."""


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


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = build(ESSAI, Path(folder) / "site")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for name, (address, width, height, palette) in PICTURES.items():
            shot = picture(browser, f"http://127.0.0.1:{server.server_port}/{address}", width, height, palette)
            shot.save(FOLDER / f"{name}.png", optimize=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
