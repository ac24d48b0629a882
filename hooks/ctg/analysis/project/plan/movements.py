"""What moved: the states that actions took between two days, read from their dated states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.kinds import Action
from ctg.kinds.project.action import ETATS, Etat, EtatDate


@dataclass(frozen=True)
class Movement:
    """A state that an action took."""

    action: Action
    before: Etat | None
    """Where it stood until then; None: nothing says."""
    state: EtatDate


def movements(actions: Iterable[Action], since: dt.date, until: dt.date) -> tuple[Movement, ...]:
    """What these actions became after ``since`` and until ``until``, in the order of time.

    A state that says again what was known is no movement; nor is the only one, of which only the day it was seen is known:
    see :func:`without_history`.
    """
    found = [
        Movement(action, before, state)
        for action in actions
        if len(action.history) > 1
        for before, state in zip((None, *(one.etat for one in action.history)), action.history, strict=False)
        if since < state.day <= until and state.etat != before
    ]
    return tuple(sorted(found, key=lambda movement: movement.state.day))


def without_history(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions of which only the last state is written: nobody can say whether they moved."""
    return tuple(action for action in actions if len(action.etats) == 1)


def became(movement: Movement) -> str:
    """« de « en préparation » à « en cours » »; « « en cours » » alone when nothing says where it stood."""
    now = f"« {ETATS[movement.state.etat]} »"
    return f"de « {ETATS[movement.before]} » à {now}" if movement.before else now
