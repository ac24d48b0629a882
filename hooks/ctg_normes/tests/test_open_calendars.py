"""The published calendars: what is announced, in whose, under which lasting key; their words and places."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.publish.build import make_site
from ctg_normes import calendars
from ctg_normes.calendars import events
from lieux_hostiles import BASE, with_places
from territoires import ESSAI, ROOT, catalogue_of

TODAY = dt.date(2026, 11, 25)
BUS = """\
nom: Bus
type: autre
commune: Valbourg
arrets: [{commune: Saint-Clair-sur-Lède, lieu: place, horaires: {jeudi: [9h-12h, 14h-16h]}}]
"""


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


def test_stops_are_announced_for_four_months_and_one_of_two_openings_keeps_its_own_key(project):
    stops = events(Renderer(load(project({"data/structures/bus.yml": BUS})), TODAY, calendars.files))
    keys = [event.key for event in stops]
    # The 22 Thursdays from 26 October (30 days before) to 25 March (120 days after): none is a public holiday.
    assert (stops[0].du, stops[-1].du) == (dt.date(2026, 10, 29), dt.date(2027, 3, 25))
    assert keys[:2] == [
        "structures/bus/passage/2026-10-29/saint-clair-sur-lede",
        "structures/bus/passage/2026-10-29/saint-clair-sur-lede/2",
    ]
    assert len(set(keys)) == len(stops) == 44


def test_a_former_name_keeps_its_calendar(project):
    place = "nom: Les Lutins\ntype: autre\ncommune: Valbourg\nanciens_identifiants: [les-loups]\nfermetures: [{du: 08-01}]\n"
    made = {file.path: file for file in make_site(project({"data/structures/les-lutins.yml": place})).files}
    assert made["structures/les-loups.ics"].content == made["structures/les-lutins.ics"].content
