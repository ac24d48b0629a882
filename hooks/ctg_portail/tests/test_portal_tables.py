"""The guide's questions to the copies of several territories find what a count finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banc.questions import ask
from ctg.commands import main
from ctg.model.fields import Position
from ctg.model.figure import Indicateur
from ctg.model.framework import Cadre
from ctg.model.structure import Structure
from ctg.reading.positions import distance_km
from ctg_portail.copies import Copy, copies_in
from portails import numbered, published
from portails import portal as written_portal

CRECHES = {"multi-accueil", "micro-creche", "creche-familiale"}
WHOLE, SILENT, ENDING = "999000019", "999000027", "999000035"
"""The invented territory; one with a crèche that does not say its places; one whose convention ends, without children."""
DAY = dt.date(2026, 11, 25)


def moved(record: dict[str, Any]) -> dict[str, Any]:
    made = record["calcule"]
    further = {"latitude": made["latitude"] + 0.01} if "latitude" in made else {}
    return {name: value for name, value in record.items() if name != "places"} | {"calcule": made | further}


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Path:
    """Three territories that differ, and their ``copies/``."""
    folder = tmp_path_factory.mktemp("portail") / "trois"
    silent = published(structures=lambda records: [moved(one) for one in records])
    ending = published(
        cadres=lambda records: [one | {"fin": "vers 2027-06"} for one in records],
        territoire=lambda values: values | {"couverture": {}},
    )
    sites = {"ici": published(), "muet": numbered(silent, SILENT, "Muet"), "fini": numbered(ending, ENDING, "Fini")}
    assert main(["rassembler", str(written_portal(folder, sites))]) == 0
    return folder


def each(portal: Path, kind: type) -> Iterator[tuple[Copy, dict[str, Any]]]:
    for copy in copies_in(portal / "copies"):
        yield from ((copy, record) for record in copy.of(kind))


def test_the_nearest_creche_open_on_wednesday(portal):
    here = Position(lat=46.5, lon=2.5)
    expected = []
    for copy, record in each(portal, Structure):
        hours, made = record.get("horaires", {}), record.get("calcule", {})
        weeks = [hours, hours.get("scolaire", {})]
        if record["type"] in CRECHES and "latitude" in made and any(week.get("mercredi") for week in weeks):
            km = distance_km(here, Position(lat=made["latitude"], lon=made["longitude"]))
            expected.append((km, copy.manifest.siren, record["id"]))
    answer = ask("creche", portal, lambda sql: sql.replace("LIMIT 5", ""), latitude=here.lat, longitude=here.lon)
    found = [(row["km"], row["siren"], row["id"]) for row in answer]
    assert found == [(pytest.approx(km), siren, id) for km, siren, id in sorted(expected)]
    assert len({row["km"] for row in answer}) > 3


@pytest.mark.parametrize(("day", "some"), [(DAY, True), (dt.date(2028, 2, 1), True), (dt.date(2040, 1, 1), False)])
def test_the_conventions_that_end_within_a_year(portal, day, some):
    last = {"2028-12-31": dt.date(2028, 12, 31), "2028-12": dt.date(2028, 12, 31), "vers 2027-06": dt.date(2027, 6, 30)}
    ctg = [(copy, record) for copy, record in each(portal, Cadre) if record["nature"] == "ctg" and record.get("fin") in last]
    soon = {(c.manifest.siren, r["id"]) for c, r in ctg if day <= last[r["fin"]] <= day.replace(year=day.year + 1)}
    assert {(row["siren"], row["id"]) for row in ask("conventions", portal, jour=day)} == soon
    assert bool(soon) is some


def test_places_per_hundred_children_where_both_are_published(portal):
    places = sum(r["places"]["total"] for c, r in each(portal, Structure) if c.manifest.siren == WHOLE and r["type"] in CRECHES)
    children = next(r["calcule"]["derniere_valeur"] for _, r in each(portal, Indicateur) if r["id"] == "enfants-moins-de-3-ans")
    (row,) = ask("places", portal)
    assert (row["siren"], row["places"], row["enfants"]) == (WHOLE, places, children)
    assert row["pour_100"] == pytest.approx(100 * places / children)


def test_a_hostile_value_is_only_a_text_and_a_link_never_leads_where_a_record_says(tmp_path):
    evil = "'); COPY (SELECT 1) TO 'x'; -- <script>"

    hostile = published(structures=lambda records: [
        one | {"nom": evil} | {"calcule": one["calcule"] | {"url": "https://voleur.exemple/"}} for one in records
    ])  # fmt: skip
    assert main(["rassembler", str(written_portal(tmp_path / "portail", {"ici": hostile}))]) == 0
    rows = ask("creche", tmp_path / "portail")
    assert {row["nom"] for row in rows} == {evil}
    assert not [row for row in rows if "voleur" in str(row["page"])]
