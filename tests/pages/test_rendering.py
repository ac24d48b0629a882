"""Addresses, templates, texts and style sheets of pages; what the site does with each kind; the menu of the project."""

import datetime as dt
import posixpath
import re

import jinja2
import pytest
from markupsafe import Markup

from cas import each
from common.test_phrases import spaces
from ctg.common.extensions import extension_names, template_folders
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.place import Tarif
from ctg.open_data.values import VALUES
from ctg.pages import site_files, templates
from ctg.pages.addresses import relative
from ctg.pages.renderer import Renderer, facets_of
from ctg.pages.site_files import _PAGES, Page
from ctg.site.former import is_answered
from territoires import ESSAI, SMALL, catalogue_of, made_site


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("", "", "./"),
        ("", "structures/lutins/", "../../"),
        ("trouver/", "", "trouver/"),
        ("structures/lutins/", "structures/lutins/", "./"),
        ("structures/", "structures/lutins/", "../"),
        ("structures/bus/", "structures/lutins/", "../bus/"),
        ("communes/val/", "structures/lutins/", "../../communes/val/"),
        ("assets/css/site.css", "trouver/themes/sante/", "../../../assets/css/site.css"),
        ("#haut", "trouver/", "#haut"),
        ("ctg/#axes", "ctg/actions/", "../#axes"),
        ("#haut", "", "#haut"),
    ],
)
def test_relative_addresses(target, page, link):
    assert relative(target, page) == link
    if not target.startswith("#"):  # and the browser, which only joins, comes to the target
        assert posixpath.normpath(posixpath.join("/", page, link)) == posixpath.normpath("/" + target)


@pytest.fixture
def renderer(project):
    def make(nom: str = "Les Lutins", more: str = "") -> Renderer:
        text = f"nom: {nom}\ntype: multi-accueil\ncommune: Valbourg\n{more}"
        return Renderer(load(project({"data/structures/les-lutins.yml": text})), dt.date(2026, 11, 25))

    return make


def test_a_name_that_a_template_misspells_stops_the_build(renderer):
    environment = renderer().environment
    for template in ("{{ inconnu }}", "{{ territoire.inconnu }}", "{% if inconnu %}{% endif %}"):
        with pytest.raises(jinja2.UndefinedError):
            environment.from_string(template).render(page_path="")


def test_paragraphs_keep_the_text_and_escape_it():
    html = templates.paragraphs("un\ndeux & <b>trois</b>\n \n\n<script>alert('x')</script> ?\n")
    assert isinstance(html, Markup)
    assert html == spaces("<p>un deux &amp; &lt;b&gt;trois&lt;/b&gt;</p><p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;_?</p>")


@pytest.mark.parametrize(
    ("free", "details", "said"),
    [
        (True, None, "Gratuit."),
        (True, "Sauf le repas.", "Gratuit. Sauf le repas."),
        (True, "Gratuite depuis 2023.", "Gratuite depuis 2023."),
        (False, "Selon vos revenus.", "Selon vos revenus."),
        (None, None, ""),
    ],
)
def test_a_price_says_once_that_it_is_free(free, details, said):
    assert templates.price(Tarif(gratuit={True: "oui", False: "non"}.get(free), texte=details)) == said


def test_only_plain_text_gets_typography_when_a_template_prints_it():
    html = Markup("<b>oui ?</b>")
    assert templates.typeset(html) is html
    assert templates.typeset(3) == 3
    assert templates.typeset("oui <?") == spaces("oui &lt;?")
    assert templates.typeset("oui ?") == spaces("oui_?")


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        ("", []),
        ('<form class="filtres champ-recherche"><ul class="resultats lieux">', []),
        ('<p class="lieu__nom chiffre">', ["fiche"]),
        ('<section class="facile"><ul class="entrees">', ["fiche", "annexes"]),
        ('<ul class="lieux actions">', ["fiche"]),
        ('<ol class="frise">', ["projet"]),
        ('<div class="tableau">', ["projet"]),
        ('<nav class="menu-projet">', ["projet"]),
    ],
)
def test_a_page_gets_a_sheet_when_one_of_its_rules_finds_its_classes(body, needed):
    assert site_files.sheets_needed(body, site_files.sheets_of()) == needed


def test_a_sheet_that_is_edited_is_read_again(tmp_path):
    own = tmp_path / "overrides/assets/css/projet.css"
    own.parent.mkdir(parents=True)
    for name in ("frise", "fresque"):
        own.write_text(f".{name} {{ color: red }}", "utf-8")
        assert site_files.sheets_needed(f'<ol class="{name}">', site_files.sheets_of(tmp_path)) == ["projet"]


@each("kind", KINDS)
def test_a_kind_says_all_that_the_site_does_with_it(kind):
    assert facets_of(kind).kind is kind
    there = [folder for folder in template_folders() if (folder / f"{kind.kind}.html").exists()]
    assert there, f"Écrivez le gabarit templates/{kind.kind}.html, dans la pièce de ce genre."


def test_each_kind_has_its_values_or_says_that_it_has_none():
    assert VALUES.keys() == {*KINDS}, (
        "VALUES (open_data/values.py) : None, ou Computed(…) si quelque chose s'en calcule ; d'une extension : dans son module"
    )


def test_nothing_leads_to_what_is_empty():
    catalogue, site = catalogue_of(SMALL), made_site(SMALL)
    empty = {page.path for page in _PAGES.values() if not page.filled(catalogue, catalogue.day)}
    assert {"ctg/decider/", "ctg/moyens/"} & empty
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    assert not empty & pages.keys()
    assert all(is_answered(path, pages) for path in empty)
    link = re.compile(rf'href="[./]*({"|".join(map(re.escape, sorted(empty)))})["#?]')
    one_a_kind = {path.split("/")[0]: path for path in pages}.values()
    found = [(path, m[1]) for path in {"ctg/", "", *one_a_kind} if (m := link.search(site.frame.html(pages[path]).decode()))]
    assert found == [], found


def test_the_menu_of_the_project_is_one_row_of_five_words():
    site = made_site(ESSAI)
    pages = {file.path: file for file in site.files if isinstance(file, Page)}
    row = re.compile(r'<nav class="menu-projet.*?</nav>', re.DOTALL)
    for path, word, here in (
        ("ctg/", "Projet", "page"),
        ("ctg/moyens/", "Actions", "true"),
        ("actions/mercredis-a-l-ouest/", "Actions", "true"),
        ("indicateurs/population/", "Territoire", "true"),
        ("rencontres/comite-de-pilotage-2026-10/", "Décider", "true"),
    ):
        (menu,) = row.findall(site.frame.html(pages[path]).decode())
        reports = ["Bilans"] * ("comites" in extension_names())
        assert re.findall(r">([^<>]+)</a>", menu) == ["Projet", "Actions", "Territoire", "Décider", *reports]
        assert re.findall(r'aria-current="(\w+)">([^<]+)', menu) == [(here, word)]
    assert not row.search(site.frame.html(pages["trouver/"]).decode())
