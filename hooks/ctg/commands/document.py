"""``ctg document``: the documents that a committee, or a family, takes away; one subcommand each."""

import argparse
from typing import Any

from ctg.commands.output import Subparsers
from ctg.common.extensions import added

EACH = {line.name: line.load() for line in added("documents")}
"""Word → module of each, in the order of the help; extensions bring them."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    names = ", ".join(getattr(one, "CALLED", name) for name, one in EACH.items())
    told: dict[str, Any] = {"help": f"écrit un document : {names}"} if EACH else {}
    parser = subparsers.add_parser("document", **told)
    documents = parser.add_subparsers(title="documents", metavar="DOCUMENT", required=True)
    for one in EACH.values():
        one.declare(documents).set_defaults(make=one.run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Run the document's own command and return its code."""
    return options.make(options)
