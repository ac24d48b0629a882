"""``ctg construire``: builds the site aside, then puts it in place whole."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ctg.commands import verifier
from ctg.problems import ERROR, WARNING, plural, report


def declare(subparsers) -> argparse.ArgumentParser:
    return subparsers.add_parser("construire", help="construit le site dans site/ ; en cas d'erreur, l'ancien reste en place")


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    problems = verifier.find_problems(root)
    if any(problem.level == ERROR for problem in problems):  # before MkDocs, whose own words around the report are in English
        print(report(problems), file=sys.stderr)
        return 1
    site, aside = root / "site", root / "site.nouveau"
    shutil.rmtree(aside, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(aside)]
    # MkDocs' own warning about its future says nothing to a coordinator.
    done = subprocess.run(command, cwd=root, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, check=False)
    if done.returncode:
        shutil.rmtree(aside, ignore_errors=True)
        return 1
    swap(aside, site)
    if problems:
        print(f"{plural(len(problems), WARNING)} : « ctg verifier » les montre.")
    print(f"Le site est prêt dans {site.name}/ ({sum(1 for _ in site.rglob('*.html'))} pages).")
    return 0


def swap(new: Path, place: Path) -> None:
    """Put a finished folder in the place of another: a reader sees the old site or the new one, whole."""
    old = place.with_name(place.name + ".ancien")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
