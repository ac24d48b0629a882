"""The guide's questions to the copies of several territories find what a count finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banc.questions import ask
from ctg.commands import main
from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.model.figure import Indicateur
from ctg.model.framework import Cadre
from ctg.model.structure import Structure
from ctg.reading.positions import distance_km
from ctg_portail.copies import Copy, copies_in
from portails import few, numbered, printed
from portails import portal as written_portal

CRECHES = {"multi-accueil", "micro-creche", "creche-familiale"}
WHOLE, SILENT, ENDING = "999000019", "999000027", "999000035"
"""The invented territory; one with a crèche that does not say its places; one whose convention ends, without children."""
ASKED = ("communes", "structures", "services", "indicateurs", "cadres")
"""The lists that the questions read."""
DAY = dt.date(2026, 11, 25)


def silent_of(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "places"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Path:
    """Three territories that differ, and their ``copies/``."""
    folder = tmp_path_factory.mktemp("portail") / "trois"
    silent = few(*ASKED, structures=lambda records: [silent_of(one) for one in records])
    ending = few(
        *ASKED,
        cadres=lambda records: [one | {"fin": "vers 2027-06"} for one in records],
        territoire=lambda values: values | {"couverture": {}},
    )
    sites = {"ici": few(*ASKED), "muet": numbered(silent, SILENT, "Muet"), "fini": numbered(ending, ENDING, "Fini")}
    assert main(["rassembler", str(written_portal(folder, sites))]) == 0
    return folder


def each(portal: Path, kind: type) -> Iterator[tuple[Copy, dict[str, Any]]]:
    for copy in copies_in(portal / "copies"):
        yield from ((copy, record) for record in copy.of(kind))


def test_the_nearest_creche_open_on_wednesday(portal):
    here = Position(lat=46.5, lon=2.5)
    centres = {one["nom"]: Position(**one["centre"]) for _, one in each(portal, Commune)}
    expected = []
    for copy, record in each(portal, Structure):
        weeks = [record.get("horaires", {}), record.get("horaires", {}).get("scolaire", {})]
        if record["type"] in CRECHES and any(week.get("mercredi") for week in weeks):
            expected.append((distance_km(here, centres[record["commune"]]), copy.manifest.siren, record["id"]))
    answer = ask("creche", portal, lambda sql: sql.replace("LIMIT 5", ""), latitude=here.lat, longitude=here.lon)
    found = [(row["km"], row["siren"], row["id"]) for row in answer]
    assert found == [(pytest.approx(km), siren, id) for km, siren, id in sorted(expected)]
    assert len({row["km"] for row in answer}) > 1


@pytest.mark.parametrize(("day", "some"), [(DAY, True), (dt.date(2028, 2, 1), True), (dt.date(2040, 1, 1), False)])
def test_the_conventions_that_end_within_a_year(portal, day, some):
    last = {"2028-12-31": dt.date(2028, 12, 31), "2028-12": dt.date(2028, 12, 31), "vers 2027-06": dt.date(2027, 6, 30)}
    ctg = [(copy, record) for copy, record in each(portal, Cadre) if record["nature"] == "ctg" and record.get("fin") in last]
    soon = {(c.manifest.siren, r["id"]) for c, r in ctg if day <= last[r["fin"]] <= day.replace(year=day.year + 1)}
    assert {(row["siren"], row["id"]) for row in ask("conventions", portal, jour=day)} == soon
    assert bool(soon) is some


def test_places_per_hundred_children_where_both_are_published(portal):
    places = sum(r["places"]["total"] for c, r in each(portal, Structure) if c.manifest.siren == WHOLE and r["type"] in CRECHES)
    figure = next(r for _, r in each(portal, Indicateur) if r["id"] == printed(portal)("enfants-moins-de-3-ans"))
    children = max((one["annee"], one["valeur"]) for one in figure["valeurs"] if "commune" not in one)[1]
    (row,) = ask("places", portal)
    assert (row["siren"], row["places"], row["enfants"]) == (WHOLE, places, children)
    assert row["pour_100"] == pytest.approx(100 * places / children)


def test_a_link_never_leads_where_a_record_says(tmp_path):
    hostile = few(*ASKED, structures=lambda records: [
        one | {"calcule": one["calcule"] | {"url": "https://voleur.exemple/"}} for one in records
    ])  # fmt: skip
    assert main(["rassembler", str(written_portal(tmp_path / "portail", {"ici": hostile}))]) == 0
    rows = ask("creche", tmp_path / "portail")
    assert rows
    assert not [row for row in rows if "voleur" in str(row["page"])]
