"""The still picture of where it is: centred, honest about what is not known, silent about what nobody may learn."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.model.territory import Ground
from ctg.pages.renderer import Renderer
from ctg.places import backdrop, locator
from ctg.places.place_pages import around
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def render():
    catalogue = catalogue_of(ESSAI)
    return Renderer(catalogue, catalogue.day)


def place(render, id: str) -> Structure:
    found = render.catalogue.get(Structure, id)
    assert found, id
    return found


def plan_of(render, id: str) -> locator.StillPlan | None:
    record = place(render, id)
    home = render.catalogue.commune_of(record)
    return locator.of_place(render, record, [*around(render, home)[0]] if home else [])


def drawn(plan: locator.StillPlan) -> ET.Element:
    return ET.fromstring(plan.over)


def texts(plan: locator.StillPlan) -> list[str]:
    return [one.text or "" for one in drawn(plan).iter("text")]


def classes(plan: locator.StillPlan) -> list[str]:
    return [one.get("class") or "" for one in drawn(plan).iter()]


def test_an_unknown_address_is_words_in_its_commune_and_no_point(render):
    plan = plan_of(render, "coquelicot")
    assert not plan.close
    assert "plan__epingle" not in classes(plan)
    assert texts(plan)[:2] == ["position approchée", "Le Coquelicot"]
    assert plan.caption == "Position approchée"
    assert "Position approchée" in plan.label
    assert "plan__ici" in plan.under, "the commune's outline is stronger"


def test_a_confidential_place_is_on_no_picture(render):
    catalogue = render.catalogue
    secret = next(one for one in catalogue.all(Structure) if one.adresse_confidentielle)
    assert locator.of_place(render, secret, []) is None
    near = locator.of_place(render, place(render, "trois-renards"), [secret])
    assert secret.nom not in near.label + near.over
    here = locator.of_commune(render, catalogue.commune(secret.commune))
    seen = [one for one in catalogue.settled_in(catalogue.commune(secret.commune)) if not one.adresse_confidentielle]
    assert here.caption == f"La mairie et {len(seen)} lieux"


def test_an_action_shows_its_communes_unless_they_are_all_of_them(render):
    everywhere = render.catalogue.all(Commune)
    plan = locator.of_communes(render, everywhere[:3])
    assert plan.under.count("plan__ici") == 3
    assert {one.nom for one in everywhere[:3]} <= set(texts(plan))
    assert plan.caption == "3 communes"
    assert locator.of_communes(render, everywhere) is locator.of_communes(render, []) is None


def test_names_do_not_cover_each_other(render):
    for record in render.catalogue.all(Structure):
        if plan := plan_of(render, record.id):
            boxes = [_box(one) for one in drawn(plan).iter("text") if one.get("class") != "plan__compte"]
            clashes = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if _meet(a, b)]
            assert not clashes, (record.id, clashes)


def _box(text: ET.Element) -> tuple[float, float, float, float]:
    x, y, long = float(text.get("x", 0)), float(text.get("y", 0)), len(text.text or "") * 6.5
    left = {"start": x, "end": x - long, "middle": x - long / 2}[text.get("text-anchor", "start")]
    return left, y - 9, left + long, y + 2


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_without_a_ground_the_commune_is_seen_with_its_neighbours(render):
    towns = tuple(one for one in render.catalogue.ground.features if one.nature == "ville")
    bare = Renderer(replace(render.catalogue, ground=Ground(towns)), render.today)
    plan = locator.of_place(bare, place(render, "trois-renards"), [])
    assert not plan.close, "from near, there would be nothing to see"
    assert plan.file == "assets/plans/territoire.svg"
    assert [one.path for one in backdrop.files(bare)] == ["assets/plans/territoire.svg"]


def test_the_drawings_are_light_and_say_colours_by_their_roles(render):
    made = {one.path: one.content for one in backdrop.files(render)}
    assert len(made) == 1 + len(render.catalogue.all(Commune))
    assert max(map(len, made.values())) < 10_000
    for content in made.values():
        svg = ET.fromstring(content)
        colours = {one.get(name) for one in svg.iter() for name in ("fill", "stroke") if one.get(name)}
        assert all(re.fullmatch(r"none|var\(--[a-z-]+\)", one or "") for one in colours), colours
        assert not [one for one in svg.iter() if one.get("style")]
