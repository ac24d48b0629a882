"""SCDL « Équipements »: read by frictionless against the documented rules, whatever the records."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from ctg.catalogue import Catalogue
from ctg.ground.data_files import csv_file
from ctg.kinds import Structure
from ctg.kinds.territory.standards import Scdl
from ctg.kinds.territory.territoire import is_real
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.scdl import FIELDS, files, letters, street, telephone
from lieux_hostiles import PLACES, TODAY, essai, with_places
from scdl_regles import SCHEMA, faults
from territoires import ROOT

SIRET = "99900001900003"  # invented, with the right key
CODES = {"theme": "Equipement social et d'animation", "code": "04010101", "type": "Essai, inventé"}
"""A code for every type: an invented one, the nomenclature is not at hand."""


def with_codes(catalogue: Catalogue) -> Catalogue:
    """The same territory, with its SIRET and a code for every type."""
    types = catalogue.vocabulary.types
    coded = {}
    for id, type_ in types.items():
        coded[id] = type_ if type_.scdl else type_.model_copy(update={"scdl": Scdl(**CODES)})
    return replace(
        catalogue,
        territoire=catalogue.territoire.model_copy(update={"siret": SIRET}),
        vocabulary=catalogue.vocabulary.model_copy(update={"types": coded}),
    )


def made(catalogue: Catalogue) -> bytes:
    (file,) = files(Renderer(catalogue, TODAY))
    return file.content


def rows(catalogue: Catalogue) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made(catalogue).decode("utf-8"), newline=""), strict=True))


BASE = with_codes(essai())


def test_the_rules_see_what_is_wrong():
    right = dict.fromkeys(FIELDS, "") | next(iter(rows(BASE)))
    for field, wrong in {
        "COLL_SIRET": "123",
        "EQUIP_THEME": "Sport",
        "ADR_COMMUNE": "L'Isle",
        "EQUIP_LAT": "",
        "EQUIP_WEB": "x",
    }.items():
        assert len(faults(csv_file(FIELDS, [list((right | {field: wrong}).values())], french=False))) == 1, field


def test_the_columns_are_those_of_the_schema():
    assert [field["name"] for field in SCHEMA["fields"]] == list(FIELDS)


@pytest.mark.parametrize("catalogue", [BASE, with_codes(load(ROOT, on=TODAY))], ids=["essai", "reel"])
def test_the_table_follows_the_rules(catalogue):
    found = rows(catalogue)
    assert found
    assert faults(made(catalogue)) == []
    assert all(is_real(row["COLL_SIRET"]) for row in found)
    assert len({row["EQUIP_UID"] for row in found}) == len(found)


def test_without_a_siret_or_with_a_wrong_one_there_are_only_titles():
    for siret in (None, "99900001900004"):
        catalogue = replace(BASE, territoire=BASE.territoire.model_copy(update={"siret": siret}))
        assert made(catalogue).decode() == ",".join(FIELDS) + "\r\n"


def test_a_town_hall():
    row = next(row for row in rows(BASE) if row["EQUIP_NOM"] == "Mairie de L'Isle-aux-Loutres")
    assert (row["EQUIP_UID"], row["EQUIP_CODE"]) == ("99002-01010401-001", "01010401-001")
    assert (row["ADR_NUMERO"], row["ADR_NOMVOIE"], row["ADR_COMMUNE"]) == ("4", "quai des Loutres", "L Isle-aux-Loutres")
    assert row["EQUIP_TEL"] == "+33 199001010"


def test_what_lacks_a_required_field_is_left_out():
    """No code, no address, no point, or a confidential address: nothing is made up."""
    names = {row["EQUIP_NOM"] for row in rows(replace(BASE, vocabulary=essai().vocabulary))}
    assert {name.split()[0] for name in names} == {"Mairie"}
    coded = {row["EQUIP_NOM"] for row in rows(BASE)}
    for place in BASE.all(Structure):
        known = place.adresse and place.position and not place.adresse_confidentielle
        assert (place.nom in coded) == bool(known), place.id


def test_numbers_do_not_move_when_another_equipment_comes():
    before = {row["EQUIP_NOM"]: row["EQUIP_UID"] for row in rows(BASE)}
    fewer = replace(BASE, records=BASE.records | {Structure: BASE.all(Structure)[3:]})
    after = {row["EQUIP_NOM"]: row["EQUIP_UID"] for row in rows(fewer)}
    assert after.items() <= before.items()
    assert len(after) < len(before)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("3 place de la Mairie", ("3", "place de la Mairie")),
        ("3 bis, rue de l’Œuf (fond de cour)", ("3 bis", "rue de l'Oeuf fond de cour")),
        ("12/14 avenue Jean-Jaurès", ("12/14", "avenue Jean-Jaurès")),
        ("Place des Noisettes", ("99999", "Place des Noisettes")),
        ("8 mai 1945", ("8", "mai 1945")),
        ("=1+1", ("99999", "1 1")),
    ],
)
def test_streets(address, expected):
    assert street(address) == expected


def test_letters_and_telephones():
    assert letters("L’Œuvre-Saint-Yon") == "L Oeuvre-Saint-Yon"
    assert [telephone(number) for number in ("+33465710000", "3919", "+442012345678")] == [
        "+33 465710000",
        "3919",
        "+442012345678",
    ]
    assert telephone("+49123456789012") == ""


@pytest.mark.parametrize(("siret", "right"), [("73282932000074", True), ("73282932000075", False), (SIRET, True)])
def test_the_key_of_a_siret(siret, right):
    assert is_real(siret) is right


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLACES)
def test_hostile_records_follow_the_rules(places):
    catalogue = with_places(BASE, places)
    assert faults(made(catalogue)) == []
    for row in rows(catalogue):
        assert len(row["EQUIP_NOM"]) <= 256
        assert not [field for field, cell in row.items() if field != "EQUIP_TEL" and cell.startswith(("=", "+", "-", "@"))]
