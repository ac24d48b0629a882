"""Each shape of register, as it was seen; and what is damaged or hostile, which costs a row, never the rest."""

import csv
import gzip
import io
import json
import tarfile
import zipfile
from functools import partial

import numpy as np
import pytest
from extraits import as_json, bpe, directory, finess, inclusion, table

from cas import each
from ctg import api
from ctg_registres.entries import Territory, entries, wanted
from ctg_registres.shapes import UnreadableRegister, opened
from territoires import ESSAI

FACTS = {"telephone": "01 99 00 55 55", "adresse": "12 rue des Tilleuls", "code_postal": "99100"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory(api.load(ESSAI, drafts=True))


@pytest.fixture
def read(territory):
    """What a file says of the invented territory."""

    def run(content: bytes, name: str = "registre-20261125"):
        registre, rows, day = opened(name, io.BytesIO(content), partial(wanted, territory), territory.catalogue.day)
        return entries(territory, rows, registre, day)

    return run


def packed(name: str, content: bytes, tar: bool = False) -> bytes:
    out = io.BytesIO()
    if tar:
        with tarfile.open(fileobj=out, mode="w:bz2") as archive:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    else:
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, content)
    return out.getvalue()


def test_the_directory_says_the_same_in_its_three_shapes(read):
    api_rows = as_json([directory("CCAS - Aubrelune", "ccas", "99001", FACTS)])
    bulk = as_json([directory("CCAS - Aubrelune", "ccas", "99001", FACTS, packed=False)], "service")
    found = [
        read(one) for one in (api_rows, as_json(json.loads(api_rows), "results"), packed("a.gouv_local.json", bulk, tar=True))
    ]
    assert found[0] == found[1] == found[2]
    assert found[0][0].champs == {**FACTS}, "and not the box of the post, which comes first"
    assert (found[0][0].types, found[0][0].date) == (("ccas",), "2026-11-25")


def test_finess_has_points_in_degrees_or_in_metres(read):
    at = {"lat": "46.4989", "lon": "2.49929"}
    (new,) = read(gzip.compress(as_json([finess("CAMSP LES PEUPLIERS", "190", "99001", FACTS)], "pmej")))
    assert new.champs == {**FACTS, "position": at}, "in metres when no pair is in degrees"
    degrees_too = FACTS | {"position": {"lat": 46.5018, "lon": 2.50653}}
    (both,) = read(as_json([finess("CAMSP LES PEUPLIERS", "190", "99001", degrees_too)], "pmej"))
    assert both.champs["position"] == {"lat": "46.5018", "lon": "2.50653"}
    swapped = finess("X", "190", "99001", {}, state="I")
    assert read(as_json([swapped], "pmej")) == [], "closed"


def test_a_point_at_random_in_its_commune_is_no_point(read):
    at = FACTS | {"position": {"lat": 46.5018, "lon": 2.50653}}
    for quality, known in (("11", True), ("12", False), ("22", False), ("33", False)):
        (one,) = read(packed("BPE25.csv", table([bpe("LES PETITS CAILLOUX", "D502", "99001", at, quality)])))
        assert ("position" in one.champs) is known
        assert (one.noms, one.date) == (("Les Petits Cailloux",), "2025")


def test_lists_of_places(read, territory):
    as_pandas = table([inclusion("Centre social Les Glycines", "99001", FACTS, reseaux_porteurs="['fcsf', 'caf']",
                                 horaires_accueil="Mo-Fr 09:00-12:00")], ",")  # fmt: skip
    (one,) = read(as_pandas)
    assert one.types == ("caf", "centre-social")
    assert one.champs["horaires"]["vendredi"] == "9h-12h"
    local = {
        "geopoint": {"type": "Point", "coordinates": [2.50653, 46.5018]},
        "adresse": "3 rue du Lavoir",
        "cp": "99100",
        "ville": "AUBRELUNE",
    }
    row = {
        "id": 7,
        "code": "ML7",
        "nom": "Mission locale",
        "siret": "",
        "localisation": local,
        "contact": {"telephone": "+33199005555"},
    }
    (two,) = read(as_json([row, row | {"id": 8, "localisation": local | {"cp": "01000"}}]))
    assert (two.champs["telephone"], two.champs["position"]["lon"], two.commune) == ("01 99 00 55 55", "2.50653", "Aubrelune")
    (three,) = read(
        table([{"identifiant": "1", "intitule": "Point justice", "nomenclature_dila": "x", "code_insee_commune": 99001}])
    )
    assert three.types == ("point-justice",)
    school = {"Identifiant_de_l_etablissement": "0990001A", "Nom_etablissement": "Ecole primaire", "Type_etablissement": "Ecole"}
    (four,) = read(table([school | {"Code_commune": "99001", "etat": "OUVERT", "Telephone": "0199005555"}]))
    assert (four.types, four.champs["telephone"]) == (("ecole",), "01 99 00 55 55")


