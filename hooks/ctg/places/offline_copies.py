"""« Garder sur ce téléphone »: the files that a telephone keeps of a commune, to read without network.

A copy has the commune's page, its places, its neighbours, the guided paths, the answers of the tool, the emergency numbers, the
search and the finder, which stands for the page of each need; neither the map, as heavy as ten records, nor the texts of every
page. The browser's part is ``overrides/hors-ligne.js``."""

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from ctg.common.escaping import compact
from ctg.common.files import inside
from ctg.common.phrases import date_fr
from ctg.model import Commune, Parcours
from ctg.pages import Asset, Renderer, SiteFiles, pdf
from ctg.pages.styles import Palette
from ctg.places import danger
from ctg.places.answers import national_answers
from ctg.places.backdrop import plans_of
from ctg.places.place_pages import needs_of, neighbours

PATH, TITLE = "sur-ce-telephone/", "Sur ce téléphone"
MOST_PLACES, NEIGHBOURS = 41, 2
"""Places and neighbouring communes in a copy, the nearest first: it stays below 600 KB, with room for more facts."""
ALWAYS = {
    "": "Accueil", danger.PATH: danger.TITLE, "recherche/": "Rechercher", "trouver/": "Trouver", "ma-liste/": "Ma liste",
    PATH: TITLE,
}  # fmt: skip
"""The pages of every copy."""
NEEDED = ("assets/css/*.css", "assets/js/*.js", "assets/images/*.svg", "assets/*.json")
"""What the pages of a copy need besides, in the site's folder: any style, script or index that is added comes by itself."""
NOT_NEEDED = ("ancienne.js", "base.css", "carte.css", "carte.js", "filtrer.js", "chercher-projet.json", "chercher-textes.json")
"""Of those, what no page of a copy needs, or the map alone, or what finds pages that no copy holds."""
ICONS = (192, 512)
"""Pixels of the icons that telephones ask for."""
DIGEST = 16
"""Hexadecimal digits that tell a file from what it was."""


def files(render: Renderer) -> SiteFiles:
    """The page of the copies kept on this telephone, and the manifest that puts the site on its home screen, with its
    icons if it has a colour."""
    yield render.page(
        "sur-ce-telephone.html",
        PATH,
        TITLE,
        description="Les communes gardées sur ce téléphone, pour les lire sans réseau, et comment les effacer.",
        script="copie.js",
    )
    yield Asset("manifeste.json", lambda: compact(manifest(render)).encode())
    if render.catalogue.territoire.allure.couleur:
        drawn = icon(render.colours)
        yield Asset("assets/images/icone.svg", drawn.encode())
        for side in ICONS:
            yield Asset(f"assets/images/icone-{side}.png", partial(pdf.as_picture, drawn.encode(), side, side))


def icon(colours: Palette) -> str:
    """The icon of the site: a house among hills, under the sun. The tool's own, in overrides/, is that of no colour."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{colours["couleur"]}" d="M7 0h18a7 7 0 0 1 7 7v18a7 7 0 0 1-7 7H7a7 7 0 0 1-7-7V7a7 7 0 0 1 7-7z"/>'
        f'<path fill="{colours["soleil"]}" d="M22.5 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z"/>'
        f'<path fill="{colours["plus-pres"]}" d="M4.5 20.5Q9 16 15 18.5T27.5 17V24q0 3.5-3.5 3.5H8Q4.5 27.5 4.5 24z"/>'
        f'<path fill="{colours["fond"]}" d="M7 18l6.5-7 6.5 7v6.5h-4.5V20h-4v4.5H7z"/></svg>\n'
    )


def manifest(render: Renderer) -> dict[str, object]:
    """What a telephone reads to put the site on its home screen (W3C, Web Application Manifest)."""
    territoire = render.catalogue.territoire
    icons = [
        {"src": f"assets/images/icone-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in ICONS
        for purpose in ("any", "maskable")
    ]
    return {
        "name": territoire.titre_site,
        "lang": "fr",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": render.colours["lien"],
        "icons": icons,
    }


def pages(render: Renderer, commune: Commune) -> dict[str, str]:
    """Address → title of each page that the copy of a commune holds."""
    lines = [line for _, found in needs_of(render.catalogue, commune) for line in found]
    places = [place for place, _ in sorted(lines, key=lambda line: line[1] or 0)][:MOST_PLACES]
    others = (other for other, _ in neighbours(render, commune, NEIGHBOURS))
    records = (commune, *dict.fromkeys(places), *others, *render.catalogue.all(Parcours))
    answers = {answer.path: answer.titre for answer in national_answers()}
    return ALWAYS | {f"{record.key}/": record.title for record in records} | answers


def lists(render: Renderer, folder: Path) -> Iterator[Asset]:
    """What each commune's copy fetches: a file of addresses and digests, read from the site written in ``folder``; ``poids`` is
    what the telephone keeps, in kB."""
    worn = sorted(
        path.relative_to(folder).as_posix() for some in NEEDED for path in folder.glob(some) if path.name not in NOT_NEEDED
    )

    @cache
    def proof(path: str) -> tuple[str, int]:
        content = inside(folder, f"{path}index.html" if path.endswith("/") or not path else path).read_bytes()
        return hashlib.sha256(content).hexdigest()[:DIGEST], len(content)

    for page in render.catalogue.territoire.pages_retirees:
        folder_of, _, id = page.adresse.strip("/").partition("/")
        if folder_of == Commune.folder and id:  # a telephone keeps its copy until it reads this
            yield Asset(f"copies/{id}.json", compact({"retiree": True}).encode())
    for commune in render.catalogue.all(Commune):
        titles = pages(render, commune)
        plans = (path for path in plans_of(commune) if (folder / path).is_file())
        proofs = {path: proof(path) for path in (*titles, *worn, *plans)}
        told = {
            "commune": commune.id,
            "nom": commune.nom,
            "date": date_fr(render.today),
            "jour": render.today.isoformat(),
            "poids": round(sum(weight for _, weight in proofs.values()) / 1000),
            "pages": titles,
            "fichiers": {path: digest for path, (digest, _) in proofs.items()},
        }
        yield Asset(f"copies/{commune.id}.json", compact(told).encode())
