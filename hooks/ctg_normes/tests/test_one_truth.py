"""One truth in every file: each published form of both territories is read back by an independent reader, and compared."""

import csv
import json
import re
from collections import Counter, defaultdict

import duckdb
import lxml.html
import pytest
from icalendar import Calendar

from territoires import ROOT

MOST_FILES = 30
FOLDERS = ("structures", "services", "communes")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip
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


def inclusion(site) -> dict[str, list[dict]]:
    """« structures-caf » → its sheets of data·inclusion: the structure, and its service."""
    found = defaultdict(list)
    for name in ("structures", "services"):
        for sheet in json.loads((site / f"donnees/data-inclusion/{name}.json").read_text("utf-8")):
            found[sheet["id"].partition("--")[2]].append(sheet)
    return found


def bare(*texts: str) -> str:
    """Texts without spaces of any sort, nor the difference between two apostrophes."""
    return re.sub(r"\s", "", "".join(texts)).replace("’", "'").casefold()


def spans(opening: dict, place: str = "") -> list[tuple[str, str, str]]:
    """(place, day, « 09:00-12:00 » or « matin ») of every week of some hours."""
    weeks = (opening, opening.get("scolaire", {}), *opening.get("semaines", ()))
    return [(place, day, span) for week in weeks for day in DAYS for span in week.get(day, ())]


def whence(record: dict, part: dict | None = None) -> str:
    """Where a fact comes from: what it says itself, else the sources of its record."""
    return (part or {}).get("source") or " ; ".join(one["titre"] for one in record.get("sources", ()))


def written_day(day: str) -> str:
    """« 2 octobre 2026 », « octobre 2026 »."""
    year, month, *date = map(int, day.split("-"))
    return " ".join((*("1er" if one == 1 else str(one) for one in date), MONTHS[month], str(year)))


def own_number(told) -> str:
    """The number that a page offers to call, or to write to."""
    return next((link.get("href").partition(":")[2] for link in told.find_class("appeler__bouton")), "")


def test_the_number_that_families_see_is_in_every_file(site):
    sheets, seen = inclusion(site), Counter()
    for folder in FOLDERS:
        for record in listed(site, folder):
            told, made = page(site, folder, record), record["calcule"]
            number, urgent = own_number(told), told.xpath("//p[@class='appeler__dire']/a[@href='#en-danger']")
            if not urgent:
                assert made.get("telephone", "") == number, record["id"]
            assert ("prudence" in made) is bool(told.find_class("confiance--doute")), record["id"]
            if "verifie_le" in record and folder != "communes":
                assert bare(written_day(record["verifie_le"])) in bare(told.find_class("confiance")[0].text_content())
            seen[bool(number)] += 1
            assert not number or urgent or bare(*told.xpath("//*[@class='appeler__qui']/text()")) == bare(made.get("repond", ""))
            linked = "".join(told.xpath("//script[@type='application/ld+json']/text()"))
            phones = {*re.findall(r'"telephone": ?"([^"]+)"', linked)}
            assert phones <= {number, record.get("telephone"), made.get("telephone")}
            assert number in phones or not number or urgent, record["id"]
            assert made.get("prudence", "") in linked, record["id"]
            if not told.xpath("//a[contains(@class, 'appeler__bouton') and starts-with(@href, 'sms:')]"):
                for sheet in sheets[f"{folder}-{record['id']}"]:
                    assert sheet.get("telephone", "") == made.get("telephone", ""), record["id"]
            clocks = {*re.findall(r'"(?:opens|closes)": ?"([^"]+)"', linked)} - {"00:00", "23:59"}
            assert clocks <= {*re.findall(r"\d\d:\d\d", json.dumps(record))}, record["id"]
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
            dated = [one for one in record.get("fermetures", ()) if isinstance(one, dict)]
            assert closed == [(one["du"], one.get("au", one["du"]), one.get("motif", "")) for one in dated], record["id"]
            text = bare(page(site, folder, record).text_content())
            assert all(bare(motif) in text for _, end, motif in closed if len(end) < 10 or end > "2026-12"), record["id"]
            told, moves = record.get("horaires", {}), "code_insee" not in record["calcule"]
            stops = [span for stop in record.get("arrets", ()) for span in spans(stop.get("horaires", {}), stop.get("lieu", ""))]
            weekly = [row for row in own if row["jour"] in DAYS]
            written = Counter((row["lieu"], row["jour"], row["moment"] or f"{row['debut']}-{row['fin']}") for row in weekly)
            assert written in (Counter(spans(told) + stops), Counter(stops) if moves else None), record["id"]
            ends = {row[end] for row in own for end in ("debut", "fin") if row[end]}
            clocks = {f"{int(one[:2])}h{one[3:].replace('00', '')}" for one in ends}
            assert all(clock in text for clock in clocks), record["id"]
            proof = (whence(record), record["calcule"]["mise_a_jour"])
            assert all((row["source"], row["mise_a_jour"]) == proof for row in own), record["id"]
            holidays = "jours_feries" in told or "jours feries" in record.get("fermetures", ())
            assert any(row["periode"] == "feries" for row in own) is holidays, record["id"]
            assert holidays or "PH off" not in record["calcule"].get("opening_hours", ""), record["id"]
    assert all(row["jour"] or row["periode"] in {"feries", "dates"} for row in table)


