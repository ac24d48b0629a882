"""The open data of version 1 loses no name and renames none: programs that read them are never told.

A name is promised from the day a version is published with it: ``tests/attendu/noms_publies.txt`` holds them all, and
``noms_partis.txt`` those of the fields that a version of the sheets left, each with what says the same thing.
"""

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from ctg.model import KINDS
from ctg.model.territory import Territoire
from ctg.model.vocabulary import Rubrique, Theme, TypeStructure
from ctg.open_data.api_lists import FORMER
from ctg.open_data.values import model_of
from ctg.reading.describe import all_fields, fields_of
from territoires import ROOT

GOLDEN = ROOT / "tests" / "attendu" / "noms_publies.txt"
"""Every name that was published in version 1: one « file : name » a line."""
PUBLICATION = ("licence", "licence_url", "source", "mise_a_jour")
"""Whose a list is, at its head."""
STANDARD = {"donnees/datapackage.json"}
"""Its fields are those of its standard; what it lists is read from the tables themselves."""


def names(site: Path) -> set[str]:
    """Each file and each of its columns or fields, as lines of :data:`GOLDEN`."""
    return {*_data(site), *_api(site)}


def _data(site: Path) -> Iterator[str]:
    for path in (site / "donnees").rglob("*"):
        file = path.relative_to(site).as_posix()
        if path.is_dir() or file.endswith("index.html"):
            continue
        yield file
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as text:
                mark = ";" if ";" in text.readline() else ","
                text.seek(0)
                yield from (f"{file} : {title}" for title in next(csv.reader(text, delimiter=mark)))
        elif path.suffix in {".json", ".geojson"} and file not in STANDARD:
            yield from (f"{file} : {name}" for name in _keys(json.loads(path.read_text("utf-8"))))


def _keys(value: object, above: str = "") -> Iterator[str]:
    """``features.properties.nom``: the path of each field, whatever its rank in a list."""
    for inner in value if isinstance(value, list) else ():
        yield from _keys(inner, above)
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield above + name
        yield from _keys(inner, f"{above}{name}.")


def _api(site: Path) -> Iterator[str]:
    """The lists in JSON, and the fields as they are described: those that no record fills are promised too."""
    for path in (site / "api/v1").glob("*.json"):
        file, told = path.relative_to(site).as_posix(), json.loads(path.read_text("utf-8"))
        yield from (file, *(f"{file} : {name}" for name in (_keys(told) if path.stem == "index" else told)))
    yield from (f"api/v1/territoire.json : territoire.{name}" for name in _fields(Territoire))
    yield from (f"Publication : {name}" for name in PUBLICATION)
    for kind in KINDS:
        worked_out = (f"calcule.{name}" for name in _fields(model_of(kind)))
        told = ("id", "genre", "calcule", *worked_out, "publication", *(f"publication.{name}" for name in PUBLICATION))
        yield from (f"{kind.__name__} : {name}" for name in (*told, *_fields(kind), *FORMER.get(kind.folder, ())))
    for name, term in (("Rubrique", Rubrique), ("Theme", Theme), ("Type", TypeStructure)):
        yield from (f"{name} : {field}" for field in ("id", *_fields(term), *FORMER.get(f"{name.lower()}s", ())))


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """``ages.de``: the path of each field that leaves ``data/``, at any depth."""
    found = all_fields(fields_of(model))
    inside = {one.path for one in found if one.traits.interne}
    yield from (
        ".".join(one.path) for one in all_fields(fields_of(model)) if not any(one.path[: len(path)] == path for path in inside)
    )


GONE = GOLDEN.with_name("noms_partis.txt")
TABLES = {f"donnees/{kind.folder}.csv": kind.__name__ for kind in KINDS}
HEAD = "# Les noms publiés depuis la version 1, tels qu'à la version "


def gone() -> dict[str, str]:
    """« Action : porteur » → what says it today."""
    lines = GONE.read_text("utf-8").splitlines()[1:]
    return {name: to for name, arrow, to in (line.partition(" → ") for line in lines) if arrow and to}


def declared(lost: str) -> str:
    """What left, of a lost name: its file, itself, or the group that it was in; empty when none is declared."""
    table, _, path = lost.partition(" : ")
    steps = path.split(".")
    ways = (f"{TABLES.get(table, table)} : {'.'.join(steps[:end])}" for end in range(1, len(steps) + 1))
    return next((name for name in (table, lost, *ways) if name in gone()), "")


def test_no_published_name_is_lost(real_site, essai_site, request):
    first, *written = GOLDEN.read_text("utf-8").splitlines()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    promised, now = set(written), names(real_site) | names(essai_site)
    if request.config.getoption("reecrire"):
        GOLDEN.write_text("\n".join([f"{HEAD}{version}", *sorted(promised | now)]) + "\n", "utf-8")
        promised, first = promised | now, f"{HEAD}{version}"
    lost = sorted(name for name in promised - now if not declared(name))
    assert {declared(name) for name in promised - now} - {""} == {*gone()}, "rien de tel n'est parti"
    assert lost == [], (
        "la version 1 ne perd ni ne renomme aucun nom : publiez encore ceux-ci, à côté des nouveaux. "
        "Si seule une fiche d'exemple a changé, remplissez ce champ dans tests/territoire_essai/data."
    )
    fresh = sorted(now - promised)
    assert first == f"{HEAD}{version}" or fresh == [], (
        "ces noms sont publiés pour la première fois : relisez-les ; « pytest tests/test_noms_publies.py --reecrire » les ajoute"
    )
