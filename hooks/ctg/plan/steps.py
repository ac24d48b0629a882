"""The milestones of an action, and its lateness.

A date known to the month or to the year counts as late only after its last possible day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from ctg.common.phrases import date_fr, joined, on_date
from ctg.model.action import Action, EtapeAction, Etat, EtatDate
from ctg.model.fields import PartialDate

StepState = Literal["faite", "en-retard", "sans-suite", "non-renseignee", "a-venir"]
UNFINISHED = ("non-engagee", "en-preparation", "en-cours")
"""The states of an action that still has to come to its end."""


def run(action: Action) -> list[EtatDate]:
    """The last states that say the same as the one of its day, the newest first."""
    past = (one for one in reversed(action.history) if action.etat_le and one.day <= action.etat_le)
    return list(takewhile(lambda one: one.etat == action.etat, past))


def since(action: Action) -> dt.date | None:
    """When an action came into its state; None when only the last news of it is dated: no other state was known before, or a
    step was done between the two."""
    if not (same := run(action)):
        return action.etat_le if action.etat == Etat.INACHEVEE else None
    first = same[-1].day
    before = next((one.day for one in reversed(action.history) if one.day < first), None)
    done = (step.date for step in written_steps(action) if step.fait)
    unsure = before is None or any(before < date.first and date.latest < first for date in done)
    return None if unsure and action.etat in (*UNFINISHED, Etat.EN_PROJET) else first  # the rest happens on a day


def why_late_or_stopped(action: Action, blocks: str) -> str:
    """Why it is late or stopped: the note of a state that stops it, why it was given up, what ``blocks`` it; empty when nothing
    says so. The note of a state in which it goes on tells news, not why."""
    note = next((one.note for one in run(action) if one.note), "")
    stops = action.etat in (Etat.SUSPENDUE, Etat.ABANDONNEE)
    given_up = action.suite.motif if action.suite and action.etat == Etat.ABANDONNEE else ""
    return (note if stops else "") or given_up or blocks or (note if action.etat == Etat.NON_ENGAGEE else "") or ""


@dataclass(frozen=True)
class Step:
    """A milestone of an action, and where it stands."""

    date: PartialDate
    titre: str
    state: StepState


def written_steps(action: Action) -> tuple[EtapeAction, ...]:
    """The milestones of an action, as its sheet has them."""
    return action.calendrier.etapes if action.calendrier else ()


def steps(action: Action, today: dt.date) -> tuple[Step, ...]:
    """The milestones of an action in the order of their last possible day, which decides of their lateness too."""
    ordered = sorted(written_steps(action), key=lambda etape: (etape.date.latest, etape.date.first))
    return tuple(Step(etape.date, etape.titre, step_state(etape, action, today)) for etape in ordered)


def step_state(etape: EtapeAction, action: Action, today: dt.date) -> StepState:
    """A step is late once its last possible day is past and the record says that it is not done.

    When the record says nothing, neither do we; what an abandoned action had planned is not awaited any more.
    """
    if etape.fait:
        return "faite"
    if action.etat == "abandonnee":
        return "sans-suite"
    if etape.date.latest >= today:
        return "a-venir"
    return "non-renseignee" if etape.fait is None else "en-retard"


def past_date(action: Action, day: dt.date) -> tuple[str, PartialDate] | None:
    """(« fin » or « début », date) that an action has let go by before a day; a suspended one is told as such."""
    plan = action.calendrier
    if not plan or action.etat == "suspendue":
        return None
    if plan.fin and plan.fin.latest < day:
        return "fin", plan.fin
    return ("début", plan.debut) if plan.debut and plan.debut.latest < day and action.etat == "non-engagee" else None


def lateness(action: Action, today: dt.date) -> str:
    """« Fin prévue en juin 2026. Pas fait : première soirée (novembre 2025). » of an action that goes on past its end, its
    beginning, or a step that it says is not done; empty when it is not late, or when its state is unknown."""
    if action.etat not in UNFINISHED:
        return ""
    past = past_date(action, today)
    told = f"{past[0].capitalize()} {'prévue' if past[0] == 'fin' else 'prévu'} {on_date(past[1])}." if past else ""
    return " ".join(filter(None, (told, missed(action, today))))


def missed(action: Action, today: dt.date) -> str:
    """« Pas fait : première soirée (novembre 2025). »; empty when no step is said so."""
    late = [f"{step.titre} ({date_fr(step.date)})" for step in steps(action, today) if step.state == "en-retard"]
    return f"Pas fait : {joined(late)}." if late else ""
