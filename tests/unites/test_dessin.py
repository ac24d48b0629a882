"""``data/dessin.svg``: what any hand drew, made anew; nothing of it runs, links or colours."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.families import drawing, home
from ctg.stores.dessin import FILE, ID, MOST, load_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 0 640 480">'
SOUND = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- un commentaire -->
{HEAD}<title>Le territoire</title><desc>Ses <b>lignes</b></desc>
<g id="traits" transform="translate(10, 20) rotate(-5)"><path class="bord" d="M0 0L10,10Z" stroke-width="2.5"/></g>
<text x="10" y="20.5" font-size="21" text-anchor="end">Val &lt;b&gt; bourg<tspan dx="3">!</tspan></text>
</svg>"""


def read(tmp_path, text: str | bytes):
    path = tmp_path / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_drawing(tmp_path)


def test_without_a_file_there_is_no_drawing_and_nothing_is_told(tmp_path):
    assert load_drawing(tmp_path) == (None, [])


def test_a_sound_drawing_is_made_anew(tmp_path):
    svg, problems = read(tmp_path, SOUND)
    assert problems == []
    assert ET.tostring(svg, encoding="unicode") == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 0 640 480"><g id="dessin" fill="none" stroke="currentColor">'
        '<g transform="translate(10, 20) rotate(-5)"><path d="M0 0L10,10Z" stroke-width="2.5" /></g>'
        '<text fill="currentColor" stroke="none" font-size="21" text-anchor="end" x="10" y="20.5">'
        'Val &lt;b&gt; bourg<tspan dx="3">!</tspan></text></g></svg>'
    )


def test_it_takes_the_place_of_the_one_that_is_made(project):
    render = Renderer(load(project({FILE: SOUND})), dt.date(2026, 11, 25))
    (file,) = drawing.files(render)
    assert b"translate(10, 20)" in file.content
    (page,) = home.files(render)
    assert f'viewBox="-5 0 640 480" aria-hidden="true" focusable="false"><use href="{drawing.PATH}#{ID}"/>' in page.body


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", '<a href="https://exemple.fr"><path d="M0,0"/></a>', '<use href="#x"/>',
        "<style>*{}</style>", '<image href="x.png"/>', "<foreignObject><p>x</p></foreignObject>", '<animate attributeName="d"/>',
        '<path d="M0,0" onclick="x()"/>', '<path d="M0,0" style="fill:red"/>', '<path d="M0,0" fill="red"/>',
        '<path d="M0,0" fill="url(#x)"/>', '<path d="M0,0" filter="url(https://exemple.fr)"/>', '<g transform="url(x)"/>',
        '<circle r="1e9"/>', '<circle r="10px"/>', '<text font-family="x">x</text>', "<x:path xmlns:x='http://www.w3.org/2000/svg'/>",
    ],
)  # fmt: skip
def test_what_is_not_a_line_a_shape_or_a_word_is_refused_on_its_line(tmp_path, inside):
    svg, problems = read(tmp_path, f"{HEAD}\n\n{inside}</svg>")
    assert svg is None
    assert {(problem.file, problem.line, problem.level) for problem in problems} == {(FILE, 3, "erreur")}
    assert all(problem.message and problem.remedy for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "", "bonjour", "<html></html>", "<svg/>", '<svg viewBox="0 0 0 0"/>', '<svg viewBox="0 0 10 10"><g></svg>',
        b"\xff\xfe\x00", f'<!DOCTYPE svg SYSTEM "https://exemple.fr/x.dtd">{HEAD}</svg>',
        f'<?xml-stylesheet href="x.css"?>{HEAD}</svg>',
        f"{HEAD}</svg>" + " " * MOST,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path, text):
    svg, problems = read(tmp_path, text)
    assert svg is None
    assert len(problems) >= 1


@given(text=st.text(), attribute=st.text(), value=st.text())
def test_no_text_breaks_it_nor_passes(tmp_path_factory, text, attribute, value):
    folder = tmp_path_factory.mktemp("dessin")
    for whole in (text, f"{HEAD}{text}</svg>", f"{HEAD}<path {attribute}={value!r}/></svg>"):
        svg, problems = read(folder, whole.encode("utf-8", "replace"))
        assert (svg is None) == bool(problems)
        if svg is not None:
            assert {element.tag for element in svg.iter()} <= {"svg", "g", "path"}


def test_a_long_value_that_nearly_fits_takes_no_time(tmp_path):
    for inside in ('<path stroke-dasharray="' + "1" * 50_000 + 'x"/>', '<g transform="' + "rotate(1) " * 5_000 + 'x"/>'):
        assert read(tmp_path, f"{HEAD}{inside}</svg>")[1]
