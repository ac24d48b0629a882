"""``ctg bilan``: what needs attention today, to read, to share or to sort."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence

from ctg.commands.console import Subparsers
from ctg.commands.output import Output, add_replace, to_stdout, write
from ctg.common.escaping import for_markdown, plain
from ctg.common.extensions import extended
from ctg.common.phrases import date_fr
from ctg.common.problems import plural
from ctg.loading import load
from ctg.model.action import Action
from ctg.plan.timeline import change_in_words, movements, without_history
from ctg.reading.catalogue import Catalogue
from ctg.upkeep import alerts
from ctg.upkeep.review import Finding, ReviewSection, review

WIDTH = 80
TO_DO: tuple[Callable[[Catalogue, dt.date], Iterable[ReviewSection]], ...] = extended("to_do", (alerts.to_do,))
"""What else is to be seen: alerts, and what extensions add."""
SHOWN = 10
"""How many findings of a section the terminal shows before « … et 23 autres »."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "bilan", help="montre ce qui est à revoir : fiches à confirmer, incomplètes, brouillons, alertes de la convention"
    )
    parser.add_argument(
        "--depuis", type=_day, metavar="JOUR", help="dit aussi ce qui a bougé dans les actions depuis ce jour : 2026-06-12"
    )
    parser.add_argument("--format", choices=FORMATS, help="texte (par défaut) ou markdown (tout, pour un ticket)")
    parser.add_argument(
        "--sortie", action=Output, metavar="FICHIER", help="écrit dans ce fichier ; en markdown s'il finit par .md"
    )
    add_replace(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 even when there is much to review: it is a report. 1 when it cannot be made or written, 2 for a day to come."""
    catalogue = load(options.projet.resolve(), drafts=True)
    name = options.format or ("markdown" if options.sortie and options.sortie.suffix.lower() == ".md" else "texte")
    if options.depuis and options.depuis > catalogue.day:
        print(f"Le {date_fr(options.depuis)} n'est pas encore passé.\n    → Donnez un jour d'avant aujourd'hui.", file=sys.stderr)
        return 2
    content = FORMATS[name](catalogue, _sections(catalogue, options.depuis), catalogue.day)
    if options.sortie is None:
        to_stdout(content)
    else:
        write(options.sortie, content)
        print(f"Le bilan est écrit dans {options.sortie}.")
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un jour ; écrivez par exemple 2026-06-12")


# --- sections ------------------------------------------------------------------------------------


def _sections(catalogue: Catalogue, since: dt.date | None) -> tuple[ReviewSection, ...]:
    """What is to be reviewed, what extensions add, and what moved ``since`` a day."""
    more = (section for tell in TO_DO for section in tell(catalogue, catalogue.day))
    moved = (_moved(catalogue, since),) if since else ()
    return (*review(catalogue, catalogue.day), *more, *moved)


def _moved(catalogue: Catalogue, since: dt.date) -> ReviewSection:
    """The states that actions took; nobody can say it of those whose last state alone is written."""
    actions = [action for action in catalogue.all(Action) if action.published]
    findings = (
        Finding(one.action.key, plain(one.action.title), one.action.file, plain(f"{change_in_words(one)}, le"), one.state.date)
        for one in movements(actions, since, catalogue.day)
    )
    silent = without_history(actions)
    remedy = f"{plural(len(silent), 'action')} sans histoire : écrivez « etats », avec une date pour chacun." if silent else ""
    return ReviewSection(f"Ce qui a bougé depuis le {date_fr(since)}", remedy, tuple(findings), counted=False)


# --- words ---------------------------------------------------------------------------------------


def reason(finding: Finding) -> str:
    """The sentence of a finding: « dernière preuve : septembre 2023 »."""
    return finding.reason + (f" {date_fr(finding.date)}" if finding.date else "")


def head(sections: Sequence[ReviewSection], day: dt.date) -> str:
    """The first line: « Bilan du 25 novembre 2026 : 12 points à voir sur 9 fiches. »

    Sections that repeat the findings of others are not counted.
    """
    findings = [finding for section in sections if section.counted for finding in section.findings]
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
            lines += ["", f"{section.title} ({len(section.findings)})"]
            lines += _wrapped("  → ", section.remedy, lines=5) if section.remedy else []
            wide = min(max(len(finding.key) for finding in section.findings[:SHOWN]), 42)
            for finding in section.findings[:SHOWN]:
                lines += _wrapped(f"  {finding.key:{wide}}  ", reason(finding))
                lines += _wrapped("      → ", finding.remedy) if finding.remedy else []
            if (more := len(section.findings) - SHOWN) > 0:
                lines.append(f"  … et {plural(more, 'autre')} (voir --format markdown)")
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
            lines += ["", f"## {section.title}", "", *([for_markdown(section.remedy), ""] if section.remedy else [])]
            lines += [
                f"- [ ] [{for_markdown(f.title)}]({f.file}) : {for_markdown(_with_remedy(f))} (`{f.key}`)"
                for f in section.findings
            ]
    return "\n".join(lines) + "\n"


def _with_remedy(finding: Finding) -> str:
    return f"{reason(finding)} → {finding.remedy}" if finding.remedy else reason(finding)


FORMATS = {"texte": as_text, "markdown": as_markdown}
