"""What happens on which day: what is announced, in whose calendar, and under which lasting key."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.meeting import Rencontre
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg_normes.calendars import events
from ctg_normes.events import agenda_events, by_calendar, stated_on

TODAY = dt.date(2026, 11, 25)
PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\n"
STOPS = "arrets: [{commune: Saint-Clair-sur-Lède, lieu: place, horaires: {jeudi: [9h-12h, 14h-16h]}}]\n"


@pytest.fixture
def catalogue(project):
    return lambda files, drafts=False: load(project({f"data/{name}.yml": text for name, text in files.items()}), drafts)


def found(catalogue, today: dt.date = TODAY):
    return events(Renderer(catalogue, today))


def keys(some) -> list[str]:
    return [event.key for event in some]


def test_a_closure_of_every_year_comes_twice_and_crosses_new_year(catalogue):
    files = {"structures/a": PLACE.format("A") + "fermetures: [{du: 12-24, au: 01-03, motif: fin d'année}, jours feries]\n"}
    assert [(event.key, event.au, event.name) for event in found(catalogue(files))] == [
        ("structures/a/fermeture/2026-12-24", dt.date(2027, 1, 3), "fin d'année"),
        ("structures/a/fermeture/2027-12-24", dt.date(2028, 1, 3), "fin d'année"),
    ]


@pytest.mark.parametrize(("au", "kept"), [("2026-10-26", True), ("2026-10-25", False)])
def test_what_is_over_stays_thirty_days(catalogue, au, kept):
    files = {"structures/a": PLACE.format("A") + f"fermetures: [{{du: 2026-10-01, au: {au}}}]\n"}
    assert bool(found(catalogue(files))) is kept


def test_changed_hours_are_announced_on_their_first_day_and_closed_holidays_all_along(catalogue):
    files = {
        "structures/a": PLACE.format("A")
        + "horaires: {lundi: 9h-17h, semaines: [{du: 07-01, au: 08-31, nom: été, lundi: 9h-12h}]}\n",
        "structures/b": PLACE.format("B") + "horaires: {lundi: 9h-17h, semaines: [{pendant: vacances}]}\n",
    }
    seen = {event.key: (event.au, event.until, event.closed) for event in found(catalogue(files))}
    assert seen["structures/a/saison/2027-07-01"] == (dt.date(2027, 7, 1), dt.date(2027, 8, 31), False)
    assert seen["structures/b/vacances/2026-12-19"] == (dt.date(2027, 1, 3), None, True)


def test_public_holidays_are_left_to_the_telephone(catalogue):
    files = {"structures/a": PLACE.format("A") + "horaires: {vendredi: 9h-17h}\n"}  # Christmas 2026 is a Friday
    assert found(catalogue(files)) == ()


def test_stops_are_announced_for_four_months_and_one_of_two_openings_keeps_its_own_key(catalogue):
    stops = found(catalogue({"structures/bus": PLACE.format("Bus") + STOPS}))
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


def test_only_meetings_open_to_all_whose_day_is_known(catalogue):
    seen = {event.key: event for event in found(catalogue(MEETINGS))}
    assert set(seen) == {"rencontres/forum", "rencontres/longue"}
    assert seen["rencontres/forum"].timed
    long = seen["rencontres/longue"]
    assert (long.du, long.au, long.timed) == (dt.date(2026, 12, 10), dt.date(2026, 12, 12), False), "whole days"


def test_a_postponed_meeting_moves_instead_of_doubling(catalogue):
    text = "titre: Forum\ndate: {}\nouverte_a_tous: oui\n"
    before, after = (found(catalogue({"rencontres/forum": text.format(day)})) for day in ("2026-12-04", "2027-01-15"))
    assert keys(before) == keys(after) == ["rencontres/forum"]
    assert after[0].du == dt.date(2027, 1, 15)


def test_a_commune_has_what_happens_there(catalogue):
    files = MEETINGS | {
        "structures/bus": PLACE.format("Bus") + STOPS,
        "structures/a": PLACE.format("A") + "fermetures: [{du: 2027-08-03, au: 2027-08-16}]\n"
        "horaires: {lundi: 9h-17h, semaines: [{du: 07-01, au: 08-31, lundi: 9h-12h}]}\n",
    }
    whole = catalogue(files)
    calendars = by_calendar(found(whole), whole)
    assert keys(calendars["communes/valbourg"]) == ["rencontres/forum", "structures/a/fermeture/2027-08-03"]
    assert {event.kind for event in calendars["communes/saint-clair-sur-lede"]} == {"passage"}
    assert {event.kind for event in agenda_events(found(whole))} == {"passage", "rencontre"}


def test_what_moves_closes_where_it_stops_not_at_its_seat(catalogue):
    closing = "fermetures: [{du: 2027-08-03, au: 2027-08-16}]\n"
    territory = catalogue({"structures/bus": PLACE.format("Bus") + STOPS + closing})
    calendars = by_calendar(found(territory), territory)
    assert "communes/valbourg" not in calendars
    assert "structures/bus/fermeture/2027-08-03" in keys(calendars["communes/saint-clair-sur-lede"])


def test_registrations_are_in_the_calendars_of_the_place_its_commune_and_the_territory(catalogue):
    place = PLACE.format("A") + "inscription: {dates: [du 1er au 30 avril 2027, en mai]}\n"
    territory = catalogue({"structures/a": place})
    some, key = found(territory), ["structures/a/inscription/2027-04-01"]
    assert keys(agenda_events(some)) == key
    calendars = by_calendar(some, territory)
    assert keys(calendars["structures/a"]) == keys(calendars["communes/valbourg"]) == key


def test_a_town_hall_s_own_hours_are_in_its_commune_s_calendar(catalogue):
    communes = """
- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {lat: 46.5, lon: 2.5}
  mairie: {horaires: {lundi: 9h-12h, dates: [{quand: 2026-12-05, heures: 9h-11h}]}}
- {nom: Saint-Clair-sur-Lède, code_insee: "99002", codes_postaux: ["99200"], centre: {lat: 46.5, lon: 2.7}}
"""
    whole = catalogue({"communes": communes})
    assert keys(found(whole)) == ["communes/valbourg/ouverture/2026-12-05"]


@pytest.mark.parametrize(
    ("more", "dated"),
    [
        ("", False),
        ("horaires: {lundi: 9h-17h, dates: [{quand: premier mardi du mois, heures: 9h-10h}]}\n", False),
        ("fermetures: [jours feries]\n", False),
        ("fermetures: [{du: 2019-08-01, au: 2019-08-10}]\n", False),
        ("horaires: {lundi: 9h-17h, semaines: [{pendant: vacances}]}\n", True),
        ("inscription: {dates: [en avril]}\n", False),
        ("inscription: {dates: [du 1er au 30 avril 2027]}\n", True),
        (STOPS, True),
        ("arrets: [{commune: Valbourg, quand: le lundi}]\n", False),
        ("fermetures: [{du: 2026-12-24}]\netat_fiche: brouillon\n", False),
    ],
)
def test_a_place_has_a_calendar_when_something_has_a_date_around_today(catalogue, more, dated):
    whole = catalogue({"structures/a": PLACE.format("A") + more}, drafts=True)
    assert bool(by_calendar(found(whole), whole).get("structures/a")) is dated


def test_the_last_look_at_the_facts(catalogue):
    sources = "[{titre: S, date: 2026-10-02}, {titre: T, date: 2026-11}, {titre: U, date: vers 2026-11-20}]"
    text = f"titre: F\ndate: 2026-12-04\nsources: {sources}\n"
    whole = catalogue({"rencontres/f": text, "structures/a": PLACE.format("A") + "relu_le: 2026-11-03\nverifie_le: 2026-01-01\n"})
    assert stated_on(whole.get(Rencontre, "f")) == dt.date(2026, 10, 2)
    assert stated_on(whole.get(Structure, "a")) == dt.date(2026, 11, 3)
