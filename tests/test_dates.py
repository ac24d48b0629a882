"""A record's date says when its facts were proved: its page and each of its exports give the same one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg.common.clock import PARIS, today
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import record_lines
from territoires import ESSAI, ROOT, catalogue_of

MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
DATE = rf"(?:vers )?(?:(\d{{1,2}})(?:er)? )?(?:({'|'.join(MONTHS)}) )?(\d{{4}})"
Proof = tuple[str, str, str]
"""(day of proof, of confirmation, last proof), as ISO 8601 has them; "" when nothing tells."""


def iso(said: re.Match[str] | None) -> str:
    """« 3 mars 2025 » → « 2025-03-03 », « mars 2025 » → « 2025-03 »."""
    if not said:
        return ""
    day, month, year = said.groups()
    return "-".join((year, *([f"{MONTHS.index(month) + 1:02}"] if month else []), *([f"{int(day):02}"] if day else [])))


def on_page(site: Path, key: str) -> Proof:
    """What the foot of a page says; the day that it gives to « mise à jour » is the first that these words may mean."""
    html = (site / key / "index.html").read_text("utf-8")
    foot = " ".join(re.search(r'class="provenance__dates">(.*?)</p>', html, re.DOTALL)[1].split())
    checked, proof = iso(re.search(f"Vérifié le {DATE}", foot)), iso(re.search(f"Dernière preuve : {DATE}", foot))
    assert bool(checked) is ("Jamais confirmé" not in foot)
    doubtful = "<strong>À vérifier.</strong>" in html
    assert not doubtful or iso(re.search(f"le plus récent date (?:de |d’|du |d’environ )?{DATE}", html)) == proof, key
    told = checked if checked and not doubtful else proof
    return told + "-01-01"[len(told) - 4 :] if told else "", checked, proof


def exports(site: Path) -> Iterator[tuple[str, str, dict]]:
    """(file, key of a record, its values) of every published file that dates records."""
    folders = {kind.kind: kind.folder for kind in KINDS}
    for kind in KINDS:
        if not (site / f"api/v1/{kind.folder}.json").is_file():
            continue  # no record
        for value in json.loads((site / f"api/v1/{kind.folder}.json").read_text("utf-8"))["fiches"]:
            yield from _flat(f"api/v1/{kind.folder}.json", value, folders)
    for path in (site / "donnees").glob("*.csv"):
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"):
            if "fiche" in row:  # a fact
                yield path.name, row["fiche"], row
            else:
                yield path.name, f"{path.stem}/{row['identifiant']}", row | {"mise_a_jour": row["calcule.mise_a_jour"]}
    for path in (site / "donnees").glob("*.geojson"):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            yield path.name, "/".join(feature["id"].split("/")[:2]), feature["properties"]


def _flat(name: str, value: dict, folders: dict[str, str]) -> Iterator[tuple[str, str, dict]]:
    yield name, f"{folders[value['genre']]}/{value['id']}", value | value["calcule"]


@pytest.fixture(scope="module", params=["reel", "essai"])
def site(request, real_site, essai_site) -> tuple[Path, Path]:
    return (real_site, ROOT) if request.param == "reel" else (essai_site, ESSAI)


def test_each_export_dates_a_record_as_its_page_does(site):
    folder, source = site
    catalogue = load(source)
    keys = {record.key for kind in KINDS for record in catalogue.all(kind)}
    without = record_lines(catalogue, today(PARIS), lambda _path: True).keys()  # its line in a list gives no date
    pages = {key: on_page(folder, key) for key in keys - without}
    assert len(pages) > len(keys) / 2
    seen = defaultdict(set)
    for name, key, values in exports(folder):
        seen[key].add(name.rpartition(".")[2])
        if key in without:
            continue
        told, checked, proof = pages[key]
        assert (values.get("mise_a_jour") or "") == told, (name, key)
        if "fiche" not in values:  # a fact has the date, its record the rest
            assert (values.get("verifie_le") or "") == checked, (name, key)
            assert "etat_fiche" in values, (name, key)
            written = (values.get("derniere_preuve") or "").removeprefix("vers ")
            assert not (proof and written) or written == proof, (name, key)
    assert all("json" in seen[key] for key in keys)
    assert all("csv" in seen[key] for key in keys if (folder / f"donnees/{key.partition('/')[0]}.csv").is_file())


def test_the_standard_has_the_same_date(site):
    folder, source = site
    catalogue = load(source)
    shared = [*catalogue.all(Structure), *catalogue.all(Service)]
    names = {record.nom: record for record in shared}
    for kind in ("structures", "services"):
        for sheet in json.loads((folder / f"donnees/data-inclusion/{kind}.json").read_text("utf-8")):
            if record := names.get(sheet["nom"]):
                assert sheet["date_maj"] == on_page(folder, record.key)[0], record.key


@pytest.mark.gard
def test_a_page_read_again_without_proof_is_not_dated_from_that_reading(real_site):
    key = next(r.key for r in catalogue_of(ROOT).all(Structure) if r.relu_le and not r.verifie_le)
    assert "Relu le" in (real_site / key / "index.html").read_text("utf-8")
    assert '"dateModified"' not in (real_site / key / "index.html").read_text("utf-8")
