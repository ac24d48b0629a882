"""Texts of pages."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from common.test_phrases import spaces
from ctg.model.place import Tarif
from ctg.pages import templates


def test_paragraphs_keep_the_text_and_escape_it():
    html = templates.paragraphs("un\ndeux & <b>trois</b>\n \n\n<script>alert('x')</script> ?\n")
    assert isinstance(html, Markup)
    assert html == spaces("<p>un deux &amp; &lt;b&gt;trois&lt;/b&gt;</p><p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;_?</p>")


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://www.exemple.fr/a/b?c", "exemple.fr"), ("http://exemple.fr", "exemple.fr"), ("https://wwwx.fr/", "wwwx.fr")],
)
def test_a_link_shows_the_name_of_its_site(url, shown):
    assert templates.site_name(url) == shown


@pytest.mark.parametrize(
    ("free", "details", "said"),
    [
        (True, None, "Gratuit."),
        (True, "Sauf le repas.", "Gratuit. Sauf le repas."),
        (True, "Gratuite depuis 2023.", "Gratuite depuis 2023."),
        (False, "Selon vos revenus.", "Selon vos revenus."),
        (None, None, ""),
    ],
)
def test_a_price_says_once_that_it_is_free(free, details, said):
    assert templates.price(Tarif(gratuit={True: "oui", False: "non"}.get(free), texte=details)) == said


def test_only_plain_text_gets_typography_when_a_template_prints_it():
    html = Markup("<b>oui ?</b>")
    assert templates.typeset(html) is html
    assert templates.typeset(3) == 3
    assert templates.typeset("oui <?") == spaces("oui &lt;?")
    assert templates.typeset("oui ?") == spaces("oui_?")
