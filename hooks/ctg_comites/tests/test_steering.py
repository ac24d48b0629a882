"""The committee's summary: pilots, money, figures and alerts; for a sparse convention, one true page."""

from __future__ import annotations

import datetime as dt
import io
import re

import pikepdf
import pytest

from ctg.loading import load
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer
from ctg_comites import year_pages
from ctg_comites.dashboard import summary
from ctg_comites.year import yearly
from octets import bare, pdf_text
from territoires import ESSAI, ROOT, convention

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def rich() -> dict:
    return summary(load(ESSAI, on=TODAY), yearly(load(ESSAI, on=TODAY), 2026, TODAY), "Tableau de bord", "ctg/x/")


def told(root, path: str = year_pages.REPORTS.path):
    """The page at an address, as text, and its PDF if it has one."""
    made = {file.path: file for file in year_pages.report_pages(Renderer(load(root, on=TODAY), TODAY))}
    page, pdf = made[path], made.get(f"{path}convention-en-une-page.pdf")
    assert isinstance(page, Page)
    return " ".join(re.sub(r"<[^>]+>", " ", page.body).split()), pdf and pdf.content


def test_the_essential_counts_alerts_figures_and_money(rich):
    where, money, figures, alerts = rich["essentiel"]
    assert where == "La convention est dans sa troisième année, sur cinq."
    assert money.startswith("Argent de 2026 : au moins ")
    assert re.fullmatch(r"\d+ chiffres à suivre : 8 sur la trajectoire, 2 en dehors, 1 dont on ne peut rien dire\.", figures)
    assert re.fullmatch(r"\d+ alertes, dont \d+ importantes\.", alerts)


def test_an_action_is_told_once_with_its_pilot_and_all_that_it_raises(rich):
    keys = [line["cle"] for line in rich["actions"]]
    assert len(set(keys)) == len(keys)
    [one] = [line for line in rich["actions"] if line["cle"] == "actions/ecrans-en-famille/"]
    assert one["pilote"]
    assert len(one["raisons"]) == 3
    assert one["gravite"] == "important"
    assert all(line["fermeture"] for line in rich["actions"] if line["gravite"] == "important")
    weights = [line["gravite"] for line in rich["actions"]]
    assert weights == sorted(weights, key=lambda weight: weight != "important")


@pytest.mark.gard
def test_the_real_convention_holds_in_one_page():
    page, pdf = told(ROOT)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    for text in (bare(page), bare(pdf_text(pdf))):
        assert bare("Nous ne connaissons ni axe ni action de la convention.") in text
        assert bare("non renseigné") not in text  # seventeen actions are not seventeen lines
        assert "bloquée" not in text  # nothing is known of actions: no alert is not good news
    assert "Important. Convention territoriale globale" in page
    assert len(page.split()) < 450


def test_nothing_is_known_and_nothing_is_offered(project):
    made = {file.path for file in year_pages.report_pages(Renderer(load(project(), on=TODAY), TODAY))}
    assert f"{year_pages.REPORTS.path}convention-en-une-page.pdf" not in made
    page, _ = told(project(convention("debut: 2026")))
    assert "Aucun montant de 2026" in page
