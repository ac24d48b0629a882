"""« Données ouvertes »: every published file is told, and what is told is true."""

from __future__ import annotations

from collections import Counter

import pytest

from ctg.common.clock import PARIS, today
from ctg.open_data.index import PATH, abouts, sort
from ctg.pages.files import Asset, Page
from ctg.pages.renderer import Renderer
from ctg.publish.build import OPEN_DATA
from territoires import ESSAI, ROOT, made_site


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def site(request):
    return made_site(request.param)


def test_every_file_of_open_data_is_told_once_and_what_serves_the_pages_is_not(site):
    render = Renderer(site.catalogue, today(PARIS))
    made = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Asset)]
    assert len(made) > 25
    told = Counter(file.path for one in sort(made, abouts(OPEN_DATA)) for file in one.files)
    assert told == Counter(file.path for file in made), "one About names each"
    pages = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Page)]
    offered = {file.path for one in sort(pages, abouts(OPEN_DATA)) for file in one.files}
    assert offered == {file.path for file in pages if not file.path.startswith("contribuer/")}, "name the page in an About"


def test_the_page_lists_what_exists(site):
    (page,) = (file for file in site.files if file.path == PATH)
    for path in ("donnees/structures.csv", "api/v1/index.json"):
        assert f'href="../{path}"' in page.body
