"""The money and the posts of the convention: sums by year, funder, dispositif and axis, and what is not known."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import nullcontext
from decimal import Decimal

import lxml.html
import pytest

from ctg.common.problems import DataError
from ctg.loading import load
from ctg.model.action import Poste
from ctg.model.framework import Cadre
from ctg.pages.files import ACTIONS_PAGE, section_pages
from ctg.pages.renderer import Renderer
from ctg.plan import money
from ctg.site.former import redirection
from territoires import convention

TODAY = dt.date(2026, 11, 25)
ACTION = "titre: {}\naxe: {}\nporteurs: [Mairie]\n{}"
PARTS = (
    "{annee: 2025, financeur: La CAF, prevu: 1000, realise: '900,50', dispositif: Bonus territoire}",
    "{annee: 2025, financeur: Mairie, prevu: 200, realise: 300}",
    "{annee: 2026, financeur: caf 99, prevu: 500, dispositif: bonus territoire}",
    "{annee: 2026, financeur: Région}",
    "{annee: 2026, financeur: Mairie, prevu: 70}",
)
FILES = convention("debut: 2024", "fin: 2028") | {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/axes/b.yml": "numero: B\ntitre: Relier\n",
    "data/axes/c.yml": "numero: C\ntitre: Missions\ncadre: offre\n",
    "data/cadres/offre.yml": "titre: Offre d'emploi\nnature: missions\n",
    "data/partenaires/caf.yml": "nom: CAF 99\nautres_noms: [La CAF]\n",
    "data/actions/a1.yml": ACTION.format("Guichet", "a", f"moyens: {{financiers: [{', '.join(PARTS[:3])}]}}\n"),
    "data/actions/b1.yml": ACTION.format("Bus", "b", f"moyens: {{financiers: [{', '.join(PARTS[3:])}]}}\n"),
    "data/actions/b2.yml": ACTION.format("Rien", "b", ""),
    "data/actions/c1.yml": ACTION.format("Ailleurs", "c", "moyens: {financiers: [{annee: 2025, financeur: X, prevu: 9}]}\n"),
}


@pytest.fixture
def page(project):
    """``page(files)`` → the page of these files, read as a browser would."""

    def make(files: dict[str, str]):
        made, *_pictures = money.files(Renderer(load(project(files), on=TODAY), TODAY))
        return lxml.html.fromstring(made.body.replace("\u00a0", " ").replace("\u202f", " "))

    return make


def rows(table) -> list[list[str]]:
    return [[cell.text_content() for cell in row.iter("th", "td")] for row in table.iter("tr")]


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ({}, ""),
        ({2024: (1000, 1000)}, "En 2024, on a dépensé ce qui était prévu."),
        (
            {2024: (1000, 1010), 2025: (1000, 400)},
            "En 2024, on a dépensé à peu près ce qui était prévu. En 2025, on a dépensé moins que prévu.",
        ),
        (
            {2024: (10, 30), 2025: (10, None), 2026: (None, 10)},
            "En 2024, on a dépensé plus que prévu. Pour 2025 et 2026, on ne sait pas encore.",
        ),
    ],
)
def test_the_title_of_the_chart_says_what_is_known_only(years, told):
    def sums(prevu: int | None, realise: int | None) -> money.Sums:
        known = {"prevu": prevu, "realise": realise}
        return money.Sums(**{name: money.Amount(Decimal(amount)) for name, amount in known.items() if amount})

    assert money.verdict([(year, sums(*both)) for year, both in years.items()]) == told


def tables(page) -> dict[str, list[list[str]]]:
    """The rows of each table, by the title above it."""
    return {table.xpath("ancestor::details/summary/h2")[0].text: rows(table) for table in page.iter("table")}


def posts(*lines: str) -> dict[str, str]:
    return FILES | {"data/actions/a1.yml": ACTION.format("Guichet", "a", f"moyens: {{postes: [{', '.join(lines)}]}}\n")}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{fonction: Animatrice, etp: '0,5'}", "{fonction: Conseiller, etp: 1}"], "2 postes en cours, 1,5 équivalent"),
        (["{fonction: Animatrice, etp: '0,5'}", "{fonction: Conseiller}"], "2 postes en cours, au moins 0,5 équivalent"),
        (["{fonction: Conseiller}"], "1 poste en cours, équivalent temps plein inconnu."),
        (["{fonction: Animatrice, etp: 1, a: 2025}", "{fonction: Guide, etp: 2}"], "1 poste en cours, 2 équivalents temps"),
        (["{fonction: Animatrice, etp: 1, de: 2027}"], "Au 25 novembre 2026, aucun poste en cours."),
    ],
)  # fmt: skip
def test_posts_add_up_on_the_day(page, lines, told):
    section = page(posts(*lines)).xpath("//details[summary/h2='Les postes']")[0]
    assert told in section.text_content()
    assert len(section.xpath(".//li")) == len(lines)


def test_the_post_that_the_caf_supports_is_said_with_its_time_unknown():
    convention = Cadre(titre="CTG", nature="ctg", soutiens=[{"annee": 2026, "nature": "poste", "prevu": 24000}])
    assert money.supported_posts(convention, []) == ["2026 : 24\u202f000\xa0€ prévus ; temps non dit"]
    assert money.supported_posts(convention, [Poste(fonction="Chargée de coopération CTG")]) == ["2026 : 24\u202f000\xa0€ prévus"]


def test_without_money_nor_post_there_is_no_page_and_its_address_leads_on(project):
    files = {name: text for name, text in FILES.items() if name not in {"data/actions/a1.yml", "data/actions/b1.yml"}}
    without, with_means = (load(project(found), on=TODAY) for found in (files, FILES))
    assert [money.MEANS in section_pages(catalogue, TODAY) for catalogue in (without, with_means)] == [False, True]
    assert not list(money.files(Renderer(without, TODAY)))
    assert redirection(money.MEANS.path) == ACTIONS_PAGE[1]


def test_the_chart_and_every_table_tell_the_same_sum_and_hatch_what_is_unknown(page):
    silent = "moyens: {financiers: [{annee: 2027, financeur: CAF}]}\n"
    made = page(FILES | {"data/actions/b2.yml": ACTION.format("Rien", "b", silent)})
    totals = {tuple(found[-1][1:3]) for found in tables(made).values()}
    assert totals == {("au moins 1 770 €", "au moins 1 200,50 €")}
    (years,) = [found for found in tables(made).values() if found[0][0] == "Année"]
    drawn = made.xpath("//*[contains(@class, 'barres')]")[0]
    assert drawn.xpath(".//*[@class='barres__nom']/text()") == [row[0] for row in years[1:-1]]  # the silent year too
    said = drawn.xpath(".//*[@class='barres__valeur']/text()")
    assert [re.sub(" (prévus|réalisés)$|^(prévu|réalisé) ", "", one) for one in said] == [
        cell.replace(",50", "") for row in years[1:-1] for cell in row[1:3]
    ]
    assert said[-2:] == ["prévu inconnu", "réalisé inconnu"]  # each bar says which it is
    assert len(drawn.xpath(".//*[@class='barres__inconnu']")) == 4  # what is planned and spent of 2026, and of 2027
    assert "Hachures" in made.text_content()


@pytest.mark.parametrize(
    ("above", "below", "twice"),
    [
        ("prevu: 1000, realise: 900", ["prevu: 1000"], True),
        ("prevu: 1000, realise: 900", ["prevu: 800, realise: 900"], True),
        ("prevu: 1000, realise: 900", ["realise: 400", "realise: 500"], True),
        ("prevu: 1000, realise: 900", ["prevu: 900"], False),
        ("prevu: 1000, realise: 900", ["prevu: 1000, dispositif: Bonus territoire"], False),
    ],
)
def test_an_action_and_its_part_never_count_the_same_money(project, above, below, twice):
    line = "moyens: {{financiers: [{{annee: 2025, financeur: CAF, {}}}]}}\n"
    files = {name: text for name, text in FILES.items() if "actions/" not in name}
    files |= {"data/actions/a1.yml": ACTION.format("Guichet", "a", line.format(above))}
    for rank, part in enumerate(below):
        files[f"data/actions/p{rank}.yml"] = ACTION.format(f"Partie {rank}", "a", f"sous_action_de: a1\n{line.format(part)}")
    root = project(files)
    with pytest.raises(DataError, match="compté deux fois") if twice else nullcontext():
        load(root, on=TODAY)
