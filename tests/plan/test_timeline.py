"""The dates of actions and of the convention, against hand-made cases; today is 25 November 2026."""

import datetime as dt
from pathlib import Path

import yaml

from cas import reviewed
from ctg.model.action import Action
from ctg.model.framework import Cadre
from ctg.plan.timeline import deadline, ending, lateness, since, steps, where_we_are, why_late_or_stopped

TODAY = dt.date(2026, 11, 25)
PROVEN = {"titre": "T", "axe": "a", "porteurs": ["V"], "sources": [{"titre": "Procès-verbal"}]}
WRITTEN = Path(__file__).with_name("temps.txt")
"""What a sheet says of an action, or of a convention (``debut``, ``fin``), and what is told of it today. ``bloque``: what is
known to block it."""


def said(written: str) -> list[str]:
    values = yaml.load(written, yaml.BaseLoader)
    if values.keys() <= {"debut", "fin"}:
        convention = Cadre.model_validate({"titre": "CTG", "nature": "ctg"} | values)
        return [f"fin {ending(convention, TODAY)}", where_we_are(convention, TODAY), deadline(convention, TODAY)]
    blocked, action = values.pop("bloque", ""), Action.model_validate(PROVEN | values)
    begun, late, why = since(action), lateness(action, TODAY), why_late_or_stopped(action, blocked)
    told = (("depuis le", begun), ("en retard :", late), ("pourquoi :", why))
    return [*(f"{step.titre} : {step.state}" for step in steps(action, TODAY)), *(f"{name} {one}" for name, one in told if one)]


def test_what_is_told_of_dates_is_as_it_was_reviewed(request):
    reviewed(WRITTEN, said, request)
