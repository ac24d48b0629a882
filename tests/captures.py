"""``make captures``: the pictures of the README and of the guide, and each component of the site in every way it is looked at
(not kept in the repository), taken from the invented territory; and the film of a first publication."""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

import specimens
from chromium import CHROMIUM, OPTIONS, ready
from ctg.common.files import GUIDES
from ctg_demarrage import registers
from ctg_demarrage.screens.beginning import BEGIN
from ctg_demarrage.screens.server import OFFERED
from ctg_formulaire.web import SCREENS as OF_THE_FORM
from formulaire import served
from hebergeurs import ssh
from serveur_du_site import hosted
from serveur_local import Reply, serve
from territoires import ESSAI, ROOT, build, hamlet, wire

FOLDER = Path(__file__).with_name("captures")
SPECIMENS = FOLDER / "specimens"
PICTURES_OF_GUIDE = GUIDES / "images"
PICTURES = {"accueil": ("", 390, 780), "trouver": ("trouver/?t=petite-enfance&commune=aubrelune", 1280, 800)}
"""Name → (address, width and height in pixels)."""
SCREENS = {"appeler": ("", 900, 760), "fiche": ("structures/ecureuils/", 900, 860)}
"""The same of the screens of the form that the guide shows."""


def picture(browser: Browser, address: str, width: int, height: int, full: bool = False, **seen: str) -> Image.Image:
    """What a visitor sees first, or the whole page, as the browser is told to show it; in few colours: a README must come fast
    too."""
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.emulate_media(**seen)
    page.goto(address)
    ready(page)
    shot = page.screenshot(full_page=full)
    page.close()
    return Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)


WORDS, SIGNS = 200 / 60, 150 / 60
"""Read, and typed, in a second."""
SHOWN = (1, 7)
"""The screens of the film that the guide shows."""


def film(browser: Browser, folder: Path) -> None:
    """From « Commencer » to a page on an SSH server of this machine: « film-01.png » and those that follow, each with its minute,
    that of someone who reads every screen, and types. ``folder`` becomes the home of who publishes."""
    root, there, spent = folder / "site", folder / "hote", 0.0
    root.mkdir()
    (there / "www/familles").mkdir(parents=True)
    os.environ |= {"HOME": str(folder), "NO_PROXY": "*"}
    page = browser.new_page(viewport={"width": 900, "height": 620}, color_scheme="light", reduced_motion="reduce")
    shots: list[Image.Image] = []

    def shot() -> None:
        nonlocal spent
        ready(page)
        spent += len(page.locator("main").inner_text().split()) / WORDS
        taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        font = ImageFont.load_default(22)
        ImageDraw.Draw(taken).text((885, 605), f"minute {1 + int(spent // 60)}", "#8a3a00", font, anchor="rs")
        shots.append(taken.quantize(64))

    def step(button: str, **boxes: str) -> None:
        nonlocal spent
        for name, text in boxes.items():
            page.locator(f'[name="{name.replace("__", ".")}"]').first.fill(text)
            spent += len(text) / SIGNS
        shot()
        page.get_by_role("button", name=button, exact=True).first.click()
        page.wait_for_load_state()

    def register(_method: str, path: str) -> Reply:
        name = "communes" if "/epcis/" in path else "mairies" if "%2223%22" in path else ""
        return Reply(200, (ROOT / f"tests/registres/{name}.json").read_bytes() if name else b"[]")

    start = (BEGIN._replace(path=""), BEGIN, *(one for one in OF_THE_FORM if one.path in OFFERED))
    web = hosted(there / "www/familles", with_headers=False)
    with serve(register) as state, ssh(there) as account, served(root, start) as first, served(root) as form, web as address:
        registers.GEO, registers.DIRECTORY = state.address, f"{state.address}/annuaire"
        registers.bodies = lambda: {"200999002": "CC du Pays d'Ombreval"}
        page.goto(first)
        step("Chercher", qui="Pays d'Ombreval")
        step("Créer le site", couleur="#0b5d57", direction="présidence")
        shot()
        wire(root)
        page.goto(f"{form}nouvelle/structures/")
        page.locator('[name="type"]').first.select_option("multi-accueil")
        step("Enregistrer", nom="Les Lutins", commune="Ombreval", dit__joindre="01 99 00 11 02")
        step("Tout est juste", dit__heures="lundi à vendredi, 7h30 à 18h30", dit__qui="la directrice")
        step("Publier au prochain envoi")
        page.goto(f"{form}publier/")
        shot()
        page.goto(f"{form}publier/ssh/")
        step("Envoyer le site", **account, adresse=address)
        page.get_by_role("heading", name="À vérifier avant d’envoyer").wait_for()
        step("C’est bien cette empreinte : envoyer")
        page.get_by_role("heading", name="Ce que répond l’adresse").wait_for(timeout=300_000)
        shot()
        page.goto(f"{address}structures/les-lutins/")
        shot()
    page.close()
    for rank in SHOWN:
        shots[rank - 1].save(PICTURES_OF_GUIDE / f"film-{rank:02}.png", optimize=True)


def main() -> None:
    SPECIMENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = build(ESSAI, Path(folder) / "site")
        (site / "specimens.html").write_text(specimens.page(site), "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        with hosted(site, with_headers=False) as home:
            for name, (address, *size) in PICTURES.items():
                picture(browser, home + address, *size, color_scheme="light").save(FOLDER / f"{name}.png", optimize=True)
            for name, seen in specimens.WAYS.items():
                picture(browser, f"{home}specimens.html", 1280, 900, True, **seen).save(SPECIMENS / f"{name}.png", optimize=True)
        with served(hamlet(Path(folder) / "projet")) as form:
            for name, (address, *size) in SCREENS.items():
                picture(browser, form + address, *size, color_scheme="light").save(
                    PICTURES_OF_GUIDE / f"{name}.png", optimize=True
                )
        film(browser, Path(tempfile.mkdtemp(dir=folder)))
        browser.close()


if __name__ == "__main__":
    main()
