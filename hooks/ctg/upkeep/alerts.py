"""What calls for attention in the convention, in one place: the dashboard shows this, and the calls to make ask it.

Each alert says what raised it and what would close it. Its actions are the convention's: those of another framework are
not a steering committee's to steer. What only the editor of the site must do is not here but in
:mod:`ctg.upkeep.review`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.common.problems import plural
from ctg.model.action import Action
from ctg.model.fields import PartialDate
from ctg.model.framework import Cadre
from ctg.model.meeting import Rencontre
from ctg.model.record import Record
from ctg.people.meetings import is_coming
from ctg.reading.catalogue import Catalogue
from ctg.upkeep import alert_rules
from ctg.upkeep.alert_rules import Alert
from ctg.upkeep.review import FINISHED

AHEAD = dt.timedelta(days=365)
"""How far the dates to come are told; the convention's end is always told."""
WORDS = {
    "fin": ("Ce qui finit", "Convention ou plan"),
    "deliberation": ("Délibérations", "Convention"),
    "trajectoire": ("Chiffres en dehors de leur trajectoire", "Chiffre"),
    "mesure": ("Chiffres sans mesure récente", "Chiffre"),
    "bloque": ("Ce qui bloque", "Action"),
    "retard": ("En retard", "Action"),
    "etapes": ("Étapes manquées", "Action"),
    "silence": ("Sans nouvelles", "Action"),
    "budget": ("Au-delà du budget prévu", "Action"),
    "suites": ("Décisions et demandes en attente", "Rencontre"),
}
"""By group, in reading order: its title, what each alert is about."""


@dataclass(frozen=True)
class AlertGroup:
    """The alerts of one sort, and what the records do not let us see: no alert is not always good news."""

    id: str
    title: str
    what: str
    """What each alert is about: « Action », « Rencontre »…"""
    alerts: tuple[Alert, ...]
    unseen: str = ""


@dataclass(frozen=True)
class Coming:
    """A date to come; without a record, it is the convention's."""

    date: PartialDate
    title: str
    record: Record | None = None


def alerts(catalogue: Catalogue, today: dt.date) -> tuple[AlertGroup, ...]:
    """Every group in reading order, those without an alert too."""
    convention = catalogue.convention
    actions = [action for action in catalogue.of_the_convention(Action, convention) if action.published]
    open_ones = [action for action in actions if action.etat not in FINISHED]
    known = [action for action in open_ones if action.etat]
    meetings = [meeting for meeting in catalogue.all(Rencontre) if meeting.published]
    found: dict[str, tuple[Iterable[Alert], str]] = {
        "fin": (alert_rules.ending_frameworks(catalogue, today), ""),
        "deliberation": (alert_rules.missing_deliberation(convention, today), ""),
        "trajectoire": (alert_rules.off_course(catalogue), ""),
        "mesure": (alert_rules.not_measured(catalogue, actions, today), ""),
        "bloque": (alert_rules.blocked_actions(open_ones), ""),
        "retard": (alert_rules.late_actions(open_ones, today), _unseen(open_ones, "fin")),
        "etapes": (alert_rules.missed_milestones(actions, today), _unseen(open_ones, "etapes")),
        "silence": (alert_rules.silent_actions(known, today), _unstated(open_ones, known)),
        "budget": (alert_rules.overspent_actions(actions, today), ""),
        "suites": (alert_rules.waiting_decisions(catalogue, meetings, today), ""),
    }
    return tuple(AlertGroup(id, *WORDS[id], tuple(listed), unseen) for id, (listed, unseen) in found.items())


def _unseen(open_ones: list[Action], field: str) -> str:
    """How many actions lack the dates that would tell."""
    missing = sum(not (action.calendrier and getattr(action.calendrier, field)) for action in open_ones)
    what = "sans date de fin connue" if field == "fin" else "sans étape datée"
    return f"{plural(missing, 'action')} {what}." if missing else ""


def _unstated(open_ones: list[Action], known: list[Action]) -> str:
    """The actions of which nobody ever told the state: counted, never listed."""
    missing = len(open_ones) - len(known)
    return f"{plural(missing, 'action')} dont l’avancement n’est pas renseigné." if missing else ""


def coming_dates(catalogue: Catalogue, today: dt.date, convention: Cadre) -> tuple[Coming, ...]:
    """The dates of the year to come (:data:`AHEAD`): meetings, milestones, ends of actions; and the end of the convention,
    always.

    Earliest first.
    """
    found = [Coming(r.date, r.titre, r) for r in catalogue.all(Rencontre) if r.published and is_coming(r, today)]
    for action in catalogue.of_the_convention(Action, convention):
        plan = action.calendrier if action.published and action.etat not in FINISHED else None
        found += [Coming(step.date, step.titre, action) for step in (plan.etapes if plan else ()) if not step.fait]
        found += [Coming(plan.fin, "Fin prévue", action)] if plan and plan.fin else []
    near = [item for item in found if item.date.latest >= today and item.date.first <= today + AHEAD]
    if convention.fin and convention.fin.latest >= today:
        near.append(Coming(convention.fin, "Fin de la convention"))
    return tuple(sorted(near, key=lambda item: (item.date.first, item.date.latest, item.title)))
