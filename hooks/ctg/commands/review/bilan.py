"""``ctg bilan``: what needs attention today, to read, to share or to sort."""

from __future__ import annotations

import argparse
import datetime as dt
import textwrap
from collections.abc import Sequence

from ctg.analysis.upkeep.review import CALLS, Finding, ReviewSection, review
from ctg.catalogue import Catalogue
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import Output, add_replace, to_stdout, write
from ctg.ground.data_files import csv_file
from ctg.ground.escaping import for_markdown
from ctg.ground.phrases import date_fr
from ctg.ground.problems import plural
from ctg.kinds.fields.base import PartialDate
from ctg.loading import load

WIDTH = 80
SHOWN = 10
"""How many findings of a section the terminal shows before « … et 23 autres »."""
SUFFIXES = {".md": "markdown", ".csv": "csv"}


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "bilan", help="montre ce qui est à revoir : fiches à confirmer, incomplètes, brouillons, échéances"
    )
    parser.add_argument("--format", choices=FORMATS, help="texte (par défaut), markdown (pour un ticket) ou csv (tableur)")
    parser.add_argument(
        "--sortie", action=Output, metavar="FICHIER", help="écrit dans ce fichier ; le format se déduit de .md ou .csv"
    )
    add_replace(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 even when there is much to review: it is a report. 1 when it cannot be made or written."""
    catalogue = load(options.projet.resolve(), drafts=True)
    name = options.format or SUFFIXES.get(options.sortie.suffix.lower() if options.sortie else "", "texte")
    content = FORMATS[name](catalogue, review(catalogue, catalogue.day), catalogue.day)
    if options.sortie is None:
        to_stdout(content)
    else:
        write(options.sortie, content)
        print(f"Le bilan est écrit dans {options.sortie}.")
    return 0


# --- words ---------------------------------------------------------------------------------------


def reason(finding: Finding) -> str:
    """The whole sentence: « dernière preuve : septembre 2023 »."""
    return finding.reason + (f" {date_fr(finding.date)}" if finding.date else "")


def head(sections: Sequence[ReviewSection], day: dt.date) -> str:
    """« Bilan du 25 novembre 2026 : 12 points à voir sur 9 fiches. » The calls say again what other sections say: not counted."""
    findings = [finding for section in sections for finding in section.findings if section.title != CALLS]
    if not any(section.findings for section in sections):
        return f"Bilan du {date_fr(day)} : rien à revoir."
    sheets = plural(len({finding.key for finding in findings}), "fiche")
    return f"Bilan du {date_fr(day)} : {plural(len(findings), 'point')} à voir sur {sheets}."


# --- formats -------------------------------------------------------------------------------------


def as_text(_catalogue: Catalogue, sections: Sequence[ReviewSection], day: dt.date) -> str:
    """For a terminal of 80 columns: counts, then the first findings of each section."""
    lines = [head(sections, day), "", *(f"{len(section.findings):5}  {section.title}" for section in sections)]
    for section in sections:
        if section.findings:
            lines += ["", f"{section.title} ({len(section.findings)})", *_wrapped("  → ", section.remedy, lines=5)]
            wide = min(max(len(finding.key) for finding in section.findings[:SHOWN]), 42)
            for finding in section.findings[:SHOWN]:
                lines += _wrapped(f"  {finding.key:{wide}}  ", reason(finding))
            if (more := len(section.findings) - SHOWN) > 0:
                lines.append(f"  … et {plural(more, 'autre')} (voir --format csv)")
    return "\n".join(lines) + "\n"


def _wrapped(start: str, text: str, lines: int = 2) -> list[str]:
    """Some lines at most, the next under the first; a start that is long, or that leaves too little room, has its own line."""
    if len(start) > 6 and (len(start) > 46 or len(text) > lines * (WIDTH - len(start))):
        return [start.rstrip(), *_wrapped("      ", text, lines)]
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        max_lines=lines,
        placeholder=" …",
        break_on_hyphens=False,
    )


def as_markdown(_catalogue: Catalogue, sections: Sequence[ReviewSection], day: dt.date) -> str:
    """For an issue on a forge: boxes to tick, links to the files."""
    lines = [f"# {head(sections, day)}", "", "| Section | Points |", "|---|--:|"]
    lines += [f"| {section.title} | {len(section.findings)} |" for section in sections]
    for section in sections:
        if section.findings:
            lines += ["", f"## {section.title}", "", for_markdown(section.remedy), ""]
            lines += [
                f"- [ ] [{for_markdown(f.title)}]({f.file}) : {for_markdown(reason(f))} (`{f.key}`)" for f in section.findings
            ]
    return "\n".join(lines) + "\n"


def as_csv(_catalogue: Catalogue, sections: Sequence[ReviewSection], _day: dt.date) -> str:
    """For a spreadsheet in French: semicolons, a byte order mark, no formula; a line for each finding."""
    rows = (
        (section.title, f.key, f.title, f.file, reason(f), _iso(f), section.remedy)
        for section in sections
        for f in section.findings
    )
    return csv_file(("section", "identifiant", "titre", "fichier", "raison", "date", "a_faire"), rows).decode()


def _iso(finding: Finding) -> str:
    """A date that sorts: the last day that it may mean."""
    date = finding.date.latest if isinstance(finding.date, PartialDate) else finding.date
    return date.isoformat() if date else ""


FORMATS = {"texte": as_text, "markdown": as_markdown, "csv": as_csv}
