"""``ctg schemas``: writes the JSON Schemas of ``data/`` where the editor looks for them, and tells VS Code whose each is."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable

from ctg import api
from ctg_normes.editor_schemas import FOLDER, schemas

SETTINGS = ".vscode/settings.json"
"""Of VS Code, for this folder. ``ctg schemas`` tells there of its own schemas, and leaves all the rest to people."""
OURS = f"./{FOLDER}/"
AT_FIRST = {"yaml.schemaStore.enable": False}
"""Nothing is asked of another site."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    # Without « help », it is not listed: « make schemas » calls it.
    return subparsers.add_parser("schemas", description="Écrit schemas/ : l'aide à la saisie des éditeurs (VS Code).")


def run(options: argparse.Namespace) -> int:
    """Works while sheets have mistakes, which is when help is needed; drafts are among the names proposed."""
    root = options.projet.resolve()
    made = schemas(api.names_in(root))
    try:
        if os.path.lexists(root / FOLDER):
            api.look(root / FOLDER, root, folder=True)
        before = api.read_plain(root / SETTINGS, root) if os.path.lexists(root / SETTINGS) else api.escaping_as_json(AT_FIRST)
    except api.OddFile as error:
        print(f"{error.path.relative_to(root)} : {error.message}\n    → {error.remedy}", file=sys.stderr)
        return 1
    for name, schema in made.items():
        api.write_inside(root, f"{FOLDER}/{name}.json", api.escaping_as_json(schema))
    after = settings(before, made)
    if after != before:
        api.write_inside(root, SETTINGS, after)
    print(f"{FOLDER}/ est à jour ({len(made)} fichiers).")
    return 0


def settings(before: bytes, names: Iterable[str]) -> bytes:
    """The settings of VS Code, once they say which files each schema is for; as they were when they are not plain JSON."""
    try:
        values = json.loads(before)
    except ValueError:  # VS Code also takes comments, which would be lost
        values = None
    if not isinstance(values, dict):
        return before
    folders = {kind.kind: kind.folder for kind in api.KINDS if kind is not api.Commune}
    told = values.get("yaml.schemas")
    others = {path: files for path, files in told.items() if not path.startswith(OURS)} if isinstance(told, dict) else {}
    values["yaml.schemas"] = others | {f"{OURS}{name}.json": _files(name, folders.get(name)) for name in names}
    return json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"


def _files(name: str, folder: str | None) -> list[str]:
    return [f"data/{folder}/*.yml", f"data/{folder}/*.yaml"] if folder else [f"data/{name}.yml"]
