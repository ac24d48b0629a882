"""The published tables: safe to open, described, and read back without any difference."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ctg.common.damage import mended
from ctg.common.escaping import from_csv
from ctg.loading import load
from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.structure import Structure
from ctg.open_data.cells import read
from ctg.open_data.tables import columns_for, files, table
from ctg.pages.renderer import Renderer
from territoires import ESSAI, SMALL, catalogue_of
from textes import lines, texts

TODAY = dt.date(2026, 11, 25)
GENRES = [kind for kind in KINDS if kind is not Commune]


def write(root: Path, folder: Path) -> Path:
    """Every table of a territory, as published."""
    for asset in files(Renderer(load(root), TODAY)):
        path = folder / asset.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(asset.content)
    return folder / "donnees"


@pytest.fixture(scope="module")
def essai(tmp_path_factory):
    """(a copy of the invented territory, its published tables)."""
    folder = tmp_path_factory.mktemp("tables")
    return Path(shutil.copytree(ESSAI, folder / "essai")), write(ESSAI, folder)


@pytest.fixture(scope="module")
def catalogue():
    return catalogue_of(ESSAI)


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_numbers_are_numbers_for_any_program_and_texts_keep_their_zeros(project):
    # West of Greenwich, a longitude is below zero; French writes a comma and spaces.
    west = (SMALL / "data/communes.geojson").read_text("utf-8").replace("[2.", "[-2.")
    communes = (
        '- {nom: Valbourg, code_insee: "01001", codes_postaux: ["01200"], population: "1 200,0", '
        "centre: {lat: 46.5, lon: -2.5}}\n"
    )
    files_ = {"data/communes.yml": communes, "data/communes.geojson": west.replace("99001", "01001")}
    columns, rows = table(Renderer(load(project(files_)), TODAY), Commune)
    (row,) = (dict(zip([column.name for column in columns], row, strict=True)) for row in rows)
    assert (row["centre.lon"], row["population"], row["code_insee"]) == ("-2.5", "1200.0", "01001")
    assert (row["calcule.longitude"], row["calcule.position_approximative"]) == ("-2.5", "oui")
    (content,) = (f.content for f in files(Renderer(load(project(files_)), TODAY)) if f.path == "donnees/communes.csv")
    assert '"-2.5"' in content.decode("utf-8-sig"), "a number is no formula: no apostrophe"


RENDER = Renderer(catalogue_of(SMALL), TODAY)


@settings(max_examples=80, deadline=None)
@given(lines, texts, st.lists(lines, max_size=3), st.lists(st.tuples(lines, lines), max_size=2))
def test_any_text_is_a_cell_that_computes_nothing_and_is_read_back(name, text, words, sources):
    told = [{"titre": title, "appuie": fact} for title, fact in sources]
    own = {"nom": name, "type": "multi-accueil", "commune": "Valbourg", "description": text, "mots": words, "sources": told}
    structure = Structure.model_validate(own).read_from("essai", "data/structures/essai.yml", own)
    catalogue = RENDER.catalogue
    render = replace(RENDER, catalogue=replace(catalogue, records=catalogue.records | {Structure: (structure,)}))
    made = {file.path: file for file in files(render)}
    titles, cells = parsed(made["donnees/structures.csv"].content)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\n", "＝")) or cell.startswith("-")]
    columns = {column.name: column for column in columns_for(Structure)}
    row = {title: from_csv(cell) for title, cell in zip(titles, cells, strict=True) if cell}

    def back(column: str):
        return read(columns[column], row[column]) if column in row else []

    def tidy(value: str) -> str:
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()

    emptied = "(vide)"
    assert row.get("nom", emptied) == tidy(name)
    assert row.get("description", emptied) == tidy(text)
    if words != [emptied]:
        assert [tidy(word) for word in back("mots")] == [tidy(word) for word in words]
    assert [(one["titre"].strip(), one["appuie"].strip()) for one in back("sources")] == [
        (mended(title).strip(), mended(fact).strip()) for title, fact in sources
    ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made["donnees/structures.xlsx"].content)).get_sheet_by_index(0).to_python()
    assert book[1][book[0].index("identifiant")] == "essai"
    assert len(book) == 2
