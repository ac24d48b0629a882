"""``ctg bilan``: whom to call today, then what is to be done without a call; to read, to share or to sort."""

import argparse
import datetime as dt
import textwrap
from collections.abc import Sequence

from ctg.commands.output import Subparsers, to_stdout
from ctg.common.escaping import for_markdown, plain
from ctg.common.phrases import date_fr
from ctg.common.problems import plural
from ctg.loading import load
from ctg.reading.catalogue import Catalogue
from ctg.upkeep.alerts import Finding, ReviewSection, review
from ctg.upkeep.calls import MOST, CallToMake, ToAsk, calls_to_make, summary

WIDTH = 80
SHOWN = MOST
"""How many findings of a section, the terminal shows before « … et 23 autres »."""
A_CALL = 3
"""How many records of a call it shows."""
CALLS, ALONE = "À appeler, d'abord ce qui sert le plus de familles", "Sans appeler"


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("bilan", help="dit qui appeler aujourd'hui, et ce qui est à faire sans appeler")
    parser.add_argument(
        "--format", choices=FORMATS, default="texte", help="texte (par défaut) ou markdown (tout, pour un ticket)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 even when there is much to review: it is a report. 1 when it cannot be made."""
    catalogue = load(options.projet.resolve(), drafts=True)
    to_stdout(FORMATS[options.format](catalogue, review(catalogue, catalogue.day), catalogue.day))
    return 0


# --- words ---------------------------------------------------------------------------------------


def reason(finding: Finding) -> str:
    """The sentence of a finding: « dernière preuve : septembre 2023 »."""
    return finding.reason + (f" {date_fr(finding.date)}" if finding.date else "")


def head(calls: Sequence[CallToMake], sections: Sequence[ReviewSection], day: dt.date) -> str:
    """The first line: « Bilan du 25 novembre 2026 : 12 appels à passer, 30 points à voir sans appeler. »"""
    points = sum(len(section.findings) for section in sections)
    alone = f"{plural(points, 'point')} à voir sans appeler"
    told = [f"{plural(len(calls), 'appel')} à passer" * bool(calls), alone * bool(points)]
    return f"Bilan du {date_fr(day)} : {', '.join(filter(None, told)) or 'rien à revoir'}."


def who(call: CallToMake) -> str:
    """« 04 65 71 00 00, Mairie de Valbourg : demandez « Les Lutins » ». Without a number, where to look for it."""
    look = f" ({call.look})" if call.look and not call.number else ""
    return f"{call.ring}{look}, {plain(call.name)}" + (f" : demandez «\u00a0{plain(call.ask)}\u00a0»" if call.ask else "")


def asked(one: ToAsk) -> str:
    """« horaires, adresse. Pour 44 communes, 2 parcours »."""
    return plain((", " if one.is_place else " ; ").join(one.missing)) + (f". Pour {one.reach}" if one.reach else "")


# --- formats -------------------------------------------------------------------------------------


def as_text(catalogue: Catalogue, sections: Sequence[ReviewSection], day: dt.date) -> str:
    """For a terminal of 80 columns: the calls of a day, then counts, then the first findings of each section."""
    calls = calls_to_make(catalogue, day)
    lines = [head(calls, sections, day)]
    if calls:
        lines += [*filter(None, [summary(calls)]), "", CALLS]
    for rank, call in enumerate(calls[:MOST], 1):
        lines += ["", *_wrapped(f"{rank:3}. ", f"{who(call)} ({call.extent})", lines=4)]
        for one in call.subjects[:A_CALL]:
            lines += [f"     {one.record.key}", *_wrapped("      ", asked(one), lines=3)]
        lines += _more(len(call.subjects) - A_CALL, "     ")
    lines += [*_more(len(calls) - MOST, "  ", "appel"), "", ALONE, ""]
    lines += [f"{len(section.findings):5}  {section.title}" for section in sections]
    for section in sections:
        if section.findings:
            lines += ["", f"{section.title} ({len(section.findings)})"]
            lines += _wrapped("  → ", section.remedy, lines=5) if section.remedy else []
            wide = min(max(len(finding.key) for finding in section.findings[:SHOWN]), 42)
            for finding in section.findings[:SHOWN]:
                lines += _wrapped(f"  {finding.key:{wide}}  ", reason(finding))
                lines += _wrapped("      → ", finding.remedy) if finding.remedy else []
            lines += _more(len(section.findings) - SHOWN, "  ")
    return "\n".join(lines) + "\n"


def _more(count: int, start: str, what: str = "") -> list[str]:
    """« … et 23 autres (voir --format markdown) »; no line when all is shown."""
    told = f"{plural(count, 'autre')} {plural(count, what).partition(' ')[2]}".rstrip() if what else plural(count, "autre")
    return [f"{start}… et {told} (voir --format markdown)"] if count > 0 else []


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


def as_markdown(catalogue: Catalogue, sections: Sequence[ReviewSection], day: dt.date) -> str:
    """For an issue on a forge: boxes to tick, links to the files."""
    calls = calls_to_make(catalogue, day)
    lines = [f"# {head(calls, sections, day)}"]
    if calls:
        lines += ["", f"## {CALLS}", *(part for told in filter(None, [summary(calls)]) for part in ("", told))]
    for call in calls:
        lines += ["", f"### {for_markdown(who(call))} ({call.extent})", ""]
        lines += [_box(one.record.title, one.record.file, asked(one), one.record.key) for one in call.subjects]
    lines += ["", f"## {ALONE}", "", "| Section | Points |", "|---|--:|"]
    lines += [f"| {section.title} | {len(section.findings)} |" for section in sections]
    for section in sections:
        if section.findings:
            lines += ["", f"### {section.title}", "", *([for_markdown(section.remedy), ""] if section.remedy else [])]
            lines += [_box(f.title, f.file, _with_remedy(f), f.key) for f in section.findings]
    return "\n".join(lines) + "\n"


def _box(title: str, file: str, told: str, key: str) -> str:
    return f"- [ ] [{for_markdown(plain(title))}]({file}) : {for_markdown(told)} (`{key}`)"


def _with_remedy(finding: Finding) -> str:
    return f"{reason(finding)} → {finding.remedy}" if finding.remedy else reason(finding)


FORMATS = {"texte": as_text, "markdown": as_markdown}
