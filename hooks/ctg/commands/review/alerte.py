"""``ctg alerte``: what calls for attention in the convention today, what raised it, and what would close it."""

from __future__ import annotations

import argparse
import json
import re
import textwrap
from collections.abc import Iterator

from ctg.analysis.project.reports.alert_rules import Alert
from ctg.analysis.project.reports.alerts import AlertGroup, alerts
from ctg.commands.argparse_fr import Subparsers
from ctg.ground.escaping import plain
from ctg.ground.phrases import capital, date_fr, typography
from ctg.ground.problems import plural
from ctg.loading import load
from ctg.outputs.project.reports.parts import address

WIDTH = 80
RAISED = 3
"""The code when there are alerts: a scheduled task can tell them from data that cannot be read (1)."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "alerte", help="dit ce qui appelle l'attention : chiffres, actions, décisions, budget, fin de convention"
    )
    parser.add_argument("--json", action="store_true", help="la même liste, pour un programme")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when nothing is raised, 3 when something is, 1 when the data cannot be read."""
    catalogue = load(options.projet.resolve())
    groups = alerts(catalogue, catalogue.day)
    if options.json:
        found = [_json(group, alert) for group in groups for alert in group.alerts]
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print(f"Alertes du {date_fr(catalogue.day)} : {_count(groups)}.")
        print("\n".join(line for group in groups for line in _told(group)))
    return RAISED if any(group.alerts for group in groups) else 0


def _count(groups: tuple[AlertGroup, ...]) -> str:
    """« 12, dont 4 importantes »."""
    found = [alert for group in groups for alert in group.alerts]
    serious = sum(alert.severity == "important" for alert in found)
    return f"{len(found)}, dont {plural(serious, 'importante')}" if serious else str(len(found) or "aucune")


def _told(group: AlertGroup) -> Iterator[str]:
    if group.alerts:
        yield f"\n{group.title} ({len(group.alerts)})"
    for alert in group.alerts:
        since = f", depuis le {date_fr(alert.raised)}" if alert.raised else ""
        yield f"  {alert.record.key} : {plain(alert.title)}"
        yield from _wrapped(f"{capital(alert.severity.label)}{since}. {plain(alert.reason)}")
        yield from _wrapped(f"→ {alert.closes}")
    if group.unseen and group.alerts:
        yield from _wrapped(f"À savoir : {group.unseen}")


def _wrapped(text: str) -> list[str]:
    lines = textwrap.wrap(typography(text), WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)
    return [re.sub("[\u00a0\u202f]", " ", line) for line in lines]  # what stays together is; a terminal needs plain spaces


def _json(group: AlertGroup, alert: Alert) -> dict[str, str]:
    return {
        "sorte": group.id,
        "gravite": alert.severity.value,
        "fiche": alert.record.key,
        "titre": plain(alert.title),
        "page": address(alert.record),
        "raison": plain(alert.reason),
        "fermeture": alert.closes,
        "depuis": alert.raised.isoformat() if alert.raised else "",
    }
