"""« Plan du site »: every page once, in its place; the list for search engines; what a search finds, said in Python."""

import datetime as dt
import json
import posixpath
import re
from pathlib import Path

import pytest

from ctg.loading import load
from ctg.model import KIND_OF
from ctg.model.territory import PARIS, today
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page, PlanHeading
from ctg.publish.write import words_in
from ctg.site import search
from ctg.site.about import PATH, plan_sections, prose_pages
from ctg.site.frame import MENU, Frame
from lieux_hostiles import TODAY
from territoires import ESSAI, made_site


def test_every_page_has_its_section_and_every_list_a_name():
    pages = {file.path: file.title for file in made_site(ESSAI).files if isinstance(file, Page)}
    found = {section.title: section for section in plan_sections(pages)}
    lost = found.get(PlanHeading.OTHER)
    assert not lost, f"dites où sont {lost and lost.links} dans SECTIONS (site/about.py)"
    words = {part for path in pages for part in path.split("/")}
    nameless = [name for section in found.values() for name in section.folds if name.lower() in words - KIND_OF.keys()]
    assert nameless == [], "donnez un nom à ces listes dans FOLDS (site/about.py)"


def test_the_footer_leads_to_all_that_is_said_of_the_site():
    site = made_site(ESSAI)
    said = {file.path for file in site.files if re.fullmatch("a-propos/[^/]+/", file.path)}
    foot = {path for _, path in Frame(Renderer(site.catalogue, today(PARIS))).foot}
    assert foot == said | {"a-propos/", "donnees-ouvertes/"}, "donnez à ces pages leur lien dans Frame.foot (site/frame.py)"


def test_the_diary_is_in_the_menu_only_when_something_is_in_it(project):
    day = dt.date(2026, 11, 25)
    menus = [Frame(Renderer(load(root), day)).menu for root in (ESSAI, project())]
    assert [("Agenda", "agenda/") in menu for menu in menus] == [True, False]
    assert set(MENU) - set(menus[1]) == {("Agenda", "agenda/")}


def test_prose_pages_have_the_address_and_the_title_that_readers_see(tmp_path):
    for name, text in {
        "index.md": "---\ntitle: Bienvenue\n---\n# Autre chose\n",
        "a-propos/index.md": "---\ndescription: x\n---\n# À propos\n",
        "guide/publier.md": '---\ntitle: "Publier : comment"\n---\n',
        "guide/sans-titre.md": "Du texte.",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert prose_pages(tmp_path) == [
        ("a-propos/", "À propos"),
        ("guide/publier/", "Publier : comment"),
        ("guide/sans-titre/", "Sans-titre"),
        ("", "Bienvenue"),
    ]


def pages(site: Path) -> set[str]:
    """The addresses of the pages: all that wears the site's frame, and what does not without being known for it."""
    found = set()
    for path in site.rglob("index.html"):
        html, address = path.read_text("utf-8"), path.relative_to(site).as_posix().removesuffix("index.html")
        framed = '<header class="chapeau-site"' in html
        if framed or 'http-equiv="refresh"' not in html:
            found.add(address)
    return found


@pytest.mark.parametrize("territory", ["real_site", "essai_site"])
def test_the_plan_leads_to_every_page_of_the_built_site_and_to_nothing_else(request, territory):
    site: Path = request.getfixturevalue(territory)
    built = pages(site)
    text = (site / PATH / "index.html").read_text("utf-8")
    body = text.partition('<div class="plan-du-site">')[2].partition("</main>")[0]
    links = [posixpath.normpath(posixpath.join("/", PATH, href)).strip("/") for href in re.findall(r'<a href="([^"]*)"', body)]
    listed = [f"{link}/" if link else "" for link in links]
    assert len(listed) == len(set(listed))
    assert set(listed) == built
    assert f"Les {len(built)} pages" in body


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
    told = json.loads(search.text_file(pages, prose, words_in(tmp_path)).content)
    assert [page for page, *_ in told["pages"]] == ["venir/", "structures/la/", "urgence/"]
    assert told["mots"]["commun"] == [0, 1, 2]
    assert told["mots"]["venir"] == [0]
