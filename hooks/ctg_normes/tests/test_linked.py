"""JSON-LD: schema.org's own vocabulary, what the page shows, what must stay hidden, texts that would run."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings

from ctg.common.phrases import phone, typography
from ctg.loading import load
from ctg.model.meeting import Nature, Partenaire, Rencontre
from ctg.model.structure import Service, Structure
from ctg.pages.files import Page
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg_normes.linked import linked, node, nodes, script
from lieux_hostiles import BASE, PLACES, with_places
from schema_org_regles import faults
from territoires import ESSAI, ROOT, catalogue_of, made_site
from textes import texts

TODAY = dt.date(2026, 11, 25)
PROSE = ("a-propos/", "contribuer/")
LUTINS = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n"


@pytest.fixture(scope="module")
def sites() -> dict[str, dict[str, Page]]:
    """The pages of both territories by their path."""
    made = {"essai": made_site(ESSAI), "reel": made_site(ROOT)}
    pages = {name: {file.path: file for file in site.files if isinstance(file, Page)} for name, site in made.items()}
    for name, site in made.items():
        for page in pages[name].values():
            vars(page)["said"] = linked(site.frame.render, page)
    return pages


@pytest.fixture
def renderer(project):
    def make(files: dict[str, str]) -> Renderer:
        return Renderer(load(project({f"data/{name}.yml": text for name, text in files.items()}), on=TODAY), TODAY)

    return make


def graph(page: Page) -> list[dict]:
    found = json.loads(vars(page)["said"])
    assert found["@context"] == "https://schema.org"
    return found["@graph"]


def lutins(render: Renderer) -> dict:
    return nodes(render, render.catalogue.get(Structure, "les-lutins"))[0]


# --- the vocabulary ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["essai", "reel"])
def test_every_type_property_and_value_is_schema_orgs(sites, name):
    found = {fault for page in sites[name].values() for fault in faults(graph(page))}
    assert not found, sorted(found)[:10]


# --- the page ------------------------------------------------------------------------------------


def test_a_breadcrumb_is_the_one_that_the_page_shows(sites):
    for page in sites["essai"].values():
        crumbs = [node for node in graph(page) if node["@type"] == "BreadcrumbList"]
        assert len(crumbs) == bool(page.trail), page.path
        for steps in (crumb["itemListElement"] for crumb in crumbs):
            assert [step["name"] for step in steps] == ["Accueil", *(title for title, _ in page.trail), page.title]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            paths = [step["item"]["@id"].removeprefix("https://familles.exemple.fr/") for step in steps]
            assert paths == ["", *(path for _, path in page.trail), page.path]
            assert set(paths) <= {*sites["essai"], *PROSE}, "each step leads to a page"


def test_a_page_says_what_it_is_about_and_who_publishes_it(sites):
    for path, page in sites["essai"].items():
        itself, ids = graph(page)[0], {node.get("@id") for node in graph(page)}
        assert itself["publisher"]["@type"] == "GovernmentOrganization"
        assert itself["url"] == f"https://familles.exemple.fr/{path}"
        assert itself.get("mainEntity", {}).get("@id") in {None, *ids}, path
    assert graph(sites["essai"]["structures/trois-renards/"])[0]["mainEntity"]


def test_without_its_address_the_site_names_pages_from_the_page_itself(sites):
    """A relative address in JSON-LD is read from the address of the page (JSON-LD 1.1, section 7.2)."""
    for path, page in sites["reel"].items():
        for value in addresses(graph(page)):
            found = urljoin(f"https://x.exemple.fr/{path}", value.split("#")[0])
            assert found.removeprefix("https://x.exemple.fr/") in {*sites["reel"], *PROSE}, (path, value)


def addresses(node: object) -> Iterator[str]:
    """The addresses of our own site in a graph."""
    if isinstance(node, list):
        for item in node:
            yield from addresses(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in {"@id", "url"} and not value.startswith("http"):
                yield value
            yield from addresses(value)


# --- what the page shows -------------------------------------------------------------------------

SHOWN = ("name", "email", "streetAddress", "postalCode")
CLOCK = re.compile(r"(\d{1,2}) h(?: (\d{2}))?")


def seen(text: str) -> str:
    return " ".join(typography(text).split()).casefold()


def leaves(node: object, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from leaves(item, names)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in names:
                yield name, value
            yield from leaves(value, names)


@pytest.mark.parametrize("name", ["essai", "reel"])
def test_name_telephone_and_address_are_those_that_the_page_shows(sites, name):
    checked = 0
    for path, page in sites[name].items():
        if not path.startswith(("structures/", "services/", "communes/", "partenaires/", "rencontres/")):
            continue
        body = lxml.html.fromstring(page.body)
        text = seen(body.text_content())
        for one in graph(page)[1:]:
            if one["@type"] == "BreadcrumbList":
                continue
            for field, value in leaves({**one, "containedInPlace": None}, SHOWN):
                assert all(seen(part) in text for part in value.split(", ")), (path, field, value)
                checked += 1
        telephones = {value for _, value in leaves(graph(page), ("telephone",))}
        assert telephones <= {link.removeprefix("tel:") for link in body.xpath("//a[starts-with(@href, 'tel:')]/@href")}, path
        assert all(seen(phone(value)) in text for value in telephones), path
    assert checked > (100 if name == "essai" else 0)


@pytest.mark.parametrize(("name", "at_least"), [("essai", 10), ("reel", 0)])
def test_the_ordinary_hours_are_those_of_the_tables(sites, name, at_least):
    """Both ways: every hour of the page's weeks is told, and no other."""
    checked = 0
    for path, page in sites[name].items():
        if not path.startswith(("structures/", "services/", "communes/")):
            continue
        weeks = [part for _, found in leaves(graph(page), ("openingHoursSpecification",)) for part in found]
        told = {part[end] for part in weeks for end in ("opens", "closes") if "dayOfWeek" in part}
        cells = lxml.html.fromstring(page.body).xpath("//table[contains(@class, 'semaine')]//td | //*[@class='heures']")
        shown = {
            f"{int(hour):02}:{minute or '00'}" for cell in cells for hour, minute in CLOCK.findall(seen(cell.text_content()))
        }
        # Midnight is told as 23:59; the hours of a season or of one week in two are in sentences under the table.
        if told and shown and "saison" not in page.body and "semaine__suite" not in page.body:
            assert told == {"23:59" if hour == "24:00" else hour for hour in shown}, path
            checked += 1
    assert checked >= at_least


