"""The reference pages say what the model says."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cas import each
from ctg.model import KINDS
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Vocabulary
from ctg.pages.files import Page
from ctg.reading.describe import Type, all_fields, fields_of
from territoires import ESSAI, made_site

MODELS = (*KINDS, Territoire, Vocabulary)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Address → text of the reference pages of the invented territory, spaces and apostrophes made plain."""
    made = made_site(ESSAI).files
    return {page.path: page.body for page in made if isinstance(page, Page) and page.path.startswith("contribuer/")}


def plain(html: str) -> str:
    text = unescape(re.sub("<[^>]+>", "", html)).replace("’", "'")
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


@each("model", MODELS)
def test_every_field_has_a_known_type_a_label_and_an_example(model):
    for field in all_fields(fields_of(model)):
        assert field.type is not Type.OTHER, f"donnez un nom au type de {field.path} dans description.TYPES"
        assert field.label, field.path
        assert field.example or field.type in {Type.GROUP, Type.TERMS, Type.NAME}, f"donnez un exemple à {field.path}"


@each("kind", KINDS)
def test_the_dictionary_tells_every_field(pages, kind):
    body = pages["contribuer/champs/"].partition(f'<details id="{kind.kind}">')[2].partition("</details>")[0]
    text = plain(body)
    for field in all_fields(fields_of(kind)):
        entry = body.partition(f'<div id="{"-".join((kind.kind, *field.path))}">')[2].partition("</div>")[0]
        assert entry, field.path
        said = plain(entry)
        assert said.startswith(plain(field.label)), field.path
        assert plain(field.help) in said
        assert f"<code>{'.'.join(field.path)}</code>" in entry
        assert ("obligatoire" in said) is field.required or "obligatoire" in field.help
        assert all(value in said for value in field.values)
    assert "\u00a0" not in "".join(re.findall("<code>(.*?)</code>", body)), "what is to be typed has plain spaces"
    assert text.count("Champs obligatoires") == 1
