"""Nothing that was published answers 404: every address of version 2.2.0, of both territories, against the site of today."""

from pathlib import Path

import pytest

from ctg.site.former import is_answered, is_promised
from territoires import ESSAI, ROOT, made_site

LISTS = ROOT / "tests" / "attendu"


def noted(*files: Path) -> list[str]:
    lines = (line.strip() for file in files for line in file.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def lost(site: Path, addresses: list[str]) -> list[str]:
    """Those that neither a file, nor a page that leads on, nor the table of former addresses answers."""
    standing = {path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*") if path.is_file()}
    return [address for address in addresses if not is_answered(address, standing | lines_of(site))]


def lines_of(site: Path) -> set[str]:
    """The addresses of records that are lines of a list: the rule leads to their place in it, which is there."""
    rules = [line.split() for line in (site / "_redirects").read_text("utf-8").splitlines() if "#" in line.partition(" ")[2]]
    found = set()
    for old, new, _ in rules:
        page, anchor = new.split("#")
        assert f'id="{anchor}"' in (site / page.strip("/") / "index.html").read_text("utf-8"), old
        found.add(old.strip("/") + "/")
    return found


def test_every_address_of_the_invented_territory_answers(essai_site):
    addresses = noted(LISTS / "adresses_2.2.0_essai.txt")
    assert len(addresses) > 900
    assert lost(essai_site, addresses) == []


@pytest.mark.gard
def test_every_address_of_the_real_territory_answers(real_site):
    addresses = noted(LISTS / "adresses_2.2.0_reel.txt", ROOT / "data" / "adresses.txt")
    assert len(addresses) > 1000
    assert lost(real_site, addresses) == []


@pytest.mark.parametrize("root", [ESSAI, ROOT])
def test_a_file_that_is_made_no_more_is_answered(root):
    """A document, a calendar, a feed or a table goes when it has nothing to say: its address is known all the same."""
    made = {*made_site(root).addresses}
    files = [address for address in made if is_promised(address)]
    assert len(files) > 25
    assert [address for address in files if not is_answered(address, made - {address})] == []


def test_no_file_is_published_without_content(essai_site, real_site):
    for site in (essai_site, real_site):
        assert [path for path in site.rglob("*") if path.is_file() and not path.stat().st_size] == []
        assert [path for path in site.rglob("*.csv") if path.read_text("utf-8-sig").count("\n") < 2] == []
        assert [path for path in site.rglob("*.geojson") if '"features":[]' in path.read_text("utf-8").replace(" ", "")] == []
        assert [path for path in site.rglob("*.ics") if b"BEGIN:VEVENT" not in path.read_bytes()] == []
        assert [path for path in site.glob("*.xml") if not {b"<entry>", b"<url>"} & set(path.read_bytes().split())] == []
