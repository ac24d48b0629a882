"""Addresses and templates."""

from __future__ import annotations

import datetime as dt
import posixpath

import jinja2
import pytest

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.addresses import relative
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer


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


def lutins_page(render: Renderer) -> str:
    return record_page(render, render.catalogue.get(Structure, "les-lutins")).body


def test_the_typography_of_the_data_and_of_the_template_itself(renderer):
    body = lutins_page(renderer('"L\'Été : oui ?"'))
    assert "L’Été\u00a0: oui\u202f?" in body
    assert "D’où viennent ces informations" in body


def test_a_name_that_a_template_misspells_stops_the_build(renderer):
    environment = renderer().environment
    for template in ("{{ inconnu }}", "{{ territoire.inconnu }}", "{% if inconnu %}{% endif %}"):
        with pytest.raises(jinja2.UndefinedError):
            environment.from_string(template).render(page_path="")


def test_staleness_is_said_on_the_day_after_the_term(renderer):
    catalogue = renderer(more="verifie_le: 2026-05-25\n").catalogue
    said = ["confiance--doute" in lutins_page(Renderer(catalogue, dt.date(2026, 11, day))) for day in (25, 26)]
    assert said == [False, True]
