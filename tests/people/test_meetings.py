"""Meetings: over or to come, when in French; what became of demands. What pages show of them: ``scenes/``."""

import datetime as dt
from pathlib import Path

import yaml

from cas import reviewed
from ctg.model.meeting import Rencontre, Suite
from ctg.people.meetings import appointment, is_coming, moment_of, outcome

TODAY = dt.date(2026, 11, 25)
WRITTEN = Path(__file__).with_name("rencontres.txt")


def said(written: str) -> list[str]:
    values = yaml.load(written, yaml.BaseLoader)
    if "suites" in values:
        return [outcome(Suite(texte="Un bus", etat=etat or None) for etat in values["suites"])]
    meeting = Rencontre.model_validate({"titre": "Forum"} | values)
    shown = [moment_of(meeting, TODAY), appointment(meeting, TODAY)] if is_coming(meeting, TODAY) else [moment_of(meeting, TODAY)]
    return ["à venir" if len(shown) == 2 else "passée", *shown]


def test_when_and_what_became_of_it_are_said_as_they_were_reviewed(request):
    reviewed(WRITTEN, said, request)
