"""The words of the steering committee's summary: states, alerts and dates to come, as plain texts (see ``report_text``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ctg.analysis.progress import progress
from ctg.analysis.project.alerts import Alert, AlertGroup, Coming, alerts, coming
from ctg.analysis.project.movements import Movement, became
from ctg.analysis.project.yearly import Yearly, convention_in
from ctg.catalogue import Catalogue
from ctg.escaping import plain
from ctg.kinds import Action
from ctg.kinds.action import ETATS
from ctg.kinds.fields import PartialDate
from ctg.outputs.project.reports.parts import address, heading, label
from ctg.outputs.project.reports.text import axis_title
from ctg.phrases import capital, date_fr, de_date
from ctg.problems import plural

BRIEF = {
    "reverifier": lambda date: f"depuis le {date_fr(date)}",
    "confirmer": lambda date: f"preuve {de_date(date)}",
}
"""Groups told in one paragraph, a few records named: the summary is one or two pages, ``ctg bilan`` names them all."""
SHOWN = 5
DATES = 12
"""The next ones only: a committee meets twice a year, and its board holds in two pages."""


def summary(catalogue: Catalogue, year: Yearly) -> dict:
    """« Tableau de bord du comité de pilotage 2026 », every text in French and ready to show."""
    groups = alerts(catalogue, year.today, year.year)
    ahead = list(coming(catalogue, year.today, convention_in(catalogue, year.year)))
    return {
        **heading(
            catalogue, year, f"Tableau de bord du comité de pilotage {year.year}", f"ctg/bilans/{year.year}/tableau-de-bord/"
        ),
        "situation": _situation(year),
        "etats": _states(year),
        "axes": _axes(year),
        "mouvements": [_movement(movement) for movement in year.movements],
        "alertes": [_group(group) for group in groups if group.alerts],
        "calmes": [" ".join(filter(None, (group.none, group.unseen))) for group in groups if not group.alerts],
        "dates": [_coming(item) for item in ahead[:DATES]],
        "dates_de_plus": plural(len(ahead) - DATES, "date") if len(ahead) > DATES else "",
    }


def _situation(year: Yearly) -> str:
    """What the states are worth for a year that is over."""
    if year.today <= year.last_day:
        return ""
    later = sum(bool(a.action.etat_le and a.action.etat_le > year.last_day) for a in year.actions)
    start = f"Ce document dit ce qui, prévu jusqu’à la fin de {year.year}, reste à voir au {date_fr(year.today)}."
    if not later:
        return start
    whose = f"pour {plural(later, 'action')}, celui de la fin de {year.year} n’a pas été conservé"
    return f"{start} Les états sont les derniers connus : {whose}."


def _states(year: Yearly) -> list[dict]:
    """How many actions are in each state; those that are not stated come last."""
    found = [action.action.etat for action in year.actions]
    counted = [(etat, found.count(etat)) for etat in ETATS if etat in found]
    return [
        {"etat": etat or "inconnu", "nombre": count, "mot": _agree(ETATS[etat], count) if etat else "avancement non renseigné"}
        for etat, count in counted
    ]


def _axes(year: Yearly) -> list[dict]:
    """Where each axis stands; nothing when no state is known: the count of states says it once."""
    if all(action.action.etat is None for action in year.actions):
        return []
    return [{"titre": axis_title(axis), "avancement": progress([found.action for found in axis.actions])} for axis in year.axes]


def _movement(movement: Movement) -> dict:
    action, state = movement.action, movement.state
    return {
        "cle": address(action),
        "titre": f"{label(action)} {action.titre}",
        "date": date_fr(state.date),
        "quoi": became(movement),
        "note": state.note or "",
    }


def _agree(word: str, count: int) -> str:
    """« réalisées » for several actions; « en cours » does not change."""
    return f"{word}s" if count > 1 and word.endswith("e") else word


def _group(group: AlertGroup) -> dict:
    brief = BRIEF.get(group.id)
    shown = group.alerts[:SHOWN] if brief else group.alerts
    return {
        "titre": group.title,
        "nombre": len(group.alerts),
        "quoi": group.what,
        "bref": bool(brief),
        "colonne": group.date_label if any(alert.date for alert in shown) else "",
        "lignes": [_alert(alert, brief or date_fr) for alert in shown],
        "reste": len(group.alerts) - len(shown),
        "limite": group.unseen,
    }


def _alert(alert: Alert, say: Callable[[dt.date | PartialDate], str]) -> dict:
    record = alert.record
    return {
        "cle": address(record),
        "titre": f"{label(record)} {record.titre}" if isinstance(record, Action) else record.title,
        "raison": plain(alert.reason),
        "date": say(alert.date) if alert.date else "",
    }


def _coming(item: Coming) -> dict:
    record = item.record
    whose = f"{label(record)} {record.titre}" if isinstance(record, Action) else ""
    return {
        "date": capital(date_fr(item.date)),
        "titre": item.title,
        "cle": address(record) if record else "",
        "action": whose,
    }
