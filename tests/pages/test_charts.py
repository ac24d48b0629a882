"""Charts: where points and lines are, what is never joined, and that nothing but shapes and words is written."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from ctg.pages.charts import SIZES, Bar, Mark, bar, bars, curve, files, looks, picture, spark
from ctg.pages.styles import palette

CSS = Path(__file__).parents[2] / "overrides/assets/css"
WORDS = {"id": "essai", "title": "Places", "text": "De 77 à 101."}


def run(*values: tuple[int, float]) -> list[Mark]:
    return [Mark(year, value, f"{value:g}") for year, value in values]


def draw(*runs, **more) -> ET.Element:
    return ET.fromstring(curve(runs, **WORDS | more))


def of_class(svg: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in svg.iter() if name in element.get("class", "").split()]


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name).rstrip("%"))


def test_years_are_in_proportion():
    first, second, third = (number(dot, "cx") for dot in of_class(draw(run((2009, 8), (2014, 9), (2020, 7))), "courbe__point"))
    assert (second - first) / (third - first) == pytest.approx(5 / 11, abs=0.001)
    assert 0 < first < 5 < 95 < third < 100


def test_the_scale_holds_zero():
    svg = draw(run((2020, 100), (2021, 50), (2022, 100)))
    ground = number(of_class(svg, "courbe__zero")[0], "y1")
    whole, half, _ = (ground - number(dot, "cy") for dot in of_class(svg, "courbe__point"))
    assert half / whole == pytest.approx(0.5, abs=0.01)


def test_values_under_zero_are_under_the_ground():
    svg = draw(run((2020, 3), (2021, -2), (2022, 1)))
    ground = number(of_class(svg, "courbe__zero")[0], "y1")
    assert [number(dot, "cy") > ground for dot in of_class(svg, "courbe__point")] == [False, True, False]


def test_a_year_without_a_measure_is_dotted_over():
    lines = of_class(draw(run((2019, 5), (2020, 6), (2022, 8))), "courbe__trait")
    assert ["courbe__trait--lacune" in line.get("class") for line in lines] == [False, True]


def test_two_series_are_never_joined():
    svg = draw(run((2019, 12), (2020, 7), (2021, 10)), run((2022, 4), (2023, 5)), breaks=[2022])
    ends = {round(number(dot, "cx"), 1) for dot in of_class(svg, "courbe__point")}
    lines = [(number(line, "x1"), number(line, "x2")) for line in of_class(svg, "courbe__trait")]
    assert (len(ends), len(lines)) == (5, 3)
    [cut] = of_class(svg, "courbe__rupture")
    assert all(not left < number(cut, "x1") < right for left, right in lines)
    assert lines[1][1] < number(cut, "x1") < lines[2][0]


def test_values_that_do_not_compare_have_no_line():
    svg = draw(run((2019, 12)), run((2020, 7)), run((2021, 10)))
    assert (len(of_class(svg, "courbe__point")), of_class(svg, "courbe__trait")) == (3, [])


def test_a_value_to_confirm_is_hollow():
    svg = draw([Mark(2020, 5, "5"), Mark(2021, 6, "6", hollow=True)])
    assert ["courbe__point--creux" in dot.get("class") for dot in of_class(svg, "courbe__point")] == [False, True]


def test_the_target_is_drawn_only_when_there_is_one():
    values = run((2020, 77), (2022, 81), (2026, 101))
    without = draw(values)
    assert of_class(without, "courbe__losange") + of_class(without, "courbe__niveau") == []
    svg = draw(values, start=Mark(2022, 81), goal=Mark(2028, 121, "cible 2028 : 121"))
    start, goal = of_class(svg, "courbe__losange")
    [level] = of_class(svg, "courbe__niveau")
    assert level.get("y1") == level.get("y2") == goal.get("y")
    assert (level.get("x1"), level.get("x2")) == (start.get("x"), goal.get("x"))
    assert number(goal, "x") > number(of_class(svg, "courbe__point")[-1], "cx")
    assert [text.text for text in of_class(svg, "courbe__valeur--cible")] == ["cible 2028\u00a0: 121"]


def test_years_of_a_long_series_stay_apart_on_a_telephone():
    svg = draw(run(*((year, 10) for year in range(1999, 2026))))
    narrow = [year for year in of_class(svg, "courbe__annee") if "courbe__large" not in year.get("class")]
    places = [number(year, "x") for year in narrow]
    assert (narrow[0].text, narrow[-1].text) == ("1999", "2025")
    assert min(b - a for a, b in pairwise(places)) >= 22


def test_an_image_has_a_name_and_a_description_and_no_other_identifier():
    svg = draw(run((2020, 77), (2026, 101)))
    words = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
    assert words == {"essai-titre": "Places", "essai-texte": "De 77 à 101."}
    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("img", "essai-titre", "essai-texte")


HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)> & {{ 7*7 }} \" '"


def test_hostile_words_stay_words():
    goal = Mark(2028, 9, HOSTILE)
    text = curve([[Mark(2020, 5, HOSTILE), Mark(2021, 6, HOSTILE)]], id="essai", title=HOSTILE, text=HOSTILE, goal=goal)
    assert "<script" not in text
    assert "<img" not in text
    svg = ET.fromstring(text)
    assert "".join(svg.itertext()).count("alert(1)") == 5
    assert {element.tag for element in svg.iter()} == {"svg", "title", "desc", "line", "circle", "path", "text"}


def test_only_classes_give_colours_and_nothing_is_asked_elsewhere():
    runs = [run((2019, 12), (2021, 7)), run((2022, 4), (2023, 5))]
    drawings = [
        curve(runs, **WORDS, breaks=[2022], start=Mark(2022, 4), goal=Mark(2028, 9, "9")),
        spark(runs),
        bar(0.5),
        bars(groups(5, 4), **WORDS),
    ]
    for drawing in drawings:
        names = {name for element in ET.fromstring(drawing).iter() for name in element.attrib}
        assert not names & {"style", "fill", "stroke", "font-size", "href", "xmlns"}
        assert not [name for name in names if name.startswith("on")]
        assert not any(word in drawing for word in ("http", "url(", "<style", "<!--"))


def test_the_small_curve_is_a_decoration():
    svg = ET.fromstring(spark([run((2019, 12), (2020, 7), (2021, 10))]))
    assert svg.get("aria-hidden") == "true"
    assert "".join(svg.itertext()) == ""
    assert len(of_class(svg, "courbe__trait")) == 2


def groups(*values: float, label: str = "") -> list[tuple[str, list[Bar]]]:
    return [("2025", [Bar(value, label or str(value), look="" if n else "creuse") for n, value in enumerate(values)])]


def test_bars_share_one_scale_and_what_is_not_known_is_hatched():
    unknown = ("2026", [Bar(0, "inconnu", more=True), Bar(50, "au moins 50", more=True)])
    svg = ET.fromstring(bars([*groups(50, 100), *groups(0), unknown], **WORDS))
    widths = [number(bar, "width") for bar in of_class(svg, "barres__barre")]
    assert widths == [widths[1] / 2, widths[1], 0, widths[1] / 2]
    assert [number(one, "x1") for one in of_class(svg, "barres__inconnu")] == [0, widths[0]]
    assert [text.text for text in of_class(svg, "barres__valeur")] == ["50", "100", "0", "inconnu", "au moins 50"]
    assert len(of_class(svg, "barres__barre--creuse")) == 2


def test_what_a_measure_should_be_is_drawn_beside_it():
    svg = draw(run((2022, 80), (2024, 86)), goal=Mark(2026, 100, "100"), gap=(Mark(2024, 86), Mark(2024, 90)))
    [asked], [gap] = of_class(svg, "courbe__attendu"), of_class(svg, "courbe__ecart")
    measured = of_class(svg, "courbe__point")[-1]
    assert (number(gap, "x1"), number(gap, "y1")) == (number(measured, "cx"), number(measured, "cy"))
    assert number(asked, "cy") == number(gap, "y2") < number(measured, "cy")


def test_a_chart_taken_away_has_its_title_its_source_and_every_colour():
    """No class stays, which no other program would read: all that a chart may draw is told by projet.css."""
    runs = [run((2019, 12), (2021, 7)), run((2022, 4), (2023, 5))]
    more = {"breaks": [2022], "start": Mark(2022, 4), "goal": Mark(2028, 9, "9"), "gap": (Mark(2023, 5), Mark(2023, 6))}
    drawn = [curve(runs, **WORDS, **more), bars([("2024", [Bar(3, "3 €", "creuse"), Bar(2, "2 €", more=True)])], **WORDS)]
    shown = {name for chart in drawn for one in ET.fromstring(chart).iter() for name in one.get("class", "").split()}
    assert shown - looks().keys() <= {"courbe", "barres", "courbe__large"}
    for chart in drawn:
        whole = ET.fromstring(picture(chart, f"Titre {HOSTILE}", "Source : CAF", palette()))
        words = "".join(whole.itertext()).replace("\u202f", " ").replace("\u00a0", " ")
        assert "Titre </title><script>" in words
        assert words.endswith("Source : CAF")
        assert "var(" not in ET.tostring(whole, encoding="unicode")
        assert not [one for one in whole.iter() if one.get("class") or one.tag.endswith("script")]
    drawing, slide = files("a/b.svg", drawn[0], "Titre", "Source : CAF", palette())
    assert (drawing.path, slide.path) == ("a/b.svg", "a/b.png")
    assert Image.open(io.BytesIO(slide.content)).width == 2 * number(ET.fromstring(drawing.content), "width")
    jetons = (CSS / "jetons.css").read_text("utf-8")
    assert all(f"--{name}: {int(size[:-2]) / 16}rem" in jetons for name, size in SIZES.items())
