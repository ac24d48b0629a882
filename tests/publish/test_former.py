"""What left for good: one table, and each host, in its own words, leads to the same place."""

from __future__ import annotations

import re

import pytest

from cas import each
from ctg.common.extensions import extension_names
from ctg.pages.files import Asset, Page
from ctg.site import former
from territoires import ESSAI, made_site

GONE = {
    "structures/ccas/affiche/": "structures/ccas/",
    "structures/ccas/affiche": "structures/ccas/",
    "structures/ccas.vcf": "structures/ccas/",
    "structures/ccas.json": "api/v1/structures.json",
    "communes/aubrelune.xml": "nouveautes.xml",
    "trouver/themes/handicap.xml": "nouveautes.xml",
    "api/v1/communes/99001.json": "api/v1/communes.json",
    "api/v1/themes/handicap.json": "api/v1/structures.json",
    "api/v1/openapi.json": "api/v1/index.json",
    "donnees/actions.geojson": "api/v1/actions.json",
    "donnees/hsds/services.json": "api/v1/services.json",
    "donnees/scdl-equipements.csv": "donnees-ouvertes/",
    "integrer/communes/aubrelune/": "communes/aubrelune/",
    "integrer/themes/handicap/": "trouver/themes/handicap/",
    "integrer/trouver/": "trouver/",
    "integrer/": "donnees-ouvertes/",
}


@pytest.fixture(scope="module")
def site():
    return made_site(ESSAI)


@pytest.fixture(scope="module")
def files(site) -> dict[str, Page | Asset]:
    return {f"{file.path}index.html" if isinstance(file, Page) else file.path: file for file in site.files}


def text(file: Asset) -> str:
    return file.content.decode()


@each("address", GONE)
def test_what_left_leads_to_what_stands(site, address):
    assert former.redirection(address) == GONE[address]
    assert address not in site.addresses
    feed = GONE[address] == "nouveautes.xml"  # of an extension, which may be removed
    assert former.is_answered(address, site.addresses) is (not feed or "nouveautes" in extension_names())


def test_no_rule_leads_back_to_itself():
    for address, _ in former.FORMER:
        step: str | None = re.sub(r"\{\w+\}", "x", address)
        seen = []
        while step and (step := former.redirection(step)):
            assert step not in seen
            seen.append(step)


def test_hosts_that_read_redirects_are_told_the_same_and_never_hide_a_file(files):
    lines = [line.split() for line in former.netlify_lines("/", files)]
    assert {"/structures/ccas.vcf", "/schemas/:fichier"} <= {line.split()[0] for line in text(files["_redirects"]).splitlines()}
    assert 50 < len(lines) < 1000
    assert len(files["_redirects"].content) < 64 * 1024, "GitLab reads no more"
    rules = [(re.compile(re.sub(r":\w+", "([^/]+)", old).replace("*", "(.*)") + "/?"), to) for old, to, _ in lines]
    hidden = [f"/{path}" for path in files if any(rule.fullmatch(f"/{path}") for rule, _ in rules)]
    assert hidden == [], "Cloudflare follows a rule even where a file stands"
    single = {old.removeprefix("/"): to for old, to, _ in lines if ":" not in old and "*" not in old}
    for address in ("structures/ccas.vcf", "structures/ccas.json", "communes/aubrelune.xml", "donnees/actions.geojson"):
        assert single[address] == f"/{GONE[address]}"
    assert ["/:genre/:id/affiche/", "/:genre/:id/", "301"] in lines
    assert all(":" not in step or re.fullmatch(r":\w+", step) for old, _, _ in lines for step in old.split("/")), "Netlify"


def test_the_page_of_lost_addresses_says_so_without_a_script(files):
    page = text(files["404.html"])
    assert 'href="/donnees-ouvertes/"' in page
    assert "ancienne.js" in page
