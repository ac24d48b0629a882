"""What the site does with each kind: nothing is left without an answer."""

from __future__ import annotations

import pytest

from cas import each
from ctg.common.extensions import template_folders
from ctg.hours.events import EVENTS
from ctg.model import KINDS
from ctg.open_data.values import VALUES
from ctg.pages.record_page import facets_of, present


@each("kind", KINDS)
def test_a_kind_says_all_that_the_site_does_with_it(kind):
    assert facets_of(kind).kind is kind
    there = [folder for folder in template_folders() if (folder / f"{kind.kind}.html").exists()]
    assert there, f"Écrivez le gabarit templates/{kind.kind}.html, dans la pièce de ce genre."


@pytest.mark.parametrize("by_kind", [EVENTS, VALUES], ids=["dates", "valeurs"])
def test_each_kind_has_its_dates_and_its_values_or_says_that_it_has_none(by_kind):
    assert by_kind.keys() == {*KINDS}


def test_a_kind_is_presented_once():
    with pytest.raises(ValueError, match=KINDS[0].__name__):
        present(facets_of(KINDS[0]))
