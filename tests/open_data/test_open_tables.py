"""The published tables: safe to open, for any text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ctg.common.escaping import from_csv
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.open_data.tables import files
from ctg.pages.renderer import Renderer
from territoires import SMALL, catalogue_of
from textes import every_nasty, line, lines, texts

TODAY = dt.date(2026, 11, 25)


def write(root: Path, folder: Path) -> Path:
    """Every table of a territory, as published."""
    for asset in files(Renderer(load(root), TODAY)):
        path = folder / asset.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(asset.content)
    return folder / "donnees"


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
    (content,) = (f.content for f in files(Renderer(load(project(files_)), TODAY)) if f.path == "donnees/communes.csv")
    titles, row = parsed(content)
    row = dict(zip(titles, row, strict=True))
    assert (row["centre.lon"], row["population"], row["code_insee"]) == ("-2.5", "1200", "01001")
    assert (row["calcule.longitude"], row["calcule.position_approximative"]) == ("-2.5", "oui")
    assert '"-2.5"' in content.decode("utf-8-sig"), "a number is no formula: no apostrophe"


RENDER = Renderer(catalogue_of(SMALL), TODAY)


@settings(max_examples=20, deadline=None)
@every_nasty(lambda text: (line(text), text, [line(text)], [(line(text), "x")]))
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
    row = {title: from_csv(cell) for title, cell in zip(titles, cells, strict=True) if cell}
    assert (tidy(row.get("nom", "")), tidy(row.get("description", ""))) == (tidy(name), tidy(text))


def tidy(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()
