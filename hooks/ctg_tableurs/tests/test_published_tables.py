"""The table to correct: offered, safe to open for any text, read again: nothing differs."""

import datetime as dt
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ctg.commands import main
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.meeting import Rencontre
from ctg.model.structure import Structure
from ctg.open_data import index
from ctg.open_data.cells import columns_of, read
from ctg.pages.renderer import Renderer
from ctg.reading.sheet import mended
from ctg_tableurs.exporter import TYPED, files
from territoires import ESSAI, SMALL, catalogue_of, made_site
from textes import every_nasty, line, lines, texts

TODAY = dt.date(2026, 11, 25)
RENDER = Renderer(catalogue_of(SMALL), TODAY)


def opened(render: Renderer) -> CalamineWorkbook:
    (made,) = files(render)
    return CalamineWorkbook.from_filelike(io.BytesIO(made.content))


@pytest.fixture(scope="module")
def essai(tmp_path_factory):
    """(a copy of the invented territory, its table to correct)."""
    folder = tmp_path_factory.mktemp("tables")
    (made,) = files(Renderer(catalogue_of(ESSAI), TODAY))
    (path := folder / "a-corriger.xlsx").write_bytes(made.content)
    return Path(shutil.copytree(ESSAI, folder / "essai")), path


def test_it_is_offered_and_no_sheet_of_it_is_empty():
    (page,) = (file for file in made_site(ESSAI).files if file.path == index.PATH)
    assert f'href="../{TYPED}"' in page.body
    catalogue, book = catalogue_of(ESSAI), opened(Renderer(catalogue_of(ESSAI), TODAY))
    counts = {kind.plural.capitalize(): len([one for one in catalogue.all(kind) if one.published]) for kind in KINDS}
    told = {name: len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names}
    assert told == {name: counts[name] for name in told}
    assert all(told.values())


@settings(max_examples=20, deadline=None)
@every_nasty(lambda text: (line(text), text, [line(text)], [(line(text), "x")]))
@given(lines, texts, st.lists(lines, max_size=3), st.lists(st.tuples(lines, lines), max_size=2))
def test_any_text_is_a_cell_that_is_read_back(name, text, words, sources):
    told = [{"titre": title, "appuie": fact} for title, fact in sources]
    own = {"nom": name, "type": "multi-accueil", "commune": "Valbourg", "description": text, "mots": words, "sources": told}
    structure = Structure.model_validate(own).read_from("essai", "data/structures/essai.yml", own)
    catalogue = RENDER.catalogue
    book = opened(replace(RENDER, catalogue=replace(catalogue, records=catalogue.records | {Structure: (structure,)})))
    sheet, *_ = book.sheet_names
    typed = {title: str(cell) for title, cell in zip(*book.get_sheet_by_name(sheet).to_python(), strict=True) if cell}
    columns = {column.name: column for column in columns_of(Structure)}

    def back(column: str):
        return read(columns[column], typed[column]) if column in typed else []

    assert (sheet, typed["identifiant"]) == ("Structures", "essai")
    assert [tidy(word) for word in back("mots")] == [tidy(word) for word in words]
    assert [(one["titre"].strip(), one["appuie"].strip()) for one in back("sources")] == [
        (mended(title).strip(), mended(fact).strip()) for title, fact in sources
    ]


def tidy(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.parametrize("kind", [Structure, Action, Rencontre], ids=lambda kind: kind.kind)
def test_the_table_to_correct_imports_without_any_difference(essai, capsys, kind):
    root, table = essai
    assert main(["--projet", str(root), "importer", str(table), "--genre", kind.kind]) == 0
    out = capsys.readouterr().out
    assert f"Inchangées : {len(catalogue_of(ESSAI).all(kind))}" in out
    assert "Rien à écrire." in out


@pytest.mark.parametrize("site", ["real_site", "essai_site"])
def test_a_table_to_correct_says_what_the_lists_say(site, request):
    folder = request.getfixturevalue(site)
    book = CalamineWorkbook.from_path(folder / "donnees/a-corriger.xlsx")
    for name in book.sheet_names:
        head, *lines = book.get_sheet_by_name(name).to_python()
        listed = json.loads((folder / f"api/v1/{name.lower().replace('é', 'e')}.json").read_text("utf-8"))["fiches"]
        records = {one["id"]: one for one in listed}
        assert len(lines) == len(records) > 0
        for told in (dict(zip(head, one, strict=True)) for one in lines):
            record = records[told["identifiant"]]
            names = [key for key in ("nom", "titre", "description", "adresse") if key in told]
            assert [bare(told[key]) for key in names] == [bare(record.get(key, "")) for key in names], record["id"]
            assert re.sub(r"\D", "", told.get("telephone", "")) == record.get("telephone", "").replace("+33", "0"), record["id"]
            assert bool(told.get("horaires.lundi")) is ("lundi" in record.get("horaires", {})), record["id"]


def bare(text: str) -> str:
    """A text without spaces of any sort, nor the difference between two apostrophes."""
    return re.sub(r"\s", "", text).replace("’", "'").casefold()
