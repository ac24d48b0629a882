"""The copies of a portal as Parquet: all that is published is there, and the guide's questions find what a count finds."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banc.questions import QUESTIONS, ask, written
from ctg.analysis.distance import distance_km
from ctg.commands import main
from ctg.gathering.copies import Copy, copies_in
from ctg.gathering.parquet import engine
from ctg.gathering.shapes import of_record, tables
from ctg.kinds import KINDS, Cadre, Indicateur, Structure
from ctg.kinds.fields.reach import Position
from unites.test_gathering import files, with_siren

CRECHES = {"multi-accueil", "micro-creche", "creche-familiale"}
WHOLE, SILENT, ENDING = "999000019", "999000027", "999000035"
"""The invented territory; one with a crèche that does not say its places; one whose convention ends, without children."""
DAY = dt.date(2026, 11, 25)


def changed(kind: str, change) -> dict[str, bytes]:
    path = f"api/v1/{kind}.json"
    found = json.loads(files()[path])
    for record in found["fiches"]:
        change(record)
    return {path: json.dumps(found).encode()}


def moved(record: dict[str, Any]) -> None:
    record.pop("places", None)
    if "latitude" in record["calcule"]:
        record["calcule"]["latitude"] += 0.01


def ending(record: dict[str, Any]) -> None:
    record["fin"] = "vers 2027-06"


def put(folder: Path, siren: str, changes: dict[str, bytes]) -> None:
    for path, content in (files() | with_siren(siren) | changes).items():
        (folder / siren / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / siren / path).write_bytes(content)


def gathered(folder: Path, sirens: tuple[str, ...], tables: str = "tables", *options: str) -> int:
    lines = "".join(f"  - adresse: '{siren}'\n" for siren in sirens)
    (folder / "portail.yml").write_text(f"nom: Essai\nsites:\n{lines}", "utf-8")
    return main(["rassembler", str(folder / "portail.yml"), "--tables", str(folder / tables), *options])


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Path:
    """Three territories that differ, and their ``tables/``."""
    folder = tmp_path_factory.mktemp("portail")
    territory = json.loads(files()["api/v1/territoire.json"])
    territory["territoire"]["couverture"] = {}
    put(folder, WHOLE, {})
    put(folder, SILENT, changed("structures", moved))
    put(folder, ENDING, changed("cadres", ending) | {"api/v1/territoire.json": json.dumps(territory).encode()})
    assert gathered(folder, (WHOLE, SILENT, ENDING)) == 0
    return folder


def each(portal: Path, kind: type) -> Iterator[tuple[Copy, dict[str, Any]]]:
    for copy in copies_in(portal / "copies"):
        yield from ((copy, record) for record in copy.records[kind])


def said(value: Any) -> Any:
    """Without what is absent; dates as JSON has them."""
    if isinstance(value, dict):
        return {name: said(inner) for name, inner in value.items() if inner is not None and inner != {}}
    if isinstance(value, list):
        return [said(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_every_field_of_every_record(portal, kind):
    answer = engine().execute(f"FROM read_parquet('{portal}/tables/{kind.folder}.parquet') ORDER BY siren, id")
    columns = [column[0] for column in answer.description]
    found = [said(dict(zip(columns, row, strict=True))) for row in answer.fetchall()]
    rows = [of_record(kind, copy.manifest.siren, record, copy.page(record, kind)) for copy, record in each(portal, kind)]
    assert [*tables()[kind.folder]] == columns
    assert found == [said(row) for row in sorted(rows, key=lambda row: (row["siren"], row["id"]))]
    published = {name for _, record in each(portal, kind) for name in record}
    assert published - {"genre"} <= {*columns}


def test_the_nearest_creche_open_on_wednesday(portal):
    here = Position(lat=46.5, lon=2.5)
    expected = []
    for copy, record in each(portal, Structure):
        hours, made = record.get("horaires", {}), record["calcule"]
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


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_guide_asks_what_it_says(question):
    assert len(written(question)) > 0


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def territories(folder: Path) -> set[str]:
    """The SIREN that the tables name."""
    every = " UNION ".join(f"SELECT siren FROM '{folder}/{name}.parquet'" for name in tables())
    return {siren for (siren,) in engine().execute(every).fetchall()}


def test_the_same_copies_give_the_same_bytes_and_who_leaves_is_gone(portal):
    gathered(portal, (ENDING, SILENT, WHOLE), "encore", "--hors-ligne")
    assert bytes_of(portal / "encore") == bytes_of(portal / "tables")
    gathered(portal, (SILENT,), "encore", "--hors-ligne")
    assert territories(portal / "encore") == {SILENT}
    assert not (portal / ".encore.nouveau").exists()


def test_a_hostile_value_leaves_its_territory_out_and_is_told(tmp_path, capsys):
    evil = "'); COPY (SELECT 1) TO '/tmp/x'; -- <script>"

    def huge(record: dict[str, Any]) -> None:
        record["calcule"]["derniere_annee"] = 10**30

    def hostile(record: dict[str, Any]) -> None:
        record["nom"], record["calcule"]["url"] = evil, "https://voleur.exemple/"

    put(tmp_path, WHOLE, changed("structures", hostile))
    put(tmp_path, SILENT, changed("indicateurs", huge))
    assert gathered(tmp_path, (WHOLE, SILENT)) == 0
    told = capsys.readouterr().out
    assert "n'est pas dans les tables : une valeur de la table « indicateurs » n'a pas de sens" in told
    assert "les tables de 1 territoire." in told
    assert territories(tmp_path / "tables") == {WHOLE}
    asked = f"SELECT DISTINCT nom, calcule.url LIKE '%voleur%' FROM read_parquet('{tmp_path}/tables/structures.parquet')"
    assert engine().execute(asked).fetchall() == [(evil, False)]


def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path, capsys):
    put(tmp_path, WHOLE, {})
    for place in ("notes.txt", "communes/notes.txt", "autre.parquet", "communes.parquet/a"):
        (tmp_path / "tables" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tables" / place).write_text("à garder", "utf-8")
        assert gathered(tmp_path, (WHOLE,)) == 1
        assert "contient autre chose que des tables" in capsys.readouterr().err
        assert (tmp_path / "tables" / place).read_text("utf-8") == "à garder"
        (tmp_path / "tables" / place).unlink()


def test_without_the_engine_the_remedy_is_told_before_anything_is_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    put(tmp_path, WHOLE, {})
    assert gathered(tmp_path, (WHOLE,)) == 1
    assert 'pip install "ctg-site[tables]"' in capsys.readouterr().err
    assert not (tmp_path / "copies").exists()
