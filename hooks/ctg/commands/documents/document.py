"""``ctg document``: the documents that a committee, or a family, takes away; one subcommand each."""

from __future__ import annotations

import argparse

from ctg.commands.argparse_fr import Subparsers
from ctg.commands.documents import bilan_annuel, comite, evaluation, fiches_actions, livret

EACH = (comite, bilan_annuel, fiches_actions, evaluation, livret)
"""In the order of the help."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "document", help="écrit un document : comite, bilan d'une année, fiches-actions, evaluation, livret"
    )
    documents = parser.add_subparsers(title="documents", metavar="DOCUMENT", required=True)
    for one in EACH:
        one.declare(documents).set_defaults(make=one.run)
    return parser


def run(options: argparse.Namespace) -> int:
    """What the document's own command returns."""
    return options.make(options)
