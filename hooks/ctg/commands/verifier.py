"""``ctg verifier``: all mistakes of ``data/``, on their line."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from ctg.checking.folders import missing_files
from ctg.checking.prose_links import missing_pages
from ctg.commands.output import Subparsers
from ctg.common.phrases import joined
from ctg.common.problems import ERROR, DataError, Problem, report
from ctg.hours.opening import calendar_problems
from ctg.loading import load
from ctg.publish.build import broken_promises, prose_problems, site_of
from ctg.reading.catalogue import Catalogue
from ctg.territory.rules import missing_address
from ctg.upkeep.calls import calls_to_make, summary

MOST = 3
"""How many calls end the report: what one remembers."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("verifier", help="vérifie les fiches de data/ et montre toutes les erreurs")
    parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER", help="ne montre que les erreurs de ces fichiers")
    parser.add_argument("--format", choices=FORMATS, default="texte", help="texte (par défaut), github ou gitlab")
    return parser


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    wanted = {path.resolve() for path in options.fichiers}
    if absent := [str(path) for path in options.fichiers if not path.exists()]:
        print(f"Ce fichier n'existe pas : {', '.join(absent)}.", file=sys.stderr)
        return 2
    catalogue, every = read(root)
    problems = [p for p in every if not wanted or (root / p.file).resolve() in wanted]
    print(FORMATS[options.format](problems))
    if catalogue and not wanted and options.format == "texte":
        print(_most_useful(catalogue), end="")
    return int(any(problem.level == ERROR for problem in problems))


def read(root: Path, made_next: bool = False) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The records of a project when they can be published, else None; and every problem of its ``data/``.

    ``made_next``: its site is about to be built, which checks the published addresses (:func:`ctg.publish.build.make_site`).
    """
    try:
        catalogue = load(root)
    except DataError as error:
        return None, error.problems
    if not made_next:
        site = site_of(catalogue, root)
        if broken := [*broken_promises(site, root), *prose_problems(site, root), *missing_pages(root)]:
            return None, (*catalogue.warnings, *broken)
    territoire = catalogue.territoire
    day = catalogue.day
    more = (
        missing_address(territoire), *calendar_problems(catalogue, day), *missing_files(root),
    )  # fmt: skip
    return catalogue, (*catalogue.warnings, *(problem for problem in more if problem))


def _most_useful(catalogue: Catalogue) -> str:
    """Whom to call first, and where all calls are told; empty when nothing is to be asked."""
    calls = calls_to_make(catalogue, catalogue.day)
    told = f"\n{summary(calls)} D'abord : {joined(call.name for call in calls[:MOST])}.\n".replace("\n ", "\n")
    return f"{told}    → Quoi leur demander, et toute la liste : ctg bilan\n" if calls else ""


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands: GitHub shows each on its line of the pull request."""
    kinds = {True: "error", False: "warning"}

    def escape(text: str, more: str = "") -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        for char in more:
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    return "\n".join(
        f"::{kinds[p.level == ERROR]} file={escape(p.file, ':,')},line={p.line},title={escape(p.field or p.level, ':,')}"
        f"::{escape(f'{p.message} → {p.remedy}' if p.remedy else p.message)}"
        for p in problems
    )


def as_gitlab(problems: Iterable[Problem]) -> str:
    """GitLab's Code Quality report (a JSON list): shown on the lines of the merge request."""
    severity = {True: "major", False: "minor"}
    return json.dumps(
        [
            {
                "description": f"{p.message} → {p.remedy}" if p.remedy else p.message,
                "check_name": "ctg verifier",
                "fingerprint": hashlib.sha256(f"{p.file}|{p.field}|{p.message}|{p.line}".encode()).hexdigest(),
                "severity": severity[p.level == ERROR],
                "location": {"path": p.file, "lines": {"begin": p.line}},
            }
            for p in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


FORMATS = {"texte": report, "github": as_github, "gitlab": as_gitlab}
