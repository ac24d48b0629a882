"""The PDF of the year: tagged, repeatable, with texts that stay texts."""

from __future__ import annotations

import datetime as dt
import io
import re

import pikepdf
import pytest

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg_comites.year_pages import document_of
from octets import pdf_tag_names as names
from octets import pdf_text as text
from territoires import ESSAI, SMALL, catalogue_of

TODAY = dt.date(2026, 11, 25)
HOSTILE = '#eval("1+1") *gras* _it_ $x$ @ref <script>alert(1)</script> {{ 7*7 }} \\u{0} `code` = Titre // fin [x](y) "'


@pytest.fixture(scope="module")
def essai() -> bytes:
    """The report of the invented territory for 2026."""
    return document_of(Renderer(catalogue_of(ESSAI), TODAY), 2026).pdf


@pytest.fixture
def hostile(project):
    """The report of a territory where every text of the year is this one."""

    def make(value: str) -> bytes:
        line = "'" + value.replace("'", "''") + "'"
        files = {
            "data/axes/a.yml": f"numero: A\ntitre: {line}\nenjeu: {line}\n",
            "data/actions/a1.yml": f"titre: {line}\naxe: a\nporteurs: [{line}]\netats:\n  - etat: suspendue\n"
            f"difficultes: [{{date: 2026-03-01, texte: {line}}}]\n"
            f"bilans: [{{annee: 2026, texte: {line}}}]\ncalendrier: {{etapes: [{{date: 2026-01, titre: {line}}}]}}\n"
            f"moyens: {{financiers: [{{annee: 2026, prevu: 1000000000000, financeur: {line}}}]}}\n"
            f"sources: [{{titre: {line}, url: 'https://www.exemple.fr/{'long-' * 40}'}}]\n",
            "data/indicateurs/i.yml": f"nom: {line}\nunite: {line}\nproducteur: {line}\n"
            f"valeurs: [{{annee: 2026, valeur: 3, note: {line}, source: {line}}}]\n",
            "data/rencontres/r.yml": f"titre: {line}\ndate: 2026-03\n"
            f"suites: [{{texte: {line}}}, {{texte: {line}, etat: prevue}}]\n",
        }
        render = Renderer(load(project(files), on=TODAY), TODAY)
        return document_of(render, 2026).pdf

    return make


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_report_holds_in_four_pages_with_its_chart_and_its_map(year):
    made = document_of(Renderer(catalogue_of(ESSAI), TODAY), year)
    assert len(pikepdf.open(io.BytesIO(made.pdf)).pages) <= 4
    assert names(made.pdf).count("/Figure") == 2


def colours(content: bytes) -> set[tuple[int, ...]]:
    """Every colour that fills something."""
    return {
        tuple(round(float(part) * 255) for part in operands if not isinstance(part, pikepdf.Name))
        for page in pikepdf.open(io.BytesIO(content)).pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) in {"rg", "sc", "scn"}
    }


def test_documents_take_the_colour_of_the_territory(project, essai):
    written = (SMALL / "data/territoire.yml").read_text("utf-8")
    files = {"data/territoire.yml": written + 'allure: {couleur: "#b8005c"}\n'}
    made = document_of(Renderer(load(project(files), on=TODAY), TODAY), 2026).pdf
    assert (0xB8, 0x00, 0x5C) in colours(made)
    assert (0x0B, 0x5D, 0x57) not in colours(made)
    assert (0x0B, 0x5D, 0x57) in colours(essai)


def test_hostile_text_stays_text(hostile):
    content = hostile(HOSTILE)
    assert text(content).count(re.sub(r"\s", "", HOSTILE)) >= 3
    assert names(content).count("/H1") == 1


@pytest.mark.parametrize(
    "value", ["é" * 290, "\u202eelbisivni\u202c \u200b\u2066x\u2069", "日本 🎉 עברית مرحبا \ue000 ﬁn", "e\u0301" * 100]
)
def test_texts_that_no_font_expects(hostile, value):
    assert "?" not in text(hostile(value)).replace("□", "")


def test_ten_thousand_characters(project):
    bilan = "Anticonstitutionnellement" * 400
    files = {
        "data/axes/a.yml": "numero: A\ntitre: Axe\n",
        "data/actions/a1.yml": f"titre: Action\naxe: a\nporteurs: [Mairie]\nbilans: [{{annee: 2026, texte: {bilan}}}]\n",
    }
    render = Renderer(load(project(files), on=TODAY), TODAY)
    content = document_of(render, 2026).pdf
    assert 5 < text(content).count("Anticonstitutionnellement") < 10  # its first words: the page of the action has them all
    assert len(pikepdf.open(io.BytesIO(content)).pages) == 1