# --- facts, by hand ------------------------------------------------------------------------------


def test_a_creche(renderer):
    more = (
        "adresse: 3 rue du Bois\ncomplement_adresse: Maison bleue\nposition: {lat: 46.5, lon: 2.5}\n"
        "tarif: {gratuit: non}\nautres_noms: [la halte]\nsiret: '21990001200017'\n"
        "horaires: {lundi: 8h-18h}\nfermetures: [{du: 2026-12-21, au: 2026-12-28, motif: congés}]\nverifie_le: 2026-11-01\n"
    )
    place = lutins(renderer({"structures/les-lutins": LUTINS + more}))
    assert place["@type"] == "ChildCare"
    assert (place["name"], place["telephone"], place["alternateName"]) == ("Les Lutins", "+33199000001", ["la halte"])
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "3 rue du Bois, Maison bleue",
        "postalCode": "99100",
        "addressLocality": "Valbourg",
        "addressCountry": "FR",
    }
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 46.5, "longitude": 2.5}
    assert place["isAccessibleForFree"] is False
    (monday,) = place["openingHoursSpecification"]
    assert monday == {"@type": "OpeningHoursSpecification", "opens": "08:00", "closes": "18:00", "dayOfWeek": ["Monday"]}
    closed = place["specialOpeningHoursSpecification"][0]
    assert (closed["opens"], closed["closes"], closed["validFrom"]) == ("00:00", "00:00", "2026-12-21")
    assert "description" not in place
    assert "21990001200017" not in json.dumps(place), "a SIRET is not what the page shows"


def test_what_moves_is_not_in_its_commune(renderer):
    stops = "arrets: [{commune: Saint-Clair-sur-Lède, horaires: {lundi: 9h-12h}}]\n"
    place = lutins(renderer({"structures/les-lutins": LUTINS + stops}))
    assert [area["name"] for area in place["areaServed"]] == ["Saint-Clair-sur-Lède"]
    assert not {"containedInPlace", "address", "geo"} & place.keys()


