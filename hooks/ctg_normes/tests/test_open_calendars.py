"""The published calendars: what is announced, in whose, under which lasting key; their words and places."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer, record_page
from ctg_normes import calendars
from ctg_normes.calendars import events
from ctg_normes.events import agenda_events, by_calendar
from lieux_hostiles import BASE, with_places
from territoires import ESSAI, ROOT, SMALL, catalogue_of

TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
SITE = TERRITOIRE + "adresse_site: https://exemple.fr/familles\n"
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


def test_a_closure_says_where_whom_to_call_and_how_sure(render):
    more = "adresse: 3 rue Haute\ntelephone: 04 65 71 00 01\nposition: {lat: 46.51, lon: 2.52}\nverifie_le: 2026-01-01\n"
    found = read(render({"territoire": SITE, "structures/a": PLACE.format("Les Lutins") + CLOSED + more}))
    event = found["structures/a.ics"]["Fermé : Les Lutins (fermeture annuelle)"]
    assert (event.uid, event.url) == (
        "structures/a/fermeture/2026-12-24@siren-219900012", "https://exemple.fr/familles/structures/a/",
    )  # fmt: skip
    assert (event.location, event.geo.lat, event.geo.lng) == ("3 rue Haute, 99100 Valbourg", 46.51, 2.52)
    assert event.description == (
        "Téléphone : 04 65 71 00 01\nÀ revérifier : la dernière vérification date du 1er janvier 2026.\n"
        "https://exemple.fr/familles/structures/a/"
    )
    assert event == found["communes/valbourg.ics"][event.summary]


def test_a_confidential_address_is_nowhere(render):
    files = {
        "structures/refuge": PLACE.format("Refuge") + CLOSED + "adresse_confidentielle: oui\n",
        "services/nuit": "nom: Nuit\nthemes: [logement]\nstructure: refuge\n" + CLOSED,
    }
    found = read(render(files))
    events = [event for path in ("structures/refuge.ics", "services/nuit.ics") for event in found[path].values()]
    assert [(event.location, event.geo) for event in events] == [(None, None)] * 2


def test_words_of_each_kind_of_event(render):
    files = {
        "structures/a": PLACE.format("A") + "etat_fiche: a_verifier\nderniere_preuve: 2026\n"
        "inscription: {comment: En mairie., dates: [du 1er au 30 avril 2027, jusqu'au 15 mai 2027]}\n"
        "horaires: {lundi: 9h-17h, semaines: [{du: 07-01, au: 08-31, nom: été, lundi: 9h-12h}],"
        " dates: [{quand: 2026-12-05, heures: matin, lieu: salle des fêtes, note: portes ouvertes}]}\n",
        "cadres/ville": "titre: Contrat de ville\nnature: contrat-de-ville\n",
        "rencontres/forum": "titre: Forum\ndate: 2026-12-04\nheures: 18h-20h\ncadre: ville\ntype: forum\npublic: tous\n"
        "lieu: salle\ncommune: Valbourg\ninscription: Entrée libre.\nouverte_a_tous: oui\n",
    }
    found = read(render(files))
    doubt = "À vérifier : personne n’a encore confirmé ces informations. Appelez avant de vous déplacer."
    assert {name: event.description for name, event in found["structures/a.ics"].items()} == {
        "Ouvert aussi : A, le matin": f"Portes ouvertes.\n{doubt}",
        "Inscriptions : A": f"Du 1er au 30 avril 2027.\nEn mairie.\n{doubt}",
        "Fin des inscriptions : A": f"Jusqu'au 15 mai 2027.\nEn mairie.\n{doubt}",
        "Nouveaux horaires : A (été)": f"Lundi : 9 h à 12 h.\nDu mardi au dimanche : fermé.\nJusqu’au 31 août 2027.\n{doubt}",
    }
    assert found["structures/a.ics"]["Ouvert aussi : A, le matin"].location == "salle des fêtes"
    forum = found["communes/valbourg.ics"]["Forum"]
    assert forum.description == (
        "Forum, vendredi 4 décembre 2026, 18 h à 20 h.\nHors CTG : Contrat de ville.\nPour : tous.\nEntrée libre."
    )
    assert (forum.location, forum.dtstart.hour, forum.dtend.hour) == ("salle, Valbourg", 17, 19), "in universal time"


def test_a_page_links_to_the_calendars_that_exist(render):
    files = {"structures/a": PLACE.format("A") + CLOSED, "structures/b": PLACE.format("B")}
    for more, link in (({}, 'href="../a.ics"'), ({"territoire": SITE}, 'href="webcal://exemple.fr/familles/structures/a.ics"')):
        made = render(files | more)
        a, b = (record_page(made, made.catalogue.get(Structure, id)).body for id in "ab")
        assert link in a
        assert 'href="../a.ics"' in a, "a file, for who has nothing that follows calendars"
        assert ".ics" not in b
        here, there = (record_page(made, commune).body for commune in made.catalogue.all(Commune))
        assert ("valbourg.ics" in here + there, "saint-clair-sur-lede.ics" in here + there) == (True, False)


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


def test_a_closure_of_every_year_comes_twice_and_crosses_new_year(render):
    files = {"structures/a": PLACE.format("A") + "fermetures: [{du: 12-24, au: 01-03, motif: fin d'année}, jours feries]\n"}
    assert [(event.key, event.au, event.name) for event in events(render(files))] == [
        ("structures/a/fermeture/2026-12-24", dt.date(2027, 1, 3), "fin d'année"),
        ("structures/a/fermeture/2027-12-24", dt.date(2028, 1, 3), "fin d'année"),
    ]


def test_changed_hours_are_announced_on_their_first_day_and_closed_holidays_all_along(render):
    files = {
        "structures/a": PLACE.format("A")
        + "horaires: {lundi: 9h-17h, semaines: [{du: 07-01, au: 08-31, nom: été, lundi: 9h-12h}]}\n",
        "structures/b": PLACE.format("B") + "horaires: {lundi: 9h-17h, semaines: [{pendant: vacances}]}\n",
    }
    seen = {event.key: (event.au, event.until, event.closed) for event in events(render(files))}
    assert seen["structures/a/saison/2027-07-01"] == (dt.date(2027, 7, 1), dt.date(2027, 8, 31), False)
    assert seen["structures/b/vacances/2026-12-19"] == (dt.date(2027, 1, 3), None, True)


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


def test_only_meetings_open_to_all_whose_day_is_known(render):
    seen = {event.key: event for event in events(render(MEETINGS))}
    assert set(seen) == {"rencontres/forum", "rencontres/longue"}
    assert seen["rencontres/forum"].timed
    long = seen["rencontres/longue"]
    assert (long.du, long.au, long.timed) == (dt.date(2026, 12, 10), dt.date(2026, 12, 12), False), "whole days"


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
