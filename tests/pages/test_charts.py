"""Charts: where points and lines are, what is never joined, nothing but shapes and words; what is printed in a PDF."""

import datetime as dt
import io
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from ctg.common.problems import DataError
from ctg.pages import pdf
from ctg.pages.charts import SIZES, Bar, Mark, bars, curve, file_of, looks, picture
from ctg.pages.pdf import make_pdf, printable
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


def test_two_series_are_never_joined():
    svg = draw(run((2019, 12), (2020, 7), (2021, 10)), run((2022, 4), (2023, 5)), breaks=[2022])
    ends = {round(number(dot, "cx"), 1) for dot in of_class(svg, "courbe__point")}
    lines = [(number(line, "x1"), number(line, "x2")) for line in of_class(svg, "courbe__trait")]
    assert (len(ends), len(lines)) == (5, 3)
    [cut] = of_class(svg, "courbe__rupture")
    assert all(not left < number(cut, "x1") < right for left, right in lines)
    assert lines[1][1] < number(cut, "x1") < lines[2][0]


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


HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)> & {{ 7*7 }} \" '"


def test_hostile_words_stay_words():
    goal = Mark(2028, 9, HOSTILE)
    text = curve([[Mark(2020, 5, HOSTILE), Mark(2021, 6, HOSTILE)]], id="essai", title=HOSTILE, text=HOSTILE, goal=goal)
    assert "<script" not in text
    assert "<img" not in text
    svg = ET.fromstring(text)
    assert "".join(svg.itertext()).count("alert(1)") == 5
    assert {element.tag for element in svg.iter()} == {"svg", "title", "desc", "line", "circle", "path", "text"}


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
    said = (drawn[0], "Titre", "Source : CAF", palette())
    slide = file_of("a/b.png", *said)
    assert Image.open(io.BytesIO(slide.content)).width == 2 * number(ET.fromstring(picture(*said)), "width")
    jetons = (CSS / "jetons.css").read_text("utf-8")
    assert all(f"--{name}: {int(size[:-2]) / 16}rem" in jetons for name, size in SIZES.items())


TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l'été : « oui » !", "l’été\u00a0: «\u202foui\u202f»\u202f!"),
        ("a\nb\tc", "a b c"),
        ("12\u202f345\u00a0€", "12\u202f345\u00a0€"),  # our own no-break spaces stay
        ("a\u202eb\u200d\x00c\ue000", "abc"),
        ("e\u0301", "é"),
        ("日 🎉", "□ □"),
        ("\ufb01n \U0001d401on Ə", "fin Bon □"),  # no bold « Ə » in the font
        ("x" * 65, "x" * 30 + "\u200b" + "x" * 30 + "\u200b" + "x" * 5),
    ],
)
def test_what_is_printed(before, after):
    assert printable(before) == after


def test_every_european_letter_has_a_glyph():
    letters = (chr(code) for code in range(0x21, pdf.EUROPEAN))
    wanted = "".join(char for char in letters if unicodedata.category(char) not in pdf.UNWANTED)
    assert make_pdf("caractere.typ", {"texte": wanted}, TODAY)  # refused if one could not be drawn


def test_a_large_document_is_made_by_a_process_of_its_own_to_the_same_bytes(monkeypatch):
    small = make_pdf("caractere.typ", {"texte": "é"}, TODAY)
    monkeypatch.setattr(pdf, "LARGE", 0)
    with monkeypatch.context() as closed:
        closed.setattr(pdf.typst, "compile", None)
        assert make_pdf("caractere.typ", {"texte": "é"}, TODAY) == small
    with pytest.raises(DataError, match=r'Typst dit : .*"texte"'):
        make_pdf("caractere.typ", {}, TODAY)
    monkeypatch.setattr(pdf, "ALONE", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(MemoryError):
        make_pdf("caractere.typ", {"texte": "é"}, TODAY)
