"""Former addresses: where they lead, on every kind of host."""

from __future__ import annotations

import re

import lxml.html
import pytest

from ctg.loading import load
from ctg.pages.files import Asset, Page
from ctg.publish import addresses
from ctg.publish.build import make_site

SHEET = (
    "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\nfermetures: [{du: 08-01, au: 08-21}]\n"
)
MOVED = {"data/structures/les-lutins.yml": SHEET + "anciens_identifiants: [les-loups, petits-loups]\n"}


def site(project, files: dict[str, str], address: str = "") -> dict[str, Page | Asset]:
    root = project(files)
    path = root / "data/territoire.yml"
    path.write_text(path.read_text("utf-8") + (f"adresse_site: {address}\n" if address else ""), "utf-8")
    return {file.path: file for file in make_site(root).files}


def text(made: dict, path: str) -> str:
    return made[path].content.decode()


def test_a_former_address_leads_at_once_to_the_record(project):
    made = site(project, MOVED, "https://exemple.fr/familles/")
    page = lxml.html.fromstring(text(made, "structures/petits-loups/index.html"))
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../les-lutins/"]
    assert page.xpath("//main//a/@href") == ["../les-lutins/"]
    assert page.xpath("//main//a/text()") == ["Les Lutins"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://exemple.fr/familles/structures/les-lutins/"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "structures/petits-loups/" not in made, "not a page of the site: neither in its plan nor in its sitemap"
    assert "loups" not in text(made, "sitemap.xml") + made["a-propos/plan-du-site/"].body


def test_the_files_beside_the_page_stay_where_they_were(project):
    made = site(project, MOVED)
    assert made["structures/les-loups.ics"].content == made["structures/les-lutins.ics"].content


@pytest.mark.parametrize("root", ["/", "/ma.mairie/"])
def test_servers_are_told_the_same(project, root):
    made = site(project, MOVED, f"https://exemple.fr{root}")
    rules = re.findall(r'RedirectMatch 301 "(.+)" "(.+)"', text(made, ".htaccess"))
    assert len(rules) == 2

    def apache(path: str) -> str | None:
        return next((re.sub(old, new.replace("$1", r"\1"), path) for old, new in rules if re.search(old, path)), None)

    for end in ("", "/", ".ics", "/facile/"):
        assert apache(f"{root}structures/petits-loups{end}") == f"{root}structures/les-lutins{end}"
    for other in ("petits-loups-2/", "petits-loupsX", "les-lutins/"):
        assert apache(f"{root}structures/{other}") is None
    assert apache("/maXmairie/structures/petits-loups/") is None
    lines = text(made, "_redirects").splitlines()
    assert f"{root}structures/petits-loups/* {root}structures/les-lutins/:splat 301" in lines
    assert f"{root}structures/petits-loups.ics {root}structures/les-lutins.ics 301" in lines
    assert all(len(line.split()) == 3 for line in lines[1:])


def test_a_draft_keeps_its_former_addresses_to_itself(project):
    catalogue = load(
        project({"data/structures/les-lutins.yml": MOVED["data/structures/les-lutins.yml"] + "etat_fiche: brouillon\n"})
    )
    assert addresses.moves(catalogue) == []
