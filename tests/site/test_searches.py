"""What a search finds, said in Python as the finder says it in the browser."""

from __future__ import annotations

import json

from ctg.loading import load
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer
from ctg.site import search
from lieux_hostiles import TODAY


def test_words_of_a_type_that_no_record_has_lead_to_its_theme(project):
    catalogue = load(project({"data/structures/a.yml": "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"}))
    groups = {words.split(",")[0]: words.split(",") for _, words in search.search_index(Renderer(catalogue, TODAY))["groupes"]}
    words = groups["petite enfance"]
    assert "micro creche" in words
    assert "multi accueil" not in words
    assert "multi accueil" in groups
    assert "micro creche" not in groups


def test_a_service_that_the_territory_has_is_not_told_as_unknown(project):
    def told(sheets):
        render = Renderer(load(project(sheets)), TODAY)
        return {one["n"]: one["r"] for one in search.direct_answers(render)["ailleurs"]}

    place = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"
    alone = told({"data/structures/a.yml": place})
    assert alone["Le lieu d'accueil enfants-parents (LAEP)"].endswith(search.UNKNOWN_HERE)
    assert "L'aide à domicile aux familles (TISF)" in alone
    known = told({"data/structures/a.yml": place, "data/structures/b.yml": place.replace("multi-accueil", "laep")})
    assert "Le lieu d'accueil enfants-parents (LAEP)" not in known


PAGE = """<html><head><title>Titre</title></head><body><nav>menu</nav><main id="contenu"><nav><a>onglet</a></nav>
<h1>Cœur d&eacute;licat</h1><p>La <b>cour</b>, la cour<svg><title>dessin</title></svg> et l'été</p><script>code()</script></main>
<footer>pied</footer></body></html>"""


def test_the_words_of_a_page_are_those_of_its_text_once_without_accents():
    assert search.words_of(PAGE) == ["coeur", "delicat", "cour", "ete"]
    assert search.words_of("<p>Un cadre à soi") == ["cadre", "soi"], "a territory's own frame may have no <main>"
    many = "<main>" + " ".join(f"mot{n}" for n in range(2 * search.MOST)) + "</main>"
    assert len(search.words_of(many)) == search.MOST


def test_the_texts_are_those_of_pages_that_say_something_of_their_own(tmp_path):
    pages = [
        Page(path, path, "", "Un résumé.", retired=path == "structures/partie/")
        for path in ("structures/la/", "structures/partie/", "trouver/x/", "urgence/", "urgence/en/")
    ]
    prose = [Page("venir/", "Venir", "", prose=True)]
    for page in (*pages, *prose):
        (tmp_path / page.path).mkdir(parents=True, exist_ok=True)
        (tmp_path / page.path / "index.html").write_text(f"<main>commun {page.title}</main>", "utf-8")
    told = json.loads(search.text_file(pages, prose, tmp_path).content)
    assert [page for page, *_ in told["pages"]] == ["venir/", "structures/la/", "urgence/"]
    assert told["mots"]["commun"] == [0, 1, 2]
    assert told["mots"]["venir"] == [0]
