"""JSON-LD: schema.org's own vocabulary, texts that would run, hours read back day by day; the pictures of shared links."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from io import BytesIO

import lxml.html
import pytest
from hypothesis import given, settings
from PIL import Image

from ctg.hours.opening import Calendar, Schedule, day, days_from
from ctg.hours.standards import clock, unsayable
from ctg.model.opening_hours import Horaires
from ctg.pages.site_files import Page
from ctg_normes.linked import HEIGHT, WIDTH, as_jsonld, node, picture, script
from ctg_normes.linked_hours import SCHEMA_DAYS, specifications
from horaires_au_hasard import FERMETURES, schedule, typed
from schema_org_regles import faults
from territoires import ESSAI, ROOT, catalogue_of, made_site
from textes import every_nasty, texts

TODAY = dt.date(2026, 11, 25)
PROSE = ("a-propos/", "contribuer/")


@pytest.fixture(scope="module")
def sites() -> dict[str, dict[str, Page]]:
    """The pages of both territories by their path."""
    made = {"essai": made_site(ESSAI), "reel": made_site(ROOT)}
    pages = {name: {file.path: file for file in site.files if isinstance(file, Page)} for name, site in made.items()}
    for name, site in made.items():
        for page in pages[name].values():
            vars(page)["said"] = as_jsonld(site.frame.render, page)
    return pages


def graph(page: Page) -> list[dict]:
    found = json.loads(vars(page)["said"])
    assert found["@context"] == "https://schema.org"
    return found["@graph"]


# --- the vocabulary ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["essai", "reel"])
def test_every_type_property_and_value_is_schema_orgs(sites, name):
    found = {fault for page in sites[name].values() for fault in faults(graph(page))}
    assert not found, sorted(found)[:10]


# --- the page ------------------------------------------------------------------------------------


def test_a_page_says_what_it_is_about_who_publishes_it_and_the_breadcrumb_that_it_shows(sites):
    for path, page in sites["essai"].items():
        itself, ids = graph(page)[0], {node.get("@id") for node in graph(page)}
        assert itself["publisher"]["@type"] == "GovernmentOrganization"
        assert itself["url"] == f"https://familles.exemple.fr/{path}"
        assert itself.get("mainEntity", {}).get("@id") in {None, *ids}, path
        crumbs = [node["itemListElement"] for node in graph(page) if node["@type"] == "BreadcrumbList"]
        assert len(crumbs) == bool(page.trail), path
        for steps in crumbs:
            shown = [("", "Accueil"), *((path, title) for title, path in page.trail), (path, page.title)]
            told = [(step["item"]["@id"].removeprefix("https://familles.exemple.fr/"), step["name"]) for step in steps]
            assert (told, [step["position"] for step in steps]) == (shown, list(range(1, len(steps) + 1)))
            assert {path for path, _ in told} <= {*sites["essai"], *PROSE}, "each step leads to a page"
    assert graph(sites["essai"]["structures/trois-renards/"])[0]["mainEntity"]


# --- hostile texts -------------------------------------------------------------------------------


@given(texts)
@every_nasty()
@settings(max_examples=40, deadline=None)
def test_no_text_closes_the_script_nor_changes(text):
    block = script([node("Place", name=text)])
    assert not re.search("[<>&\u2028\u2029]", block)
    page = lxml.html.document_fromstring(f'<p><script type="application/ld+json">{block}</script><p id="apres">')
    (found,) = page.xpath("//script")
    assert page.get_element_by_id("apres") is not None
    assert json.loads(found.text)["@graph"][0].get("name", "") == text


C = Calendar("C")
WEEK = dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi"), "7h30-18h30")


def schema_days(value: dict, start: dt.date, days: int) -> Iterator[tuple[dt.date, list[tuple[str, str]]]]:
    """schema.org read as its documentation says: the special specifications replace the others on their days."""

    def valid(spec: dict, date: dt.date) -> bool:
        return spec.get("validFrom", "") <= date.isoformat() <= spec.get("validThrough", "9999")

    for date in days_from(start, days):
        special = [spec for spec in value["specialOpeningHoursSpecification"] if valid(spec, date)]
        name = SCHEMA_DAYS[date.weekday()]
        ordinary = [s for s in value["openingHoursSpecification"] if valid(s, date) and name in s["dayOfWeek"]]
        yield date, sorted((s["opens"], s["closes"]) for s in special or ordinary if s["opens"] != s["closes"])


def test_schema_org_reads_what_the_engine_says():
    compared = 0
    for seed in range(150):
        _, place = schedule(seed)
        calendar = Calendar("ABC"[seed % 3])
        value = specifications(place, calendar, TODAY, 365)
        if value is None:
            assert unsayable(place.horaires)
            continue
        for date, told in schema_days(value, TODAY, 365):
            found = day(place, calendar, date)
            wanted = [(clock(s.debut), clock(min(s.fin, 1439))) for s in found.spans]
            assert told == wanted or not found.known, (seed, date, place.horaires)
        compared += 1
    assert compared >= 30


def test_schema_org_stops_where_the_school_calendar_does():
    place = Schedule(Horaires(**typed({"scolaire": WEEK, "vacances": {"lundi": "9h-17h"}})))
    value = specifications(place, C, dt.date(2028, 6, 1), 365)
    assert max(spec["validThrough"] for spec in value["openingHoursSpecification"]) == "2028-08-31"


@pytest.mark.parametrize(("after", "told"), [(364, 1), (365, 0)])
def test_schema_org_is_told_a_year_and_no_day_more(after, told):
    day = TODAY + dt.timedelta(days=after)
    closed = FERMETURES.validate_python([{"du": day, "au": day}])
    value = specifications(Schedule(Horaires(**WEEK), closed), C, TODAY)
    assert sum(one["validFrom"] == day.isoformat() for one in value["specialOpeningHoursSpecification"]) == told


def opened(content):
    return Image.open(BytesIO(content)).convert("RGB")


def test_the_picture_is_as_networks_ask_and_light():
    made = picture(catalogue_of(ESSAI))
    assert opened(made).size == (WIDTH, HEIGHT)
    assert len(made) < 40_000
    assert made == picture(catalogue_of(ESSAI))
