"""``ctg verifier``: all mistakes of ``data/``, on their line."""

from __future__ import annotations

import argparse

from ctg.catalogue import load
from ctg.problems import DataError, report


def declare(subparsers) -> argparse.ArgumentParser:
    return subparsers.add_parser("verifier", help="vérifie les fiches de data/ et montre toutes les erreurs")


def run(options: argparse.Namespace) -> int:
    try:
        catalogue = load(options.projet.resolve())
    except DataError as error:
        print(error)
        return 1
    print(report(catalogue.warnings))
    return 0
