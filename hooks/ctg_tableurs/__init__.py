"""Records in tables: written as spreadsheets, and read again from them or from the lists of others."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    screens=(
        "ctg.editing.screens.table_page:TABLE",
        "ctg.editing.screens.table_page:TABLE_FILE",
    ),
    data_files=("ctg.stores.imports:load_lists",),
    commands=(
        "importer = ctg.commands.records.importer after construire",
        "exporter = ctg.commands.records.exporter after nouveau",
        "chiffres = ctg.commands.records.chiffres after exporter",
    ),
)