JOINED = ("telephone", "repond", "precision", "prudence", "courriel", "site_web", "opening_hours", "mise_a_jour", "code_insee")


def test_maps_directories_and_calendars_say_what_the_lists_say(site):
    points = {one["id"]: one for one in json.loads((site / "donnees/structures.geojson").read_text("utf-8"))["features"]}
    assert {id for id in points if "/arrets/" not in id} == {f"structures/{one['id']}" for one in listed(site, "structures")}
    sheets, today = inclusion(site), json.loads((site / "api/v1/index.json").read_text("utf-8"))["publication"]["publie_le"]
    coming = f"{int(today[:4]) + 1}{today[4:]}"
    for record in (*listed(site, "structures"), *listed(site, "services")):
        key, made = f"{record['genre']}s/{record['id']}", record["calcule"]
        where = (made.get("longitude"), made.get("latitude"))
        if point := points.get(key):
            assert [point["properties"].get(name) for name in JOINED] == [made.get(name) for name in JOINED], key
            assert (point["geometry"] or {"coordinates": (None, None)})["coordinates"] == [*where] or where == (None, None), key
        for sheet in sheets[key.replace("/", "-")]:
            assert sheet["date_maj"] == made["mise_a_jour"], key
            assert made.get("prudence", "") in sheet.get("description", ""), key
            assert sheet.get("horaires_accueil") in {None, made.get("opening_hours")}, key
        if (file := site / f"{key}.ics").exists():
            events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
            assert all(str(event["LAST-MODIFIED"].dt.date()) == made["mise_a_jour"] for event in events), key
            assert all(made.get("prudence", "") in str(event["DESCRIPTION"]) for event in events), key
            closed = (one.get("du", "") for one in record.get("fermetures", ()) if isinstance(one, dict))
            assert {day for day in closed if today <= day < coming} <= {str(event["DTSTART"].dt)[:10] for event in events}, key


def test_states_amounts_and_values_are_whole_and_one_a_row(site):
    actions, today = listed(site, "actions"), [row for row in rows(site, "etats") if row["actuel"] == "oui"]
    told = [(f"actions/{one['id']}", one["calcule"]["etat_libelle"]) for one in actions]
    assert [(row["fiche"], row["etat_libelle"]) for row in today] == told, "a state that nobody knows is told too"
    for record, row in zip(actions, today, strict=True):
        if (site / "actions" / record["id"] / "index.html").exists():
            told = "".join(one.text_content().lower() for one in page(site, "actions", record).find_class("action-etat"))
            assert told.startswith(row["etat_libelle"] if row["etat"] else ""), record["id"]
            assert ("en retard" in told) is (row["en_retard"] == "oui"), record["id"]
    named = {name: one["nom"] for one in listed(site, "partenaires") for name in (one.get("sigle"), *one.get("autres_noms", ()))}
    parts = [(one, part, part["financeur"]) for one in actions for part in one.get("moyens", {}).get("financiers", ())]
    table = [(row["financeur"], row["prevu"], row["realise"], row["source"]) for row in rows(site, "montants")]
    assert Counter(table) == Counter(
        (named.get(who, who), str(part.get("prevu", "")), str(part.get("realise", "")), whence(one, part))
        for one, part, who in parts
    )
    said = Counter(
        (one["id"], str(value["valeur"]), whence(one, value))
        for one in listed(site, "indicateurs")
        for value in one.get("valeurs", ())
    )
    values = ((row["fiche"][12:], row["valeur"], row["source"]) for row in rows(site, "valeurs") if not row["territoire"])
    assert Counter(values) == said
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
    files = [path for folder in ("donnees", "api") for path in (site / folder).rglob("*.*") if path.suffix != ".html"]
    assert len(files) <= MOST_FILES
    assert all(rows(site, path.stem) for path in files if path.suffix == ".csv")


def test_the_questions_of_the_guide_are_one_line_each(essai_site, monkeypatch):
    guide = (ROOT / "hooks/ctg/guides/technique.md").read_text("utf-8")
    monkeypatch.chdir(essai_site / "donnees")
    asked = guide.partition("## Compter")[2].split("```sql\n")[1].split("```")[0].splitlines()
    answers = {title: duckdb.sql(question).fetchall() for title, question in zip(asked[::2], asked[1::2], strict=True)}
    assert [len(found) > 0 for found in answers.values()] == [True] * 4, answers
    assert ("Aubrelune", 2023, 8450) in answers["-- la population de chaque commune, par année"]
