"""The page of specimens shows what the site shows."""

from __future__ import annotations

import specimens


def test_each_component_of_the_list_is_still_on_its_page(essai_site):
    shown = specimens.page(essai_site)
    assert all(f"<h2>{name}</h2>" in shown for name in specimens.COMPONENTS)
