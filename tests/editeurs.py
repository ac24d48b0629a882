"""What an editor that has the schemas of a project sees in its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import yaml
from jsonschema import Draft7Validator

from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.reading.describe import names_in
from ctg_normes.editor_schemas import schemas

FOLDERS = {kind.folder: kind.kind for kind in KINDS if kind is not Commune}


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: no dates, no « yes », no number in base 60."""

    yaml_implicit_resolvers: ClassVar[dict] = {}


for tag, written, read in (
    ("null", r"~|null|Null|NULL|", lambda text: None),
    ("bool", r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    ("int", r"[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+", lambda text: int(text, 0 if text[1:2] in {"o", "x"} else 10)),
    ("float", r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?", float),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{written})$", re.ASCII), None)
    Core.add_constructor(f"tag:yaml.org,2002:{tag}", lambda loader, node, read=read: read(loader.construct_scalar(node)))


def typed(text: str):
    """What an editor's YAML 1.2 parser makes of a text."""
    return yaml.load(text, Core)


def schema_of(name: str) -> str:
    """``data/axes/a.yml`` → ``axe``; ``data/communes.yml`` → ``communes``."""
    parts = Path(name).parts
    return FOLDERS[parts[1]] if len(parts) == 3 else Path(name).stem


def mistakes(root: Path, names: list[str]) -> list[str]:
    """Where the schemas of a project find fault with its files."""
    made = schemas(names_in(root))
    return [
        f"{name}: {error.json_path} {error.message[:200]}"
        for name in names
        if Path(name).name != "relectures.yml"  # nobody writes it by hand
        for error in Draft7Validator(made[schema_of(name)]).iter_errors(typed((root / name).read_text("utf-8-sig")))
    ]
