"""What moves: found where it stops, never at its seat; hours for machines, read back by OpenStreetMap's own grammar."""

import datetime as dt

import pytest
from opening_hours import OpeningHours, State

from ctg.hours import standards
from ctg.hours.events import week_in
from ctg.hours.opening import Calendar, Schedule, day, days_from
from ctg.hours.standards import osm
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.opening_hours import Horaires
from ctg.model.structure import Structure
from ctg.open_data import values as open_data_values
from ctg.pages.renderer import Renderer, facets_of, record_page
from ctg.places import finder, place_pages
from ctg.site import search
from horaires_au_hasard import FERMETURES, schedule, typed
from territoires import ESSAI, ROOT, catalogue_of

TODAY = dt.date(2026, 11, 25)
HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"
HOURS = "horaires: {lundi: 9h-12h, mardi: 9h-12h, mercredi: 9h-12h, jeudi: 9h-12h, vendredi: 9h-12h}\n"
BUS = f"nom: Bus\ntype: france-services\ncommune: {HERE}\ntelephone: 04 65 71 00 00\nverifie_le: 2026-11-01\n{HOURS}"


def details(render, commune):
    """What the page of a commune shows besides the record."""
    return facets_of(type(commune)).details(render, commune)


def listed(render: Renderer, commune: Commune, place: Structure) -> list[float | None]:
    """The distance told on each line that a commune's page has of a place."""
    return [km for _, _, lines in details(render, commune)["needs"] for one, km, _ in lines if one is place]


def structure(project, more):
    catalogue = load(project({"data/structures/bus.yml": BUS + more}))
    return catalogue, catalogue.get(Structure, "bus")


def test_no_output_says_it_is_open_at_its_seat_and_the_communes_that_nobody_listed_tell_it_without_placing_it(project):
    catalogue, bus = structure(project, f"arrets: [{{commune: {FAR}}}]\nzone: 42 communes sur 44 (2022)\n")
    render, here = Renderer(catalogue, TODAY), catalogue.commune(HERE)
    page = record_page(render, bus)
    assert "data-jours" not in page.body
    assert "ouvert.js" not in page.script
    assert "Passe dans 42 communes" in page.body
    assert "99000 Valbourg" not in page.body
    assert week_in(catalogue, here, TODAY) == []
    assert bus not in catalogue.settled_in(here)
    assert bus not in details(render, here)["here"]
    assert [listed(render, one, bus) for one in (here, catalogue.commune(FAR))] == [[None], [None]], "once, where it stops"
    (entry,) = [one for one in finder.finder_data(render)["lieux"] if one["k"] == bus.key]
    assert not {"o", "c", "p"} & entry.keys()
    assert entry["s"] == [catalogue.commune(FAR).id]
    (found,) = [one for one in search.search_index(render)["pages"] if one["u"] == render.page_of(bus)]
    assert found["k"], "it has its line in the finder"
    assert "c" not in found
    assert found["z"] == [catalogue.commune(FAR).id, "*"], "and others that nobody listed"
    values = open_data_values.computed(render, bus)
    assert not {"opening_hours", "latitude", "code_insee"} & values.keys()
    assert values["passage_codes_insee"] == [catalogue.commune(FAR).code_insee]
    assert "se déplace" in values["sans_opening_hours"]


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_nothing_that_moves_has_hours_for_machines(root):
    render = Renderer(catalogue_of(root), TODAY)
    moving = [place for place in render.catalogue.places if render.catalogue.moves(place)]
    assert moving
    for place in moving:
        assert open_data_values.computed(render, place).get("opening_hours") is None
        assert place_pages.days_ahead(render, place) is None


C = Calendar("C")


def written(fermetures=(), **horaires) -> tuple[str | None, str]:
    return osm(Schedule(Horaires(**typed(horaires)), FERMETURES.validate_python(fermetures)), TODAY)


def minutes(place: Schedule, date: dt.date) -> set[int]:
    return {m for span in day(place, C, date).spans for m in range(span.debut, span.fin, 15)}


@pytest.mark.parametrize("chunk", range(4))
def test_openstreetmap_reads_what_the_engine_says(chunk, monkeypatch):
    monkeypatch.setattr(standards, "OSM_LENGTH", 10_000)
    compared = 0
    for seed in range(chunk * 50, chunk * 50 + 50):
        _, place = schedule(seed, plain=True)
        start = (TODAY, dt.date(2027, 12, 1))[seed % 2]
        text, reason = osm(place, start)
        if text is None:
            assert not place.horaires.known or reason == standards.OVER
            continue
        opened: dict[dt.date, set[int]] = {}
        midnight = dt.datetime.combine(start, dt.time())
        for begin, end, state, _ in OpeningHours(text, country="FR").intervals(midnight, midnight + dt.timedelta(days=400)):
            while state == State.OPEN and begin < end:
                opened.setdefault(begin.date(), set()).add(begin.hour * 60 + begin.minute)
                begin += dt.timedelta(minutes=15)
        for date in days_from(start, 400):
            assert opened.get(date, set()) == minutes(place, date), (seed, date, text)
        compared += 1
    assert compared >= 40
