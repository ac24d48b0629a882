"""What the finder tells the browser of each place."""

from __future__ import annotations

import pytest

from ctg.common.problems import fold
from ctg.hours.changes import week_in
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import Renderer
from ctg.places import finder, lists
from lieux_hostiles import TODAY
from territoires import ESSAI, catalogue_of

PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\ntelephone: 04 65 71 00 00\nhoraires: {}\n"


@pytest.mark.parametrize(
    ("more", "receives"),
    [
        ("", False),  # an aid: the same on all days
        ("modes: [en-ligne, telephone]\nstructure: les-lutins\n", False),
        ("structure: les-lutins\n", True),
        ("structure: les-lutins\nacces: orientation\n", False),  # one is sent there
        ("adresse: 1 rue Haute\n", True),
        ("modes: [itinerant]\n", True),
        ("zone: [Valbourg]\nhoraires: {note: Quatre mercredis.}\n", False),
    ],
)
def test_what_has_no_day_is_no_answer_to_a_day(project, more, receives):
    catalogue = load(project({"data/services/aide.yml": f"nom: Aide\nthemes: [numerique]\n{more}"}))
    assert finder.receives(catalogue, catalogue.get(Service, "aide")) is receives
    entries = {one["k"]: one for one in finder.finder_data(Renderer(catalogue, TODAY))["lieux"]}
    assert ("r" in entries["services/aide"]) is receives
    assert entries["structures/les-lutins"]["r"] is True


def test_a_day_without_its_hours_comes_after_those_that_have_them(project):
    names = {"a": "{mercredi: oui}", "b": "{mercredi: 14h-17h}", "c": "{mercredi: matin}"}
    catalogue = load(project({f"data/structures/{id}.yml": PLACE.format(id, hours) for id, hours in names.items()}))
    week = week_in(catalogue, catalogue.commune("Valbourg"), TODAY)[:1]
    assert [passage.place.id for _, passages in week for passage in passages] == ["c", "b", "a"]
    data = finder.finder_data(Renderer(catalogue, TODAY))
    (entry,) = [one for one in data["lieux"] if one["k"] == "structures/a"]
    patterns, codes = data["horaires"][entry["o"][0][1]]
    assert [patterns[int(code, 36)] for code in codes[:3]] == ["o", "?", "?"]


def test_beyond_two_hundred_places_a_page_holds_the_first_of_each_need_and_the_data_what_all_lines_say(project):
    place = "nom: Lieu {n}\ntype: {type}\ncommune: Valbourg\nsources: [{{titre: Un annuaire, date: 2026-01-01}}]\n{phone}"
    types = ("ludotheque", "ccas", "multi-accueil")
    files = {
        f"data/structures/lieu-{n}.yml": place.format(n=n, type=types[n % 3], phone="telephone: 04 65 71 00 09\n" * (n > 150))
        for n in range(250)
    }
    render = Renderer(load(project(files)), TODAY)
    bodies = {file.path: file.body for file in finder.files(render) if file.path.endswith("/")}
    assert bodies["trouver/"].count('<li class="lieu"') == 3 * finder.FIRST
    assert bodies["trouver/petite-enfance/"].count('<li class="lieu"') == finder.HELD
    assert "Toutes les fiches" in bodies["trouver/petite-enfance/"]
    entries = finder.finder_data(render)["lieux"]
    assert len(entries) >= 250
    first = [render.catalogue.get(Structure, one["k"].removeprefix("structures/")) for one in entries[:30]]
    assert all(place.telephone for place in first), "who can be called first"
    assert len({one["u"] for one in entries[:3]}) == 3, "each need in turn"
    one = next(one for one in entries if one["k"] == "structures/lieu-200")
    assert (one["n"], one["m"], one["u"]) == ("Lieu 200", ["Crèche", "Valbourg"], "petite-enfance")


def test_many_communes_are_listed_by_the_initial_of_their_name(monkeypatch):
    communes = catalogue_of(ESSAI).all(Commune)
    assert lists.by_letter(communes) == [("", [*communes])]
    monkeypatch.setattr(lists, "LONG", len(communes) - 1)
    found = lists.by_letter(communes)
    assert [one for _, own in found for one in own] == [*communes]
    assert [letter for letter, _ in found] == sorted({fold(one.nom)[0].upper() for one in communes})


def test_up_to_two_hundred_places_keep_their_order(monkeypatch):
    catalogue = catalogue_of(ESSAI)
    every = (*catalogue.places, *catalogue.outside)
    monkeypatch.setattr(finder, "MANY", len(every))
    entries = finder.finder_data(Renderer(catalogue, TODAY))["lieux"]
    assert [one["k"] for one in entries] == [place.key for place in every]
