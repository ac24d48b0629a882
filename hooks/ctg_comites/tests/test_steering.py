"""Of a sparse convention, one true page."""

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
from octets import bare, pdf_text
from territoires import ROOT, convention

TODAY = dt.date(2026, 11, 25)


def told(root, path: str = year_pages.REPORTS.path):
    """The page at an address, as text, and its PDF if it has one."""
    made = {file.path: file for file in year_pages.report_pages(Renderer(load(root, on=TODAY), TODAY))}
    page, pdf = made[path], made.get(f"{path}convention-en-une-page.pdf")
    assert isinstance(page, Page)
    return " ".join(re.sub(r"<[^>]+>", " ", page.body).split()), pdf and pdf.content


@pytest.mark.gard
def test_the_real_convention_holds_in_one_page():
    page, pdf = told(ROOT)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    for text in (bare(page), bare(pdf_text(pdf))):
        assert bare("Nous ne connaissons ni axe ni action de la convention.") in text
        assert bare("La convention se termine en 2026") in text
        assert bare("non renseigné") not in text  # seventeen actions are not seventeen lines
    assert len(page.split()) < 450


def test_nothing_is_known_and_nothing_is_offered(project):
    assert not list(year_pages.report_pages(Renderer(load(project(), on=TODAY), TODAY)))
    page, _ = told(project(convention("debut: 2026")))
    assert "Aucun montant de 2026" in page
