"""The invented territory where every text that somebody may write tries to run."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.meeting import Partenaire
from ctg.reading.describe import Field, Type, fields_of
from ctg.reading.sheet import read_sheet, record_files
from territoires import ESSAI, wire

ATTACK = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>{{ 7*7 }}${7*7}"
KEYS = {(Partenaire, "nom"), (Partenaire, "sigle"), (Partenaire, "autres_noms"), (Partenaire, "alias")}
"""Texts by which other records name this one."""
FORMED = {"anciens_identifiants", "age", "fichier"}
"""Fields whose form is checked after their type."""


def attacked(values: dict, fields: tuple[Field, ...]) -> dict:
    """The same values with the attack at the end of each free text that has room for it."""
    found = dict(values)
    for field in fields:
        name = field.path[-1]
        if name not in values or name in FORMED:
            continue
        if field.type is Type.GROUP:
            inner = partial(attacked, fields=field.fields)
            value = values[name]
            found[name] = [inner(one) if isinstance(one, dict) else one for one in value] if field.many else value
            if isinstance(value, dict):
                found[name] = inner(value)
        elif field.type in {Type.LINE, Type.TEXT}:
            found[name] = [with_attack(one) for one in values[name]] if field.many else with_attack(values[name])
    return found


def with_attack(text: object) -> object:
    return text + ATTACK if isinstance(text, str) and len(text) < 200 else text


def attack(project: Path) -> Path:
    """A copy of the invented territory, with the attack in each of its records; returns its folder."""
    shutil.copytree(ESSAI, project)
    wire(project)
    for kind in KINDS:
        fields = tuple(field for field in fields_of(kind) if (kind, field.path[0]) not in KEYS and not field.pattern)
        for path in record_files(project / "data" / kind.folder) if kind is not Commune else ():
            sheet = read_sheet(path, project)[0]
            path.write_text(json.dumps(attacked(sheet.values, fields), ensure_ascii=False), "utf-8")
    return project
