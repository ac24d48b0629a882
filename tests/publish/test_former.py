"""Former addresses, and what left for good: one table, and each host, in its own words, leads to the same place."""

import re

import lxml.html
import pytest

from cas import each
from ctg.common.extensions import extension_names
from ctg.loading import load
from ctg.pages.site_files import Asset, Page
from ctg.publish.build import make_site
from ctg.site import former
from territoires import ESSAI, made_site

GONE = {
    "structures/ccas/affiche/": "structures/ccas/",
    "structures/ccas/affiche": "structures/ccas/",
    "structures/ccas.vcf": "structures/ccas/",
    "structures/ccas.json": "api/v1/structures.json",
    "communes/aubrelune.xml": "agenda/",
    "trouver/themes/handicap.xml": "agenda/",
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
    assert former.is_answered(address, site.addresses)


def test_a_folder_without_a_page_leads_to_the_page_above_what_it_holds(site, files):
    prose = site.addresses - {path.removesuffix("index.html") for path in files}  # of docs/, which are there already
    held = {f"{'/'.join(path.split('/')[:steps])}/" for path in files for steps in range(1, path.count("/") + 1)} - prose
    alone = {folder for folder in held if f"{folder}index.html" not in files}
    assert {folder for folder in alone if not folder.startswith(("assets/", "copies/", "livrets/", "recherche/"))} == set()
    leads = {"structures": "../trouver/", "actions": "../ctg/actions/", "api/v1": "../../donnees-ouvertes/"}
    for folder, to in leads.items():
        assert f"url={to}" in text(files[f"{folder}/index.html"])


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


SHEET = (
    "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\nfermetures: [{du: 08-01, au: 08-21}]\n"
)
MOVED = {"data/structures/les-lutins.yml": SHEET + "anciens_identifiants: [les-loups, petits-loups]\n"}


def site_with(project, files: dict[str, str], address: str = "") -> dict[str, Page | Asset]:
    root = project(files)
    path = root / "data/territoire.yml"
    path.write_text(path.read_text("utf-8") + (f"adresse_site: {address}\n" if address else ""), "utf-8")
    return {file.path: file for file in make_site(root).files}


def test_a_former_address_leads_at_once_to_the_record(project):
    made = site_with(project, MOVED, "https://exemple.fr/familles/")
    page = lxml.html.fromstring(text(made["structures/petits-loups/index.html"]))
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../les-lutins/"]
    assert page.xpath("//main//a/@href") == ["../les-lutins/"]
    assert page.xpath("//main//a/text()") == ["Les Lutins"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://exemple.fr/familles/structures/les-lutins/"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "structures/petits-loups/" not in made, "not a page of the site: neither in its plan nor in its sitemap"
    assert "loups" not in text(made["sitemap.xml"]) + made["a-propos/plan-du-site/"].body


@pytest.mark.parametrize("root", ["/", "/ma.mairie/"])
def test_servers_are_told_the_same(project, root):
    made = site_with(project, MOVED, f"https://exemple.fr{root}")
    rules = re.findall(r'RedirectMatch 301 "(.+)" "(.+)"', text(made[".htaccess"]))
    assert len(rules) == 2

    def apache(path: str) -> str | None:
        return next((re.sub(old, new.replace("$1", r"\1"), path) for old, new in rules if re.search(old, path)), None)

    for end in ("", "/", ".ics", "/facile/"):
        assert apache(f"{root}structures/petits-loups{end}") == f"{root}structures/les-lutins{end}"
    for other in ("petits-loups-2/", "petits-loupsX", "les-lutins/"):
        assert apache(f"{root}structures/{other}") is None
    assert apache("/maXmairie/structures/petits-loups/") is None
    lines = text(made["_redirects"]).splitlines()
    assert f"{root}structures/petits-loups/* {root}structures/les-lutins/:splat 301" in lines
    calendar = f"{root}structures/petits-loups.ics {root}structures/les-lutins.ics 301"
    assert (calendar in lines) is ("normes" in extension_names())
    assert all(len(line.split()) == 3 for line in lines[1:])


def test_a_draft_keeps_its_former_addresses_to_itself(project):
    catalogue = load(
        project({"data/structures/les-lutins.yml": MOVED["data/structures/les-lutins.yml"] + "etat_fiche: brouillon\n"})
    )
    assert former.moves(catalogue) == []