@pytest.mark.parametrize(
    ("more", "area"),
    [("gestionnaire: Les Amis\n", ["AdministrativeArea"]), ("zone: [Valbourg]\n", ["City"]), ("structure: les-lutins\n", [])],
)
def test_a_service_is_for_whom_the_page_says(renderer, more, area):
    render = renderer({"structures/les-lutins": LUTINS, "services/aide": "nom: Aide\nthemes: [logement]\n" + more})
    (service,) = nodes(render, render.catalogue.get(Service, "aide"))
    assert [place["@type"] for place in service.get("areaServed", [])] == area
    assert service.get("provider", {}).get("name") == (
        "Les Amis" if "Amis" in more else "Les Lutins" if "lutins" in more else None
    )


@pytest.mark.parametrize("nature", Nature)
def test_who_runs_a_public_service_by_law(renderer, nature):
    """The two funds too, of private law as they are; what nobody says otherwise is an organization."""
    render = renderer({"partenaires/x": f"nom: X\nnature: {nature}\n"})
    (partner,) = nodes(render, render.catalogue.get(Partenaire, "x"))
    private = nature in {Nature.ASSOCIATION, Nature.ENTREPRISE, Nature.AUTRE}
    assert partner["@type"] == ("Organization" if private else "GovernmentOrganization")


@pytest.mark.parametrize(
    ("more", "start", "end"),
    [
        ("date: 2026-12-04\nheures: 18h-20h30", "2026-12-04T18:00:00+01:00", "2026-12-04T20:30:00+01:00"),
        ("date: 2027-06-12\nheures: [9h-12h, 14h-24h]", "2027-06-12T09:00:00+02:00", "2027-06-13T00:00:00+02:00"),
        ("date: 2027-03-28\nheures: 1h-4h", "2027-03-28T01:00:00+01:00", "2027-03-28T04:00:00+02:00"),
        ("date: 2026-12-04\nheures: matin", "2026-12-04", None),
        ("date: 2026-12-04\nfin: 2026-12-06\nheures: 9h-17h", "2026-12-04", "2026-12-06"),
    ],
)
def test_an_event_begins_on_the_clocks_of_paris(renderer, more, start, end):
    render = renderer({"rencontres/forum": f"titre: Forum\nouverte_a_tous: oui\ntype: forum\ncommune: Valbourg\n{more}\n"})
    (event,) = nodes(render, render.catalogue.get(Rencontre, "forum"))
    assert (event["@type"], event["startDate"], event.get("endDate")) == ("Event", start, end)
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["address"]["addressLocality"] == "Valbourg"


@pytest.mark.parametrize(
    "more",
    [
        "date: 2026-12-04\ntype: forum\n",
        "date: 2026-12-04\ntype: questionnaire\nouverte_a_tous: oui\n",
        "date: 2026-12-04\ntype: entretiens\nouverte_a_tous: oui\n",
        "date: 2026-12\ntype: forum\nouverte_a_tous: oui\n",
        "date: vers 2026-12-04\ntype: forum\nouverte_a_tous: oui\n",
    ],
)
def test_no_event_where_one_cannot_go_or_on_no_known_day(renderer, more):
    render = renderer({"rencontres/forum": "titre: Forum\n" + more})
    assert nodes(render, render.catalogue.get(Rencontre, "forum")) == ()


# --- hostile texts -------------------------------------------------------------------------------


@given(texts)
@settings(max_examples=200, deadline=None)
def test_no_text_closes_the_script_nor_changes(text):
    block = script([node("Place", name=text)])
    assert not re.search("[<>&\u2028\u2029]", block)
    page = lxml.html.document_fromstring(f'<p><script type="application/ld+json">{block}</script><p id="apres">')
    (found,) = page.xpath("//script")
    assert page.get_element_by_id("apres") is not None
    assert json.loads(found.text)["@graph"][0].get("name", "") == text


@given(PLACES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_hostile_places_keep_to_the_vocabulary(places):
    render = Renderer(with_places(BASE, places), TODAY)
    for record in places:
        page = record_page(render, record)
        vars(page)["said"] = said = linked(render, page)
        assert not re.search("[<>&\u2028\u2029]", said)
        assert not list(faults(graph(page)))
        assert graph(page)[2]["name"] == record.nom


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_nothing_that_moves_has_hours(root):
    render = Renderer(catalogue_of(root), TODAY)
    moving = [place for place in render.catalogue.places if render.catalogue.moves(place)]
    assert moving
    assert not [place.key for place in moving if "OpeningHours" in json.dumps(nodes(render, place), default=str)]
