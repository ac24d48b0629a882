"""What the commands that read other sites have in common."""

from __future__ import annotations

import argparse


def allow_local(parser: argparse.ArgumentParser) -> None:
    """« --autoriser-local »: the sites of a private network that may be read (``options.autoriser_local``)."""
    parser.add_argument(
        "--autoriser-local", action="append", default=[], metavar="HÔTE[:PORT]",
        help="accepte ce site de votre réseau privé ; sans cela, aucune adresse privée n'est lue",
    )  # fmt: skip
