"""The published calendars: their words, their places, who has one."""

from __future__ import annotations

import datetime as dt

import pytest
from ical.calendar_stream import IcsCalendarStream

from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.open_data import calendars
from ctg.pages import record_page
from ctg.pages.renderer import Renderer
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
    again = calendars.files(Renderer(load(root), TODAY))
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


def test_a_site_that_does_not_know_its_address_gives_none(render):
    (event,) = read(render({"structures/a": PLACE.format("A") + CLOSED}))["structures/a.ics"].values()
    assert (event.url, event.description) == (None, None)
    assert event.uid.endswith("@siren-219900012")


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
    assert (forum.location, forum.dtstart.hour, forum.dtend.hour) == ("salle, Valbourg", 18, 20)


def test_a_page_links_to_the_calendars_that_exist(render):
    files = {"structures/a": PLACE.format("A") + CLOSED, "structures/b": PLACE.format("B")}
    for more, link in (({}, 'href="../a.ics"'), ({"territoire": SITE}, 'href="webcal://exemple.fr/familles/structures/a.ics"')):
        made = render(files | more)
        a, b = (record_page.record_page(made, made.catalogue.get(Structure, id)).body for id in "ab")
        assert link in a
        assert 'href="../a.ics"' in a, "a file, for who has nothing that follows calendars"
        assert ".ics" not in b
        here, there = (record_page.record_page(made, commune).body for commune in made.catalogue.all(Commune))
        assert ("valbourg.ics" in here + there, "saint-clair-sur-lede.ics" in here + there) == (True, False)
