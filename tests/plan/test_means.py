"""The money of the convention: the chart and every table tell the same sum. What is summed, and the posts: ``scenes/``."""

import datetime as dt
import re

import lxml.html

from ctg.loading import load
from ctg.pages.renderer import Renderer
from ctg.plan import money
from territoires import ROOT
from test_scenes import parse

TODAY = dt.date(2026, 11, 25)


def test_the_chart_and_every_table_tell_the_same_sum_and_hatch_what_is_unknown(project):
    files, _ = parse((ROOT / "tests/scenes/argent-partiel.txt").read_text("utf-8"))
    page, *_pictures = money.files(Renderer(load(project(files), on=TODAY), TODAY))
    made = lxml.html.fromstring(page.body.replace("\u00a0", " ").replace("\u202f", " "))
    tables = [
        [[cell.text_content() for cell in row.iter("th", "td")] for row in table.iter("tr")] for table in made.iter("table")
    ]
    assert {tuple(rows[-1][1:3]) for rows in tables} == {("au moins 1 770 €", "au moins 1 200,50 €")}
    (years,) = [rows for rows in tables if rows[0][0] == "Année"]
    drawn = made.xpath("//*[contains(@class, 'barres')]")[0]
    assert drawn.xpath(".//*[@class='barres__nom']/text()") == [row[0] for row in years[1:-1]]  # the silent year too
    said = drawn.xpath(".//*[@class='barres__valeur']/text()")
    assert [re.sub(" (prévus|réalisés)$|^(prévu|réalisé) ", "", one) for one in said] == [
        cell.replace(",50", "") for row in years[1:-1] for cell in row[1:3]
    ]
    assert said[-2:] == ["prévu inconnu", "réalisé inconnu"]  # each bar says which it is
    assert len(drawn.xpath(".//*[@class='barres__inconnu']")) == 4  # what is planned and spent of 2026, and of 2027
    assert "Hachures" in made.text_content()
