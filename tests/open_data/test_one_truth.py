"""One truth in every file: each published form of both territories is read back by an independent reader, and compared."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal

import duckdb
import lxml.html
import pytest
from icalendar import Calendar

from territoires import ROOT

MOST_FILES = 30
FOLDERS = ("structures", "services", "communes")
WORDS = {"True": "oui", "False": "non", "None": ""}


@pytest.fixture(params=["real_site", "essai_site"])
def site(request):
    return request.getfixturevalue(request.param)


def listed(site, name: str) -> list[dict]:
    path = site / f"api/v1/{name}.json"
    return json.loads(path.read_text("utf-8"))["fiches"] if path.exists() else []


def rows(site, name: str) -> list[dict]:
    path = site / f"donnees/{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";", strict=True))


def page(site, folder: str, record: dict):
    return lxml.html.parse(site / folder / record["id"] / "index.html").getroot()


def own_number(told) -> str:
    """The number that a page offers to call, or to write to."""
    return next((link.get("href").partition(":")[2] for link in told.find_class("appeler__bouton")), "")


def test_the_number_that_families_see_is_in_every_file(site):
    sheets = {
        sheet["lien_source"].removesuffix("/").rpartition("/")[2]: sheet
        for name in ("structures", "services")
        for sheet in json.loads((site / f"donnees/data-inclusion/{name}.json").read_text("utf-8"))
        if "lien_source" in sheet
    }
    seen = Counter()
    for folder in ("structures", "services"):
        for record in listed(site, folder):
            told, made = page(site, folder, record), record["calcule"]
            number, urgent = own_number(told), told.xpath("//p[@class='appeler__dire']/a[@href='#en-danger']")
            if not urgent:
                assert made.get("telephone", "") == number, record["id"]
            assert ("prudence" in made) is bool(told.find_class("confiance--doute")), record["id"]
            seen[bool(number)] += 1
            linked = "".join(told.xpath("//script[@type='application/ld+json']/text()"))
            assert {*re.findall(r'"telephone": ?"([^"]+)"', linked)} <= {number, record.get("telephone"), made.get("telephone")}
            if record["id"] in sheets and number and not told.find_class("appeler__bouton")[0].get("href").startswith("sms:"):
                assert sheets[record["id"]]["telephone"].replace(" ", "") == number.replace(" ", ""), record["id"]
    assert seen[True] > 50


def test_a_table_says_what_its_list_says(site):
    for folder in (*FOLDERS, "actions"):
        table = rows(site, folder)
        assert [row["identifiant"] for row in table] == [record["id"] for record in listed(site, folder)]
        for row, record in zip(table, listed(site, folder), strict=True):
            for column, cell in row.items():
                value = record
                for step in column.split(".") if column != "identifiant" else ["id"]:
                    value = value.get(step) if isinstance(value, dict) else None
                wanted = " ; ".join(value) if isinstance(value, list) else WORDS.get(repr(value), str(value))
                assert cell.lstrip("'") == wanted.lstrip("'"), (record["id"], column)


def test_hours_and_closures_are_those_of_the_records(site):
    table = rows(site, "horaires")
    for folder in ("structures", "services"):
        for record in listed(site, folder):
            own = [row for row in table if row["fiche"] == f"{folder}/{record['id']}"]
            closed = [
                (row["du"], row["au"], row["motif"]) for row in own if row["sorte"] == "fermeture" and row["periode"] == "dates"
            ]
            said = [one for one in record.get("fermetures", ()) if isinstance(one, dict)]
            assert closed == [(one["du"], one.get("au", one["du"]), one.get("motif", "")) for one in said], record["id"]
            told = record.get("horaires", {})
            holidays = "jours_feries" in told or "jours feries" in record.get("fermetures", ())
            assert any(row["periode"] == "feries" for row in own) is holidays, record["id"]
            assert holidays or "PH off" not in record["calcule"].get("opening_hours", ""), record["id"]
    assert all(row["jour"] or row["periode"] in {"feries", "dates"} for row in table)


def test_states_amounts_and_values_are_whole_and_one_a_row(site):
    actions, today = listed(site, "actions"), [row for row in rows(site, "etats") if row["actuel"] == "oui"]
    told = [(f"actions/{one['id']}", one["calcule"]["etat_libelle"]) for one in actions]
    assert [(row["fiche"], row["etat_libelle"]) for row in today] == told, "a state that nobody knows is told too"
    for record in actions:
        if "etats" in record and (site / "actions" / record["id"] / "index.html").exists():
            assert record["calcule"]["etat_libelle"] in page(site, "actions", record).text_content().lower()
    money = [part for one in actions for part in one.get("moyens", {}).get("financiers", ())]
    for name in ("prevu", "realise"):
        written = sum(Decimal(row[name]) for row in rows(site, "montants") if row[name])
        assert written == sum(Decimal(str(part[name])) for part in money if name in part)
    said = Counter(
        (f"indicateurs/{one['id']}", str(value["valeur"]))
        for one in listed(site, "indicateurs")
        for value in one.get("valeurs", ())
    )
    assert Counter((row["fiche"], row["valeur"]) for row in rows(site, "valeurs") if not row["territoire"]) == said
    for name in ("valeurs", "montants", "horaires", "etats"):
        assert all(row["annee"] == "" or len(row["annee"]) == 4 for row in rows(site, name))
        assert all(row["url"] and "\n" not in "".join(row.values()) for row in rows(site, name))


def test_a_calendar_gives_the_number_of_the_page(site):
    for record in listed(site, "structures"):
        if (file := site / f"structures/{record['id']}.ics").exists():
            number = own_number(page(site, "structures", record)).replace("+33", "0")
            for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT"):
                told = re.search(r"Téléphone : ([\d\s]+)", str(event.get("DESCRIPTION", "")))
                assert re.sub(r"\D", "", told[1] if told else "") == re.sub(r"\D", "", number), record["id"]


def test_few_files_and_none_is_empty(site):
    files = [path for folder in ("donnees", "api") for path in (site / folder).rglob("*") if path.is_file()]
    assert len(files) <= MOST_FILES
    assert all(rows(site, path.stem) for path in files if path.suffix == ".csv")


def test_the_questions_of_the_guide_are_one_line_each(essai_site, monkeypatch):
    guide = (ROOT / "hooks/ctg/guides/technique.md").read_text("utf-8")
    monkeypatch.chdir(essai_site / "donnees")
    asked = guide.partition("## Compter")[2].split("```sql\n")[1].split("```")[0].splitlines()
    answers = {title: duckdb.sql(question).fetchall() for title, question in zip(asked[::2], asked[1::2], strict=True)}
    assert [len(found) > 0 for found in answers.values()] == [True] * 4, answers
    assert ("Aubrelune", 2023, 8450) in answers["-- la population de chaque commune, par année"]
