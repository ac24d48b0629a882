"""``ctg schemas``: writes the JSON Schemas of ``data/`` where the editor looks for them."""

from __future__ import annotations

import argparse
import os
import sys

from ctg.commands.argparse_fr import Subparsers
from ctg.ground.data_files import as_json
from ctg.ground.files import inside, look, write_atomically
from ctg.help.names import names_in
from ctg.outputs.hosting.schemas import FOLDER, schemas


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    return subparsers.add_parser("schemas", help="écrit schemas/ : l'aide à la saisie des éditeurs (VS Code)")


def run(options: argparse.Namespace) -> int:
    """Works while sheets have mistakes, which is when help is needed; drafts are among the names proposed."""
    root = options.projet.resolve()
    try:
        if os.path.lexists(root / FOLDER):
            look(root / FOLDER, root, folder=True)
        made = schemas(names_in(root))
        for name, schema in made.items():
            write_atomically(inside(root, f"{FOLDER}/{name}.json"), as_json(schema))
    except OSError:
        print(f"Rien ne peut être écrit dans {FOLDER}/.\n    → Vérifiez vos droits et la place sur le disque.", file=sys.stderr)
        return 1
    print(f"{FOLDER}/ est à jour ({len(made)} fichiers).")
    return 0