def test_a_bus_stops_where_it_comes_in_the_coming_weeks(read):
    stops = [{"stop_id": id, "stop_name": f"Arrêt {id}", "stop_lat": 46.5018, "stop_lon": 2.50653} for id in "ABCDE"]
    files = {
        "stops": [*stops, stops[0] | {"stop_id": "G", "location_type": "1"}],
        "routes": [{"route_id": "1", "route_type": "3"}, {"route_id": "2", "route_type": "2"}],
        "trips": [{"route_id": r, "service_id": s, "trip_id": t} for r, s, t in ("1vA", "1xB", "2vC", "1vD")],
        "stop_times": [{"trip_id": id, "stop_id": id, "pickup_type": "2" if id == "D" else ""} for id in "ABCD"],
        "calendar": [
            dict.fromkeys(DAYS, 1) | {"service_id": id, "start_date": "20200101", "end_date": end}
            for id, end in (("v", "20991231"), ("x", "20200201"))
        ],
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, rows in files.items():
            archive.writestr(f"{name}.txt", b"\xef\xbb\xbf" + table(rows, ","))
    assert [one.id for one in read(out.getvalue())] == ["A"], "neither a service that ended, a train, nor a line on request"


HOSTILE = [
    {"nom": "<script>alert(1)</script>"},
    {"nom": '=HYPERLINK("https://leurre.example")'},
    {"nom": "Nom \u202egnoleR"},
    {"nom": "x" * 10_000_000},
    {"nom": ["liste"]},
    {"nom": None},
    {"id": "", "nom": "Sans identifiant"},
    {"code_insee": "99001'; --"},
]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_costs_its_row(read, said):
    good = inclusion("Le Bon", "99001", FACTS)
    found = read(as_json([good | {"id": "x"} | said, good]))
    assert [one.noms for one in found if one.id == good["id"]] == [("Le Bon",)]
    assert all(api.printable(name) and len(name) < 300 and not set("<>=") & set(name[:1]) for one in found for name in one.noms)


@each(
    ("field", "value"),
    [
        ("telephone", "=1+1"), ("telephone", "01 99 00"), ("telephone", {"a": 1}), ("telephone", "0199005555" * 40),
        ("adresse", "<b>12</b> rue"), ("adresse", "BP 12"), ("adresse", "AUBRELUNE"), ("adresse", "@SUM(A1)"),
        ("adresse", "rue {{ x }}"), ("adresse", "caf\ufffd du lac"), ("siret", "0" * 14), ("courriel", "jeanne.martin@orange.fr"),
        ("site_web", "javascript:alert(1)"), ("site_web", "https://a b"), ("horaires_accueil", "Mo 25:00-26:00"),
        ("horaires_accueil", "sur rendez-vous"), ("code_postal", "ABCDE"), ("latitude", "nan"), ("latitude", 48.85),
        ("date_maj", "2099-01-01"), ("lien_source", "ftp://x"),
    ],
)  # fmt: skip
def test_a_hostile_value_costs_its_field(read, field, value):
    (one,) = read(as_json([inclusion("Le Bon", "99001", {}) | {field: value}]))
    assert dict(one.champs) == {}
    assert (one.date, one.lien) == ("2026-11-25", "")


def test_what_bears_one_identifier_and_says_two_things_is_left_out(read):
    one = inclusion("Le Bon", "99001", FACTS)
    assert len(read(as_json([one, one]))) == 1
    assert read(as_json([one, one | {"telephone": "01 99 00 66 66"}])) == []


def test_a_damaged_file_loses_what_is_damaged(read):
    rows = table([bpe(f"LES LUTINS {rank}", "D502", "99001", FACTS) for rank in range(4)]).decode().splitlines(keepends=True)
    rows[2] = rows[2].replace("LUTINS", "L\0UTINS").replace("2025", f'"{"x" * 200_000}"')
    assert [one.noms[0] for one in read("".join(rows).encode())] == ["Les Lutins 0", "Les Lutins 2", "Les Lutins 3"]
    accents = table([inclusion("Crèche de l'Été", "99001", FACTS)])
    assert (
        read(accents.decode().encode("cp1252"))[0].noms
        == read(accents.decode().encode("utf-8-sig"))[0].noms
        == ("Crèche de l'Été",)
    )
    csv.field_size_limit(131_072)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"a;b\n1;2\n", b"{}", b"[" * 100_000, b"[1, 2", b'[{"pivot": 1', b"PK\x03\x04", b"\x1f\x8b0000", b"BZh9",
        packed("a.txt", b"x"), b"\xff\xfe\0",
    ],
    ids=range(11),
)  # fmt: skip
def test_a_file_of_no_register_is_told(read, content):
    with pytest.raises(UnreadableRegister, match="Ce fichier"):
        read(content)


def test_lambert_is_that_of_the_ign():
    """Points worked out by PROJ 9 (EPSG:2154); the last is the origin."""
    metres = [(652469.02, 6862035.26), (892390.2, 6247035.3), (253900.0, 6731000.0), (1223000.0, 6105000.0), (700000, 6600000)]
    known = [
        (48.85660001, 2.35219996),
        (43.29650039, 5.36979975),
        (47.52842939, -2.93436537),
        (41.85820635, 9.29100846),
        (46.5, 3),
    ]
    found = api.lambert_to_degrees(np.array(metres))
    assert [tuple(reversed(point)) for point in found.tolist()] == [pytest.approx(one, abs=1e-7) for one in known]
