"""The frames for other sites: what they hold, their policy, the code to copy, and who may show them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from ctg.ground.problems import DataError
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.open_data.everyday import embeds
from territoires import ESSAI, SMALL

TODAY = dt.date(2026, 11, 25)
TERRITORY = (SMALL / "data/territoire.yml").read_text("utf-8")
PLACE = "nom: {nom}\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture
def made(project):
    """``made({name: text}, drafts)`` → address → HTML of each frame, and of the page of code."""

    def make(files: dict[str, str] | None = None, drafts: bool = False) -> dict[str, str]:
        catalogue = load(project({f"data/{name}.yml": text for name, text in (files or {}).items()}), drafts)
        found = embeds.files(Renderer(catalogue, TODAY))
        return {one.path: one.content.decode() if isinstance(one, Asset) else one.body for one in found}

    return make


def test_every_frame_is_a_whole_document_without_script_that_leads_to_the_true_page():
    found = [one for one in embeds.files(Renderer(load(ESSAI), TODAY)) if isinstance(one, Asset)]
    assert {one.path.split("/")[1] for one in found} == {"communes", "themes", "trouver"}
    for one in found:
        html = one.content.decode()
        assert "<script" not in html
        assert " style=" not in html
        assert not re.search(r"\son[a-z]+=", html)
        assert "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'" in html
        assert '<html lang="fr"' in html
        assert '<meta name="robots" content="noindex">' in html
        truth = one.path.removeprefix("integrer/").removesuffix("index.html")
        truth = f"trouver/{truth}" if truth.startswith("themes/") else truth
        assert f'<link rel="canonical" href="https://familles.exemple.fr/{truth}">' in html
        assert "Licence Ouverte 2.0" in html
        assert "25 novembre 2026" in html


def test_links_and_forms_open_a_tab_and_say_so(made):
    for html in (made({"structures/a": PLACE.format(nom="Les Lutins")})[f"integrer/{x}/index.html"]
                 for x in ("communes/valbourg", "themes/petite-enfance", "trouver")):  # fmt: skip
        links = re.findall(r"<a ([^>]*)>(.*?)</a>", html)
        assert links
        for attributes, words in links:
            if 'href="tel:' in attributes:
                continue
            assert 'target="_blank"' in attributes
            assert "noopener" in attributes
            assert "nouvel onglet" in words
    assert '<form action="../../trouver/" method="get" target="_blank" rel="noopener">' in html
    assert "Chercher (nouvel onglet)" in html


def test_a_frame_holds_published_records_and_marks_the_doubtful(made):
    found = made(
        {
            "structures/sur": PLACE.format(nom="Sûr") + "verifie_le: 2026-11-01\n",
            "structures/doute": PLACE.format(nom="Doute") + "etat_fiche: a_verifier\nderniere_preuve: 2024\n",
            "structures/cache": PLACE.format(nom="Brouillon") + "etat_fiche: brouillon\nnotes_internes: SECRET\n",
        },
        drafts=True,
    )
    for address in ("integrer/communes/valbourg/index.html", "integrer/themes/petite-enfance/index.html"):
        html = found[address]
        assert re.search(r"Sûr.*?</li>", html, re.DOTALL)
        assert "À vérifier" in re.search(r"Doute<.*?</li>", html, re.DOTALL)[0]
        assert "À vérifier" not in re.search(r"Sûr<.*?</li>", html, re.DOTALL)[0]
        assert "Brouillon" not in html
        assert "SECRET" not in html


def test_the_code_names_the_frame_and_nothing_escapes_it(made):
    titled = re.sub(r"titre_site: .*", "titre_site: 'A \"onload=x\" <b>'", TERRITORY) + "adresse_site: https://exemple.fr/f/\n"
    code = unescape(re.findall(r"<code data-copier[^>]*>(.*?)</code>", made({"territoire": titled})["integrer/"])[0])
    assert code == (
        '<iframe src="https://exemple.fr/f/integrer/trouver/"'
        ' title="Trouver un lieu ou un service, A &#34;onload=x&#34; &lt;b&gt;" width="100%" height="420"'
        ' loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def test_who_may_show_the_frames_is_said_and_only_an_origin_is_accepted(made):
    assert "Tous les sites peuvent" in made()["integrer/"]
    named = made({"territoire": TERRITORY + "integration: {sites: ['https://www.mairie.exemple/', 'https://b.exemple:8443']}\n"})
    assert "mairie.exemple et b.exemple:8443" in named["integrer/"]
    for wrong in ("https://a.exemple/page", "https://a.exemple;script-src", "https://*.exemple", "https://a.exemple,b"):
        with pytest.raises(DataError):
            made({"territoire": TERRITORY + f"integration: {{sites: ['{wrong}']}}\n"})
