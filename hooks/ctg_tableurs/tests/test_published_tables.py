"""The table to correct: read again, nothing differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.model import KINDS
from ctg.model.commune import Commune
from open_data.test_open_tables import write
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def essai(tmp_path_factory):
    """(a copy of the invented territory, its published tables)."""
    folder = tmp_path_factory.mktemp("tables")
    return Path(shutil.copytree(ESSAI, folder / "essai")), write(ESSAI, folder)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Commune], ids=lambda kind: kind.kind)
def test_the_table_to_correct_imports_without_any_difference(essai, capsys, kind):
    root, tables = essai
    assert main(["--projet", str(root), "importer", str(tables / "a-corriger.xlsx"), "--genre", kind.kind]) == 0
    out = capsys.readouterr().out
    assert f"Inchangées : {len(catalogue_of(ESSAI).all(kind))}" in out
    assert "Rien à écrire." in out
