"""The pages that the law asks for: nothing is invented."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.loading import load
from ctg.model import KINDS
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer
from ctg.site import about
from ctg.site.frame import Frame
from dits import words_of
from territoires import ESSAI, build, catalogue_of, made_site, wire

BARE = """nom: Petit Pays
nom_complet: Communauté de communes du Petit Pays
titre_site: Familles du Petit Pays
accroche: Tout pour les familles.
exemple_recherche: crèche
departement: Essai
zone_scolaire: B
editeur:
  nom: Communauté de communes du Petit Pays
"""


@pytest.fixture
def page(project):
    """``page("signaler", territoire)`` → the body of a legal page, of the small territory or of another one."""

    def make(name: str, territoire: str = "") -> str:
        root = project({"data/territoire.yml": territoire} if territoire else None)
        pages = {file.path: file.body for file in about.files(Renderer(load(root), dt.date(2026, 11, 25)))}
        return pages[f"a-propos/{name}/"]

    return make


def test_what_is_missing_is_named_once_and_nothing_is_invented(page):
    text = words_of(page("mentions-legales", BARE))
    absent = "l'adresse de l'éditeur, son téléphone, son courriel, la direction de la publication et l'hébergeur"
    assert f"Pas encore renseigné : {absent}." in text
    assert "None" not in text
    assert "Hébergeur" not in text.partition("Réutiliser")[0].partition("Pas encore")[0]
    text = words_of(page("donnees-personnelles", BARE))
    absent = (
        "le délégué à la protection des données, la durée des journaux du serveur et la durée de conservation de vos messages"
    )
    assert f"Pas encore renseigné : {absent}." in text
    assert "Durée" not in text
    assert "CNIL" in text


def test_no_way_to_be_reached_is_said_too(page):
    body = page("signaler", BARE)
    assert "Comment nous joindre n'est pas encore renseigné" in words_of(body)
    assert "mailto:" not in body


def test_every_record_is_two_taps_from_reporting_a_mistake():
    pages = {file.path: file.body for file in made_site(ESSAI).files if isinstance(file, Page)}
    render = Renderer(catalogue_of(ESSAI), dt.date(2026, 11, 25))
    assert render.lines
    for kind in KINDS:
        for record in render.catalogue.all(kind):
            page = render.lines.get(record.key, f"{record.key}/").partition("#")[0]
            assert "mailto:" in pages[page] or "a-propos/signaler/" in pages[page], record.key
    assert ("Signaler une erreur", "a-propos/signaler/") in Frame(render).foot, "for who has no mail"


def test_in_a_folder_of_its_host_the_page_of_lost_addresses_still_leads_to_the_site(project, tmp_path):
    root = wire(project({f"docs/{name}/index.md": f"# {name}\n" for name in ("a-propos", "contribuer")}))
    with (root / "data/territoire.yml").open("a", encoding="utf-8") as territoire:
        territoire.write("adresse_site: https://exemple.fr/familles/\n")
    text = (build(root, tmp_path / "site") / "404.html").read_text("utf-8")
    targets = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', text)
    own = [
        target for target in targets if not re.match("(tel|sms|https):", target)
    ]  # not the emergency numbers, nor « Quitter vite »
    assert len(own) > 20
    assert [target for target in own if not target.startswith("/familles/")] == []
