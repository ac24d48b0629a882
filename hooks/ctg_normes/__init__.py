"""Formats that other tools harvest or read: data·inclusion, Data Package, GeoJSON, DCAT, iCalendar, schema.org."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    open_data=(
        "ctg_normes.calendars after api_lists",
        "ctg_normes.geojson after tables",
        "ctg_normes.inclusion_records after calendars",
    ),
    bundles=("ctg_normes.datapackage",),
    catalogues=("ctg_normes.dcat",),
    linked=("ctg_normes.linked:linked",),
    former={"schemas": "le formulaire (« ctg servir ») explique chaque champ, et « ctg verifier » dit chaque faute"},
)
