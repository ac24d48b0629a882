"""Pages and frames: whatever the data says, nothing runs and nothing leaves."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
from hypothesis import given, settings
from hypothesis import strategies as st

from attaque import attack
from ctg.build import make_site
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, Page
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


def test_no_text_of_a_record_is_markup_on_any_page(tmp_path):
    """All the pages, each as it is written; a browser opens a sample of them: ``navigateur/test_injection.py``."""
    site = make_site(attack(tmp_path / "projet"))
    pages = {file.path: site.document(file).content.decode() for file in site.files if isinstance(file, Page)}
    wrong = [path for path, html in pages.items() if re.search(r"<script>alert|<img src=x|<b>|\b49\b\$", html)]
    assert wrong == []
    assert sum("&lt;script&gt;alert(1)" in html for html in pages.values()) > 200
