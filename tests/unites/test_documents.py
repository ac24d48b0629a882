"""Frames, parsed as browsers do: whatever the data says, nothing runs and nothing leaves."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.open_data.everyday import embeds
from lieux_hostiles import BASE, MARKED, PLACES, TODAY, with_places

RENDER = Renderer(BASE, TODAY)
FORBIDDEN = "//script | //iframe | //object | //embed | //base | //style | //@style | //@*[starts-with(name(), 'on')]"


@settings(max_examples=25, deadline=None)
@given(st.one_of(MARKED, PLACES))
def test_any_text_stays_a_text_in_a_frame(places):
    render = replace(RENDER, catalogue=with_places(BASE, places))
    made = embeds.files(render)
    documents = {one.path: lxml.html.document_fromstring(one.content) for one in made if isinstance(one, Asset)}
    for path, page in documents.items():
        assert page.xpath(FORBIDDEN) == [], path
        assert {img.get("src") for img in page.iter("img")} == set(), path
        for href in page.xpath("//a/@href"):
            assert re.match(r"(tel:\+?\d+$|https://|\.\.?/|#)", href), (path, href)
