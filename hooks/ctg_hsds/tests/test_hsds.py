"""HSDS 3.1: every object follows the published schema, whatever the records; schedules open the right days."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import day, days_from
from ctg.catalogue import Catalogue
from ctg.kinds import Service, Structure
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg_hsds import files
from lieux_hostiles import PLACES, TODAY, essai, with_places
from territoires import ROOT, small

FOLDER = Path(__file__).parent / "schemas"
SCHEMAS = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
STRICT = {name: schema | {"additionalProperties": False} for name, schema in SCHEMAS.items()}
"""The specification lets publishers add fields. We add none: a field that it does not have is a slip of the pen."""
REGISTRY = Registry().with_resources((name, DRAFT202012.create_resource(schema)) for name, schema in STRICT.items())
PAGE = {"$ref": "openapi.json#/components/schemas/Page"}
OBJECTS = {
    "organizations": "organization.json",
    "services": "service.json",
    "locations": "location.json",
    "taxonomy_terms": "taxonomy_term.json",
}
FORMATS = FormatChecker()
BASE = essai()


@pytest.fixture
def project(tmp_path):
    return lambda files: small(tmp_path / "projet", files)


@FORMATS.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return str(uuid.UUID(str(value))) == value


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return str(value).count("@") == 1


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return str(value).startswith(("https://", "http://")) and " " not in str(value)


def faults(schema: dict, value: object) -> list[str]:
    found = Draft202012Validator(schema, registry=REGISTRY, format_checker=FORMATS).iter_errors(value)
    return [f"{error.json_path}: {error.message[:150]}" for error in found]


def made(catalogue: Catalogue) -> dict[str, list[dict]]:
    """Name of the file → its contents, valid for the published schema."""
    found = {}
    for file in files(Renderer(catalogue, TODAY)):
        name = Path(file.path).stem
        page = json.loads(file.content)
        assert faults(PAGE, page) == []
        assert faults({"items": {"$ref": OBJECTS[name]}}, page["contents"]) == []
        assert (page["total_items"], page["empty"]) == (len(page["contents"]), not page["contents"])
        found[name] = page["contents"]
    return found


def identified(value: object) -> Iterator[tuple[str, str]]:
    """(identifier, object) of every object inside a value."""
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"], json.dumps(value, sort_keys=True)
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from identified(item)


def test_the_schemas_see_what_is_wrong_inside_an_object():
    service = made(BASE)["services"][0]
    for wrong in ({"name": 1}, {"phones": [{"id": "1", "number": "3919"}]}, {"organization": {"id": service["id"]}}, {"nom": ""}):
        assert faults({"$ref": "service.json"}, service | wrong), wrong


@pytest.mark.parametrize("catalogue", [BASE, load(ROOT, on=TODAY)], ids=["essai", "reel"])
def test_every_object_follows_the_schema_and_has_its_own_identifier(catalogue):
    found = made(catalogue)
    assert len(found["services"]) == len(catalogue.all(Structure)) + len(catalogue.all(Service))
    same: dict[str, str] = {}
    for id, content in identified(found):
        assert same.setdefault(id, content) == content


def test_a_day_care_centre():
    (service,) = [service for service in made(BASE)["services"] if service["name"] == "Crèche des Trois Renards"]
    assert (service["minimum_age"], service["maximum_age"]) == (0.19, 4)
    assert service["assured_date"] == "2026-10-02"
    assert [term["taxonomy_term"]["code"] for term in service["attributes"]][-1] == "multi-accueil"
    (at,) = service["service_at_locations"]
    (address,) = at["location"]["addresses"]
    assert (address["address_1"], address["state_province"], address["country"]) == ("14 rue de la Gare", "FR-99", "FR")
    assert service["required_documents"][0]["document"] == "livret de famille"
    assert "capacities" not in service  # how many places are free is not known


def test_a_bus_has_its_stops_and_no_other_location():
    (bus,) = [service for service in made(BASE)["services"] if service["name"] == "Le Bus des Démarches"]
    places = [at["location"] for at in bus["service_at_locations"]]
    record = BASE.get(Structure, "bus-des-demarches")
    assert len(places) == len(record.arrets)
    assert places[0]["description"].startswith(f"Commune : {record.arrets[0].commune}.")
    assert places[0]["schedules"][0]["freq"] in {"WEEKLY", "MONTHLY"}


def test_what_has_a_field_is_not_repeated_in_the_description(project):
    found = made(load(project({
        "data/structures/x.yml": "nom: X\ntype: laep\ncommune: Valbourg\ndescription: Un lieu.\npublics: parents\n"
        "ages: {de: 7 mois}\ngestionnaire: Les Amis\narrets: [{commune: Valbourg, lieu: salle des fêtes}]\n"
        "horaires: {note: le matin}\ntransport: bus 3\ninscription: {comment: Venez.}\n",
        "data/services/y.yml": "nom: Y\nthemes: [parentalite]\ndescription: Une aide.\nacces: rendez-vous\n"
        "demarches: {etapes: [Venez.]}\n",
    })))  # fmt: skip
    said = {service["name"]: service["description"] for service in found["services"]}
    assert (said["X"], said["Y"]) == ("Un lieu.", "Une aide.")


def test_nothing_private_leaves(project):
    root = project(
        {
            "data/structures/refuge.yml": "nom: Refuge\ntype: hebergement\ncommune: Valbourg\nadresse_confidentielle: oui\n"
            "siret: '21990001200017'\nnotes_internes: MOTSECRET\ntransport: gare secrète\n",
            "data/services/ecoute.yml": "nom: Écoute\nthemes: [sante]\nstructure: refuge\ncomplement_adresse: porte secrète\n",
            "data/structures/brouillon.yml": "nom: Brouillon\ntype: laep\ncommune: Valbourg\netat_fiche: brouillon\n",
        }
    )
    found = made(load(root, drafts=True, on=TODAY))
    everything = json.dumps(found, ensure_ascii=False)
    assert not [word for word in ("MOTSECRET", "ecrète", "Brouillon", "21990001200017", "latitude") if word in everything]
    refuge = next(place for place in found["locations"] if place["name"] == "Refuge")
    assert refuge["description"] == "Commune : Valbourg. L'adresse est confidentielle."


def opened(schedule: dict, start: dt.date, end: dt.date) -> set[dt.date]:
    """The days of a schedule, by an independent reader of RFC 5545."""
    first = max(start, dt.date.fromisoformat(schedule.get("valid_from", start.isoformat())))
    last = min(end, dt.date.fromisoformat(schedule.get("valid_to", end.isoformat())))
    if first > last:
        return set()
    rule = f"DTSTART:{first:%Y%m%d}\nRRULE:FREQ={schedule['freq']};BYDAY={schedule['byday']};UNTIL={last:%Y%m%d}"
    weeks = {int(week) for week in schedule.get("byweekno", "").split(",") if week}
    days = {moment.date() for moment in rrulestr(rule)}
    return {date for date in days if not weeks or date.isocalendar().week in weeks}


def test_schedules_open_the_days_of_the_pages():
    calendar, start, count = Calendar.of(BASE), dt.date(2026, 1, 1), 700
    places = {location["name"]: location for location in made(BASE)["locations"]}
    for place in BASE.all(Structure):
        if not (place.horaires and place.horaires.known and place.nom in places):
            continue
        days: set[dt.date] = set()
        for schedule in places[place.nom]["schedules"]:
            days |= opened(schedule, start, start + dt.timedelta(days=count - 1))
        for date in days_from(start, count):
            expected = day(place, calendar, date)
            closed_that_day = calendar.public_holiday(date) and place.horaires.jours_feries == "ferme"
            if expected.known and not closed_that_day:
                assert (date in days) == expected.open, (place.id, date)


def test_a_note_is_all_that_is_said_when_no_hour_is_known(project):
    sheet = "nom: Abc\ntype: laep\ncommune: Valbourg\nhoraires: {note: sur rendez-vous}\n"
    (location,) = [
        place
        for place in made(load(project({"data/structures/abc.yml": sheet}), on=TODAY))["locations"]
        if place["name"] == "Abc"
    ]
    assert [(schedule["description"], "freq" in schedule) for schedule in location["schedules"]] == [("Sur rendez-vous.", False)]


def test_the_same_day_gives_the_same_bytes():
    once, twice = ([file.content for file in files(Renderer(essai(), TODAY))] for _ in range(2))
    assert once == twice


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLACES)
def test_hostile_records_follow_the_schema(places):
    found = made(with_places(BASE, places))
    assert (len(found["services"]), len(found["organizations"]) > 0) == (2, True)
