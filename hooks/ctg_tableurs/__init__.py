"""Records in tables: written as spreadsheets, and read again from them or from the lists of others."""

from __future__ import annotations

from ctg.api import Extension

EXTENSION = Extension(
    screens=(
        "ctg_tableurs.screen:TABLE",
        "ctg_tableurs.screen:TABLE_FILE",
    ),
    data_files=("ctg_tableurs.known_lists:load_lists",),
    commands=(
        "importer = ctg_tableurs.importer after construire",
        "exporter = ctg_tableurs.exporter after nouveau",
        "chiffres = ctg_tableurs.chiffres after exporter",
    ),
)
