"""``ctg avancement``: what moved since a day, such as the last steering committee."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator

from ctg.analysis.project.plan.movements import Movement, became, movements, without_history
from ctg.catalogue import Catalogue
from ctg.commands.argparse_fr import Subparsers
from ctg.ground.phrases import date_fr, joined
from ctg.ground.problems import plural
from ctg.kinds import Action
from ctg.loading import load
from ctg.outputs.project.reports.parts import label
from ctg.outputs.words import plan


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("avancement", help="dit ce qui a bougé dans les actions depuis un jour")
    parser.add_argument(
        "--depuis", type=_day, required=True, metavar="JOUR", help="par exemple le dernier comité de pilotage : 2026-06-12"
    )
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un jour ; écrivez par exemple 2026-06-12")


def run(options: argparse.Namespace) -> int:
    """0 when it is told, 1 when the data cannot be read, 2 for a day to come."""
    catalogue = load(options.projet.resolve())
    if options.depuis > catalogue.day:
        print(f"Le {date_fr(options.depuis)} n'est pas encore passé.", file=sys.stderr)
        print("    → Donnez un jour d'avant aujourd'hui.", file=sys.stderr)
        return 2
    print("\n".join(_told(catalogue, options.depuis, catalogue.day)))
    return 0


def _told(catalogue: Catalogue, since: dt.date, day: dt.date) -> Iterator[str]:
    """What moved, of other plans last; then what no date allows to place; then where everything stands."""
    actions = catalogue.of_the_convention(Action)
    moved = movements(actions, since, day)
    whose = plural(len({one.action.key for one in moved}), "action")
    yield f"Depuis le {date_fr(since)}, " + (f"{whose} sur {len(actions)} :" if moved else "aucun changement n'est noté.")
    yield from map(_line, moved)
    others = [action for action in catalogue.all(Action) if action not in actions]
    for one in movements(others, since, day):
        yield f"{_line(one)} [{plan.frame(catalogue, one.action)}]"
    if silent := without_history(actions):
        yield f"{plural(len(silent), 'fiche')} sans histoire (seul le dernier état y est) : {joined(map(label, silent))}."
        yield "    → Pour la suite : « etats », avec une date pour chacun, à la place de « etat »."
    yield f"Aujourd'hui. {plan.progress(catalogue, catalogue.all(Action))}"


def _line(one: Movement) -> str:
    note = " ".join(text for text in (one.state.note, f"({one.state.source})" if one.state.source else "") if text)
    return f"  {one.state.date:%d/%m/%Y}  {label(one.action)} {one.action.titre} : {became(one)}. {note}".rstrip()
