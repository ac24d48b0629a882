"""The tables of the open data: read again, nothing differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.model.structure import Structure
from open_data.test_open_tables import GENRES, write
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def essai(tmp_path_factory):
    """(a copy of the invented territory, its published tables)."""
    folder = tmp_path_factory.mktemp("tables")
    return Path(shutil.copytree(ESSAI, folder / "essai")), write(ESSAI, folder)


@pytest.fixture(scope="module")
def catalogue():
    return catalogue_of(ESSAI)


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [*((kind, "csv") for kind in GENRES), (Structure, "xlsx")],
    ids=lambda value: getattr(value, "kind", value),
)
def test_a_published_table_imports_without_any_difference(essai, catalogue, capsys, kind, suffix):
    root, tables = essai
    count = len(catalogue.all(kind))
    path = tables / f"{kind.folder}.{suffix}"
    assert main(["--projet", str(root), "importer", str(path), "--genre", kind.kind]) == 0
    out = capsys.readouterr().out
    assert f"Inchangées : {count}" in out
    assert "Rien à écrire." in out
