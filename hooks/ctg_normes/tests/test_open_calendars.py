"""The published calendars: what is announced, in whose, under which lasting key; their words and places."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg_normes import calendars
from ctg_normes.calendars import events
from ctg_normes.events import agenda_events, by_calendar
from lieux_hostiles import BASE, with_places
from territoires import ESSAI, ROOT, catalogue_of

TODAY = dt.date(2026, 11, 25)
PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\n"
CLOSED = "fermetures: [{du: 2026-12-24, au: 2027-01-03, motif: fermeture annuelle}]\n"


@pytest.fixture
def render(project):
    def make(files: dict[str, str], drafts: bool = False) -> Renderer:
        return Renderer(load(project({f"data/{name}.yml": text for name, text in files.items()}), drafts), TODAY, calendars.files)

    return make


def read(render: Renderer) -> dict[str, dict[str, object]]:
    """Address of each calendar → its events by summary."""
    files = {file.path: IcsCalendarStream.calendar_from_ics(file.content.decode()) for file in calendars.files(render)}
    return {path: {event.summary: event for event in file.events} for path, file in files.items()}


@pytest.mark.parametrize("root", [ESSAI, pytest.param(ROOT, marks=pytest.mark.gard)], ids=["invented", "real"])
def test_whole_territories_are_valid_without_doubles_and_repeatable(root):
    render = Renderer(catalogue_of(root), TODAY)
    files = list(calendars.files(render))
    again = calendars.files(Renderer(load(root, on=catalogue_of(root).day), TODAY))
    assert [(file.path, file.content) for file in files] == [(file.path, file.content) for file in again]
    for file in files:
        events = IcsCalendarStream.calendar_from_ics(file.content.decode()).events
        uids = [event.uid for event in events]
        assert len(set(uids)) == len(uids), file.path
        assert all(event.start < event.end for event in events), file.path
        assert events, file.path
    assert (len(files) > 10) is (root == ESSAI)


def test_the_same_event_has_the_same_identifier_in_every_calendar(render):
    bus = PLACE.format("Bus") + "arrets: [{commune: Saint-Clair-sur-Lède, lieu: place, horaires: {jeudi: 9h-12h}}]\n"
    found = read(render({"structures/bus": bus}))
    name = "Bus, Saint-Clair-sur-Lède"
    places = ("agenda.ics", "structures/bus.ics", "communes/saint-clair-sur-lede.ics")
    assert len({found[place][name].uid for place in places}) == 1
    assert found["agenda.ics"][name].location == "place, Saint-Clair-sur-Lède"
    assert found["agenda.ics"][name].geo is None


def test_a_confidential_address_is_nowhere(render):
    files = {
        "structures/refuge": PLACE.format("Refuge") + CLOSED + "adresse_confidentielle: oui\n",
        "services/nuit": "nom: Nuit\nthemes: [logement]\nstructure: refuge\n" + CLOSED,
    }
    found = read(render(files))
    events = [event for path in ("structures/refuge.ics", "services/nuit.ics") for event in found[path].values()]
    assert [(event.location, event.geo) for event in events] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("date", "hours", "start", "end"),
    [
        ("2026-12-14", "9h30-12h", "2026-12-14 08:30", "2026-12-14 11:00"),
        ("2027-07-05", "9h30-12h", "2027-07-05 07:30", "2027-07-05 10:00"),
        ("2027-03-28", "1h30-3h30", "2027-03-28 00:30", "2027-03-28 01:30"),  # at 2 h the clock goes to 3 h
        ("2026-12-31", "22h-24h", "2026-12-31 21:00", "2026-12-31 23:00"),
    ],
)
def test_an_event_is_when_it_is_by_the_clock_of_the_territory(render, date, hours, start, end):
    meeting = f"titre: Forum\ndate: {date}\nheures: {hours}\ntype: forum\ncommune: Valbourg\nouverte_a_tous: oui\n"
    event = read(render({"rencontres/forum": meeting}))["agenda.ics"]["Forum"]
    assert [moment.strftime("%Y-%m-%d %H:%M") for moment in (event.dtstart, event.dtend)] == [start, end]


HOSTILE = st.text(min_size=1, max_size=400) | st.sampled_from(
    [
        "x\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
        'a, b; c: "d" \\ \\n \\N',
        "\u202eessai\u2066 \ufeff👨‍👩‍👧 مرحبا \x00\u2028\x0b",
        "é" * 9_000,
    ]
)


@given(HOSTILE, HOSTILE)
@settings(deadline=None)
def test_hostile_texts_stay_texts(name, motif):
    closed = [{"du": "2026-12-24", "au": "2027-01-03", "motif": "x"}]
    (place,) = (one for one in BASE.all(Structure)[:1])
    closures = (
        type(place).model_validate({"nom": "x", "type": "autre", "commune": place.commune, "fermetures": closed}).fermetures
    )
    hostile = place.model_copy(update={"nom": name, "fermetures": tuple(c.model_copy(update={"motif": motif}) for c in closures)})
    (file,) = (one for one in calendars.files(Renderer(with_places(BASE, [hostile]), TODAY)) if one.path == f"{place.key}.ics")
    lines = file.content.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line or len(line) > 75 for line in lines), "octets"
    (event,) = IcsCalendarStream.calendar_from_ics(file.content.decode()).events
    assert event.summary == plain(f"Fermé : {name} ({motif})").replace("\\N", "\n"), "« \\N » ends a line for icalendar"


STOPS = "arrets: [{commune: Saint-Clair-sur-Lède, lieu: place, horaires: {jeudi: [9h-12h, 14h-16h]}}]\n"


def keys(some) -> list[str]:
    return [event.key for event in some]


def test_stops_are_announced_for_four_months_and_one_of_two_openings_keeps_its_own_key(render):
    stops = events(render({"structures/bus": PLACE.format("Bus") + STOPS}))
    # The 22 Thursdays from 26 October (30 days before) to 25 March (120 days after): none is a public holiday.
    assert (stops[0].du, stops[-1].du) == (dt.date(2026, 10, 29), dt.date(2027, 3, 25))
    assert keys(stops[:2]) == [
        "structures/bus/passage/2026-10-29/saint-clair-sur-lede",
        "structures/bus/passage/2026-10-29/saint-clair-sur-lede/2",
    ]
    assert len(set(keys(stops))) == len(stops) == 44


MEETINGS = {
    "rencontres/forum": "titre: Forum\ndate: 2026-12-04\nheures: 18h-20h\ncommune: Valbourg\nouverte_a_tous: oui\n",
    "rencontres/prive": "titre: Privé\ndate: 2026-12-04\ncommune: Valbourg\n",
    "rencontres/mois": "titre: Mois\ndate: 2026-12\ncommune: Valbourg\nouverte_a_tous: oui\n",
    "rencontres/vers": "titre: Vers\ndate: vers 2026-12-04\nouverte_a_tous: oui\n",
    "rencontres/longue": "titre: Longue\ndate: 2026-12-10\nfin: 2026-12-12\nheures: 9h-17h\nouverte_a_tous: oui\n",
}


def test_a_commune_has_what_happens_there(render):
    files = MEETINGS | {
        "structures/bus": PLACE.format("Bus") + STOPS,
        "structures/a": PLACE.format("A") + "fermetures: [{du: 2027-08-03, au: 2027-08-16}]\n"
        "horaires: {lundi: 9h-17h, semaines: [{du: 07-01, au: 08-31, lundi: 9h-12h}]}\n",
    }
    made = render(files)
    calendars = by_calendar(events(made), made.catalogue)
    assert keys(calendars["communes/valbourg"]) == ["rencontres/forum", "structures/a/fermeture/2027-08-03"]
    assert {event.kind for event in calendars["communes/saint-clair-sur-lede"]} == {"passage"}
    assert {event.kind for event in agenda_events(events(made))} == {"passage", "rencontre"}


def test_what_moves_closes_where_it_stops_not_at_its_seat(render):
    closing = "fermetures: [{du: 2027-08-03, au: 2027-08-16}]\n"
    made = render({"structures/bus": PLACE.format("Bus") + STOPS + closing})
    calendars = by_calendar(events(made), made.catalogue)
    assert "communes/valbourg" not in calendars
    assert "structures/bus/fermeture/2027-08-03" in keys(calendars["communes/saint-clair-sur-lede"])


@pytest.mark.parametrize(
    ("more", "dated"),
    [
        ("", False),
        ("horaires: {lundi: 9h-17h, dates: [{quand: premier mardi du mois, heures: 9h-10h}]}\n", False),
        ("fermetures: [jours feries]\n", False),
        ("fermetures: [{du: 2026-10-01, au: 2026-10-25}]\n", False),
        ("fermetures: [{du: 2026-10-01, au: 2026-10-26}]\n", True),  # what is over stays thirty days
        ("horaires: {lundi: 9h-17h, semaines: [{pendant: vacances}]}\n", True),
        ("inscription: {dates: [en avril]}\n", False),
        ("inscription: {dates: [du 1er au 30 avril 2027]}\n", True),
        (STOPS, True),
        ("arrets: [{commune: Valbourg, quand: le lundi}]\n", False),
        ("fermetures: [{du: 2026-12-24}]\netat_fiche: brouillon\n", False),
    ],
)
def test_a_place_has_a_calendar_when_something_has_a_date_around_today(render, more, dated):
    made = render({"structures/a": PLACE.format("A") + more}, drafts=True)
    assert bool(by_calendar(events(made), made.catalogue).get("structures/a")) is dated
