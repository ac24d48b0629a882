"""What a shared link shows: words, and a picture that says where."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from ctg.kinds import Commune, Rencontre, Service, Structure
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Page
from ctg.outputs.hosting import sharing
from territoires import ESSAI, SMALL

TODAY = dt.date(2026, 11, 25)
INK, PAPER = (0x0B, 0x5D, 0x57), (0xFB, 0xFA, 0xF7)
PAGE = Page("communes/valbourg/", "Valbourg", "", commune="valbourg")


@pytest.fixture(scope="module")
def essai() -> Renderer:
    return Renderer(load(ESSAI, on=TODAY), TODAY)


@pytest.fixture(scope="module")
def pictures(essai) -> dict[str, bytes]:
    return {file.path: file.content for file in sharing.files(essai)}


def pixels(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


# --- words ---------------------------------------------------------------------------------------


def test_a_shared_link_shows_the_picture_of_its_commune_by_its_whole_address(essai):
    page = Page("structures/x/", "L'île", "", commune="aubrelune")
    tags = dict(sharing.tags(essai.catalogue, page, "Une crèche."))
    assert tags["og:title"] == "L’île"
    assert tags["og:image"] == "https://familles.exemple.fr/assets/partage/aubrelune.png"
    assert tags["og:image:alt"] == "Familles du Val d’Aubrelune. Carte des communes, Aubrelune en couleur."
    assert (tags["og:type"], tags["og:locale"], tags["og:url"]) == (
        "website",
        "fr_FR",
        "https://familles.exemple.fr/structures/x/",
    )
    prose = dict(sharing.tags(essai.catalogue, Page("a-propos/", "À propos", "", prose=True), ""))
    assert prose["og:image"] == "https://familles.exemple.fr/assets/partage.png"


def test_without_its_address_the_site_promises_no_picture(project):
    catalogue = load(project())
    tags = dict(sharing.tags(catalogue, PAGE, "x"))
    assert tags.keys() == {"og:type", "og:site_name", "og:locale", "og:title", "og:description"}
    assert list(sharing.files(Renderer(catalogue, TODAY))) == []


def test_a_record_belongs_to_a_commune_when_it_has_only_one(project):
    files = {
        "structures/les-lutins": "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n",
        "services/dedans": "nom: Dedans\nthemes: [logement]\nstructure: les-lutins\n",
        "services/ici": "nom: Ici\nthemes: [logement]\nzone: [Saint-Clair-sur-Lède]\n",
        "services/ailleurs": "nom: Ailleurs\nthemes: [logement]\nzone: [Saint-Clair-sur-Lède, Valbourg]\n",
        "services/partout": "nom: Partout\nthemes: [logement]\n",
        "rencontres/forum": "titre: Forum\ndate: 2026-01-05\ncommune: Valbourg\n",
        "rencontres/copil": "titre: Comité\ndate: 2026-01-06\n",
    }
    catalogue = load(project({f"data/{name}.yml": text for name, text in files.items()}))
    found = {
        record.id: sharing.commune_of(catalogue, record)
        for kind in (Structure, Service, Rencontre, Commune)
        for record in catalogue.all(kind)
    }
    assert found == {
        "les-lutins": "valbourg", "dedans": "valbourg", "ici": "saint-clair-sur-lede", "ailleurs": "", "partout": "",
        "forum": "valbourg", "copil": "", "valbourg": "valbourg", "saint-clair-sur-lede": "saint-clair-sur-lede",
    }  # fmt: skip


# --- pictures ------------------------------------------------------------------------------------


def test_one_picture_a_commune_and_one_for_all_light_and_of_the_right_size(essai, pictures):
    communes = essai.catalogue.all(Commune)
    assert pictures.keys() == {sharing.picture(), *(sharing.picture(commune.id) for commune in communes)}
    for content in pictures.values():
        assert Image.open(io.BytesIO(content)).size == (1200, 630)
        assert len(content) <= 30_000


def test_a_picture_has_its_own_commune_in_ink_and_no_other(essai, pictures):
    outlines = sharing._outlines(essai.catalogue)
    centres = {}
    for commune in essai.catalogue.all(Commune):
        ring = sharing.shapely.Polygon(max(outlines[commune.code_insee], key=lambda part: len(part[0]))[0])
        centres[commune.id] = tuple(round(c) for c in ring.representative_point().coords[0])
    whole = pixels(pictures[sharing.picture()])
    for id in centres:
        drawn = pixels(pictures[sharing.picture(id)])
        inked = {other for other, centre in centres.items() if drawn.getpixel(centre) == INK}
        assert inked == {id}
        assert whole.getpixel(centres[id]) != INK


def test_pictures_take_the_colour_of_the_territory(project):
    written = (SMALL / "data/territoire.yml").read_text("utf-8")
    files = {"data/territoire.yml": written + 'adresse_site: https://www.exemple.fr\ncouleurs: {liens: "#b8005c"}\n'}
    shown = {file.path: file.content for file in sharing.files(Renderer(load(project(files), on=TODAY), TODAY))}
    for content in shown.values():
        used = {colour for _, colour in pixels(content).getcolors()}
        assert {(0xB8, 0x00, 0x5C), PAPER} <= used
        assert INK not in used


def test_the_same_data_gives_the_same_bytes(essai, pictures):
    assert {file.path: file.content for file in sharing.files(essai)} == pictures


@pytest.mark.parametrize(
    "name", ["🦊" * 40, "\u202eאבג\u202c", "x" * 300, "<b> & #let y = 1; $x$ [*a*]", "Saint-" * 49, "\u200b", "。" * 299]
)
def test_a_hostile_name_is_drawn_in_its_place(essai, name):
    words = sharing.pdf.make_images(
        "partage.typ", {"largeur": 500, "hauteur": 510, "images": [{"nom": name, "site": name, "adresse": "exemple.fr"}]}
    )
    assert [Image.open(io.BytesIO(word)).size for word in words] == [(500, 510)]
