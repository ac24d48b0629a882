"""``ctg guide``: the tool's guides, and what each version changes, for whoever has the package and not its repository."""

from __future__ import annotations

import argparse
import re
import sys

from ctg.api import CHANGES, GUIDES, Subparsers, read_plain, suggest

MEASURES = ("audit", "performance")
"""What was measured of the tool: no help to a coordinator."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("guide", help="montre un guide, ou ce que change chaque version ; sans nom, leur liste")
    parser.add_argument("nom", nargs="?", metavar="NOM", help="par exemple : demarrer, mettre-a-jour, versions")
    parser.set_defaults(sans_projet=True)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 with the text or the list, 2 for a guide that is not there."""
    guides = {path.stem: path for path in sorted(GUIDES.glob("[a-z]*.md")) if path.stem not in MEASURES} | {"versions": CHANGES}
    texts = {name: read_plain(path).decode() for name, path in guides.items()}
    if not options.nom:
        print("\n".join(f"  ctg guide {name:15} {_title(text)}" for name, text in texts.items()))
        return 0
    if options.nom not in texts:
        print(
            f"Aucun guide ne s'appelle « {options.nom} ».\n    → {suggest(options.nom, list(texts), 'Guides')}", file=sys.stderr
        )
        return 2
    print(_body(texts[options.nom]), end="")
    return 0


def _title(text: str) -> str:
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def _body(text: str) -> str:
    """The text of a guide, without its front matter."""
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
