"""The year of the convention: which years, what is told of each, exact totals; its page and its PDF; the report of the post."""

import datetime as dt
import io
import re

import pikepdf
import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page
from ctg_comites import post_report, year_pages
from ctg_comites.post_report import HEADINGS
from ctg_comites.year import convention_years, yearly
from ctg_comites.year_pages import document_of
from ctg_comites.year_words import axis_lines, where_actions_stand
from dits import odd
from octets import bare, pdf_pages, pdf_text
from octets import pdf_tag_names as names
from octets import pdf_text as text
from territoires import ESSAI, ROOT, SMALL, catalogue_of, convention, day_of
from territoires import convention as own_convention

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        (("debut: 2024-06", "fin: 2028"), [2024, 2025, 2026]),
        (("debut: 2020", "fin: 2023-12-31"), [2020, 2021, 2022, 2023]),
        (("debut: 2027", "fin: 2031"), []),
        ((), [2026]),
    ],
)
def test_the_years_that_may_have_a_report(project, convention, expected):
    assert list(convention_years(load(project(own_convention(*convention)), on=TODAY), TODAY)) == expected


@pytest.mark.parametrize("year", convention_years(catalogue_of(ESSAI), TODAY))
def test_each_action_of_a_year_is_told_once_under_a_title_that_its_state_fits(year):
    found = yearly(catalogue_of(ESSAI), year, TODAY)
    for axis in found.axes:
        lines = axis_lines(axis)
        listed = [line for part in ("fait", "commence", "en_retard", "pas_fait") for line in lines[part]]
        assert len(listed) + len(re.findall(r"(?:^| ; )\d+\.\d+ ", lines["reste"])) == len(axis.actions)
        assert {line["etat"] for line in lines["fait"]} <= {"realisee", "en-cours"}
    assert odd(where_actions_stand(found)["verdict"]) == []


def told(root, path: str = year_pages.REPORTS.path):
    """The page at an address, as text, and its PDF if it has one."""
    read = load(root, on=max(TODAY, dt.date.fromisoformat(day_of(root))))
    made = {file.path: file for file in year_pages.report_pages(Renderer(read, TODAY))}
    page, pdf = made[path], made.get(f"{path}convention-en-une-page.pdf")
    assert isinstance(page, Page)
    return " ".join(re.sub(r"<[^>]+>", " ", page.body).split()), pdf and pdf.content


@pytest.mark.gard
def test_the_real_convention_holds_in_one_page():
    page, pdf = told(ROOT)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    for said in (bare(page), bare(pdf_text(pdf))):
        assert bare("Nous ne connaissons ni axe ni action de la convention.") in said
        assert bare("La convention se termine en 2026") in said
        assert bare("non renseigné") not in said  # seventeen actions are not seventeen lines
    assert len(page.split()) < 450


def test_it_tells_meetings_decisions_actions_and_what_inhabitants_asked():
    catalogue = load(ESSAI, on=TODAY)
    made = post_report.report(catalogue, yearly(catalogue, 2026, TODAY))
    said = {one["titre"]: "\n".join(one["faits"]) for one in made["rubriques"]}
    assert list(said) == list(HEADINGS)
    leads, needs, network, inhabitants = said.values()
    assert "Comité de pilotage d’octobre 2026" in leads.replace("'", "’")
    assert "Permis de construire (février 2026)" in leads, "what did not go on, and why"
    assert "comite-technique-2026-12" not in leads
    assert "Places d’accueil, Aubrelune : 8\u00a0ouvertes" in needs
    assert needs.count("Aubrelune :") == 1, "the same places are said once, in their last state"
    assert "Avec CAF de la Haute-Lune : actions 1.1" in network
    assert "63 personnes. 3 demandes" in inhabitants


def test_of_a_year_of_which_nothing_is_written_it_says_so_in_one_page(project, tmp_path):
    root = project(convention("debut: 2024", "fin: 2028"))
    catalogue = load(root)
    made = post_report.report(catalogue, yearly(catalogue, 2025, catalogue.day))
    assert [one["faits"] for one in made["rubriques"]][1:] == [[], [], []]
    assert main(["--projet", str(root), "document", "cooperation", "2025", "--vers", str(tmp_path / "d")]) == 0
    (place,) = (tmp_path / "d").iterdir()
    assert len(list(pdf_pages(place.read_bytes()))) == 1


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
