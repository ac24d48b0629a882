"""What the finder tells the browser of each place."""

from __future__ import annotations

import pytest

from ctg.analysis.calendars import Calendar
from ctg.analysis.week import week_in
from ctg.kinds import Service
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.families import finder
from lieux_hostiles import TODAY

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
    entries = {one["k"]: one for one in finder.data(Renderer(catalogue, TODAY))["lieux"]}
    assert ("r" in entries["services/aide"]) is receives
    assert entries["structures/les-lutins"]["r"] is True


def test_a_day_without_its_hours_comes_after_those_that_have_them(project):
    names = {"a": "{mercredi: oui}", "b": "{mercredi: 14h-17h}", "c": "{mercredi: matin}"}
    catalogue = load(project({f"data/structures/{id}.yml": PLACE.format(id, hours) for id, hours in names.items()}))
    week = week_in(catalogue, catalogue.commune("Valbourg"), Calendar.of(catalogue.territoire), TODAY, 1)
    assert [passage.place.id for _, passages in week for passage in passages] == ["c", "b", "a"]
    data = finder.data(Renderer(catalogue, TODAY))
    (entry,) = [one for one in data["lieux"] if one["k"] == "structures/a"]
    patterns, codes = data["horaires"][entry["o"][0][1]]
    assert [patterns[int(code, 36)] for code in codes[:3]] == ["o", "?", "?"]
