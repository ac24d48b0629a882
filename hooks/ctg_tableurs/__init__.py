"""Records as spreadsheets, and spreadsheets and partners' lists as records."""

from ctg import api

EXTENSION = api.Extension(
    screens=("ctg_tableurs.screen:TABLE", "ctg_tableurs.screen:TABLE_FILE"),
    open_data=("ctg_tableurs.exporter after tables",),
    data_files=("ctg_tableurs.known_lists:load_lists",),
    commands=(
        "importer = ctg_tableurs.arriving after construire",
        "exporter = ctg_tableurs.exporter after nouveau",
    ),
    former={"chiffres": "écrivez les valeurs dans la fiche du chiffre, ou dans un tableau que « ctg importer » lit"},
)
