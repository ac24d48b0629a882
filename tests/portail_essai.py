"""Territories of a portal for the tests: the invented one as it is published, under other numbers and with other facts."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ctg.gathering.copies import keep
from ctg.gathering.gather import SiteReading
from ctg.gathering.portal import SiteDuPortail
from ctg.gathering.reading import read_site
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data import api
from ctg.portal.comparison import Side, side
from ctg.portal.members import Member, member
from lieux_hostiles import TODAY, essai

Change = Callable[[Any], Any]
SIREN = "999000019"


@cache
def published() -> dict[str, Any]:
    """What the invented territory publishes for programs: path → its JSON."""
    return {file.path: json.loads(file.content) for file in api.files(Renderer(essai(), TODAY)) if file.path.count("/") == 2}


def member_of(folder: Path, siren: str = SIREN, name: str = "Val d'Aubrelune", **changes: Change) -> Member:
    """A territory that publishes the same, once changed: ``cadres=lambda records: […]``, ``territoire=lambda values: …``."""
    files = {path: copy.deepcopy(content) for path, content in published().items()}
    files["api/v1/index.json"]["territoire"] |= {"siren": siren, "nom_complet": name}
    for list_name, change in changes.items():
        content = files[f"api/v1/{list_name}.json"]
        key = list_name if list_name == "territoire" else "fiches"
        content[key] = change(content[key])
    files["donnees/datapackage.json"] = {"resources": []}
    found = read_site(lambda path, _most: json.dumps(files[path]).encode())
    kept = keep(folder, found, f"https://s{siren}.exemple.fr/", f"https://s{siren}.exemple.fr/", TODAY)
    return member(SiteReading(SiteDuPortail(adresse=kept.manifest.adresse), kept, True, ()), kept)


def side_of(folder: Path, siren: str = SIREN, name: str = "Val d'Aubrelune", **changes: Change) -> Side:
    """The same, ready to be set beside others."""
    return side(member_of(folder, siren, name, **changes), TODAY)


def with_values(id: str, **values: Any) -> Change:
    """One of the records with other values; None takes a value off."""

    def change(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = {name: value for name, value in values.items() if value is not None}
        return [
            {name: value for name, value in one.items() if name not in values} | new if one["id"] == id else one
            for one in records
        ]

    return change
