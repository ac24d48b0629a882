"""Formats that other tools harvest or read: data·inclusion, Data Package, GeoJSON, DCAT, iCalendar, schema.org, Open Graph."""

from ctg import api

EXTENSION = api.Extension(
    open_data=(
        "ctg_normes.calendars after api_lists",
        "ctg_normes.geojson after tables",
        "ctg_normes.inclusion_records after calendars",
    ),
    bundles=("ctg_normes.datapackage",),
    catalogues=("ctg_normes.dcat",),
    linked=("ctg_normes.linked:tags", "ctg_normes.linked:linked"),
    outputs=("ctg_normes.linked:files",),
    former={"schemas": "le formulaire (« ctg servir ») explique chaque champ, et « ctg verifier » dit chaque faute"},
)
