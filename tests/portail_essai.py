"""Territories to set side by side: the invented one as it is published, under other numbers and with other facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ctg.gathering.copies import keep
from ctg.gathering.gather import SiteReading
from ctg.gathering.portal import SiteDuPortail
from ctg.gathering.reading import read_site
from ctg.portal.comparison.sides import Side, side
from ctg.portal.members import member
from lieux_hostiles import TODAY
from portails import SIREN, numbered, published

Change = Callable[[Any], Any]


def side_of(folder: Path, siren: str = SIREN, name: str = "Val d'Aubrelune", **changes: Change) -> Side:
    """A territory that publishes the same, once changed: ``cadres=lambda records: […]``, ``territoire=lambda values: …``."""
    files = numbered(published(), siren, name)
    for list_name, change in changes.items():
        content = files[f"api/v1/{list_name}.json"]
        key = list_name if list_name == "territoire" else "fiches"
        content[key] = change(content[key])
    found = read_site(lambda path, _most: json.dumps(files[path]).encode())
    address = f"https://s{siren}.exemple.fr/"
    kept = keep(folder, found, address, address, TODAY)
    return side(member(SiteReading(SiteDuPortail(adresse=address), kept, True, ()), kept), TODAY)


def with_values(id: str, **values: Any) -> Change:
    """One of the records with other values; None takes a value off."""

    def change(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = {name: value for name, value in values.items() if value is not None}
        return [
            {name: value for name, value in one.items() if name not in values} | new if one["id"] == id else one
            for one in records
        ]

    return change
