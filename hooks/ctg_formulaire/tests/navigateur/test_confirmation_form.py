"""The form that goes with a request: opened from a file, without a network, by keyboard or by touch, with or without scripts."""

from __future__ import annotations

import re

import pytest

from audit import axe, nu
from ctg.common.clock import PARIS, today
from ctg.loading import load
from ctg_formulaire.following import reasons, requests
from ctg_formulaire.messages import form
from territoires import ESSAI


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The longest form of the invented territory, and that of a question."""
    catalogue, folder = load(ESSAI, on=today(PARIS)), tmp_path_factory.mktemp("formulaires")
    why = reasons(catalogue, today(PARIS))
    due = [place for place in catalogue.places if place.key in why]
    longest = max(requests(catalogue, due, today(PARIS)), key=lambda one: len(one.places))
    asked = requests(catalogue, [catalogue.places[0]], today(PARIS), "Ouverts du 22 au 31 décembre ?")[0]
    for name, request in (("tout", longest), ("question", asked)):
        (folder / f"{name}.html").write_bytes(form(catalogue, request, "equipe@exemple.fr"))
    return folder


def test_it_composes_an_answer_that_is_read_back(open_page, written):
    page = open_page(viewport={"width": 320, "height": 700})
    page.goto(f"file://{written}/tout.html")
    page.get_by_role("button", name="Préparer ma réponse").click()
    assert page.get_by_role("alert").inner_text() == "Choisissez d’abord votre fonction, en haut."
    assert page.evaluate("document.activeElement.id") == "fonction"
    page.get_by_label("Votre fonction").select_option("mairie")
    page.get_by_label("Tout ce que je ne corrige pas est juste").first.check()
    page.locator("[data-fait='1.3'] input[type=text]").fill("  01 99 00\u00a011 99 ")
    page.locator("[data-fait='2.1']").get_by_label("C’est juste").check()
    page.get_by_role("button", name="Préparer ma réponse").press("Enter")
    assert page.evaluate("document.activeElement.id") == "titre-reponse"
    answer = page.get_by_label("Texte à renvoyer").input_value()
    assert re.findall(r"(?m)^(Votre fonction|Réponse [\d.]+)[^:]*: (.+)$", answer) == [
        ("Votre fonction", "mairie"),
        ("Réponse 1", "oui"),
        ("Réponse 1.3", "01 99 00 11 99"),
        ("Réponse 2.1", "oui"),
    ]
    assert page.get_by_role("link", name="Ouvrir un message").get_attribute("href").startswith("mailto:equipe")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_one_question_is_answered_in_two_gestures(open_page, written):
    page = open_page()
    page.goto(f"file://{written}/question.html")
    page.get_by_label("Votre fonction").select_option("accueil")
    page.get_by_label("Non").check()
    page.get_by_role("button", name="Préparer ma réponse").click()
    assert re.findall(r"Réponse (1\.1)[^:]*: (.+)", page.get_by_label("Texte à renvoyer").input_value()) == [("1.1", "non")]


def test_without_scripts_it_reads_and_says_how_to_answer(open_page, written):
    page = open_page(java_script_enabled=False)
    page.goto(f"file://{written}/tout.html")
    assert page.get_by_text("Répondez dans le message reçu, ou imprimez cette page.").is_visible()
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("On appelle le").first.is_visible()


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_no_tool_finds_a_fault(open_page, written, palette):
    for name in ("tout", "question"):
        page = open_page(color_scheme=palette, viewport={"width": 320, "height": 700})
        page.goto(f"file://{written}/{name}.html")
        page.get_by_label("Votre fonction").select_option("accueil")
        page.get_by_label("C’est juste" if name == "tout" else "Oui").first.check()
        page.get_by_role("button", name="Préparer ma réponse").click()
        found = axe.examine(page, axe.Place(name, palette=palette, largeur=320))
        assert [str(one) for one in found if one.verdict == "faute"] == []
    assert [str(one) for one in nu.check([str(path) for path in written.iterdir()]) if one.kind == "error"] == []
