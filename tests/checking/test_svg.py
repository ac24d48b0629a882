"""Drawings of ``docs/``: what only draws is published, what could act is refused on its line."""

from ctg.checking.pictures import check_drawings, remade

SOUND = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 9 9" inkscape:version="1.3">
<title>La crèche</title><metadata><cc:Work xmlns:cc="http://creativecommons.org/ns#"/></metadata><inkscape:grid/>
<defs><linearGradient id="ciel"><stop offset="0" stop-color="#fff"/></linearGradient></defs>
<style type="text/css">.mur{fill:url(#ciel);stroke:#333}</style>
<g class="mur" transform="translate(1 2)"><path d="M0 0L9 9z" style="fill:none"/></g>
<use xlink:href="#ciel"/><image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>
<text font-family="serif" x="1">Un <tspan dx="1">mot</tspan> &amp; deux</text>
</svg>"""


def test_a_drawing_of_an_office_or_of_inkscape_is_drawn_as_it_was():
    content, remarks = remade(SOUND.encode())
    assert remarks == []
    text = content.decode()
    for kept in ("<title>La crèche</title>", 'stop-color="#fff"', "fill:url(#ciel)", 'd="M0 0L9 9z"', 'xlink:href="#ciel"',
                 "data:image/png;base64,iVBORw0KGgo=", 'Un <tspan dx="1">mot</tspan> &amp; deux', 'class="mur"'):  # fmt: skip
        assert kept in text
    assert remade(content) == (content, [])


def test_each_thing_that_could_act_is_refused_on_its_line(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg">\n<script/>\n<g onload="x"/>\n</svg>')
    (tmp_path / "docs/b.svg").write_text("<svg>")
    assert [(one.file, one.line, one.level) for one in check_drawings(tmp_path)] == [
        ("docs/a.svg", 2, "erreur"), ("docs/a.svg", 3, "erreur"), ("docs/b.svg", 1, "erreur"),
    ]  # fmt: skip
