"""A sheet as an answer was ticked: what changes, what is right, who said it; its date when somebody vouched for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_formulaire.asking.facts import EVERY, AskedRecord
from ctg_formulaire.asking.incoming import KeptAnswer, Settlement
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.sheets.questions import BACKS, HOW, WHEN, WHO
from ctg_formulaire.sheets.spoken import understood
from ctg_formulaire.typed import Answers, answers_of
from ctg_formulaire.workshop import Note, NotWritten


class Ticked(NamedTuple):
    """What a person takes: the facts said right, the new text of each box, what changes later, what colleagues read."""

    right: Sequence[str]
    new: Mapping[str, str]
    later: str
    note: str = ""


@dataclass(frozen=True)
class Settled:
    """A sheet to write, or nothing (``after`` is None) when nothing was ticked."""

    key: str
    title: str
    file: str
    before: bytes | None
    after: bytes | None
    outcome: Settlement
    told: str


def settled_sheet(
    root: Path, names: api.Names, asked: AskedRecord, answer: KeptAnswer, ticked: Ticked, vouched: frozenset[str]
) -> Settled:
    """The sheet of a record once this is taken of an answer. Raises :class:`NotWritten`. ``vouched``: the facts without which it
    keeps its doubt; none: it keeps it anyway."""
    record, (right, new, later, note) = asked.record, ticked
    changed = {fact.name for fact in asked.every if any(new.get(box, "").strip() for box in fact.boxes)}
    confirms = bool(vouched) and vouched <= {*right, *changed}
    opened = OpenedRecord.read(root, api.written_records(root)[0][record.key])
    title = str(opened.title)
    taken = bool(right or changed or later.strip())
    if not taken and not note:
        return Settled(record.key, title, opened.file, opened.before, None, Settlement.NOTHING, "")
    answers = answers_of(opened.fields, opened.values) | {box: [text.strip()] for box, text in new.items() if text.strip()}
    answers |= _said_by(asked, answer, {*right, *changed}) if taken else {}
    if note:
        said = f"Réponse du {api.date_fr(answer.recue_le)} : {note}"
        answers["notes_internes"] = ["\n".join(filter(None, (*answers.get("notes_internes", ()), said)))]
    if later.strip():
        answers["faits_a_savoir"] = [*answers.get("faits_a_savoir", ()), later.strip()]
    meant = understood(record.folder, opened.values, answers, answer.recue_le, confirms, names["communes"])
    reading, values = opened.reading(meant.answers, names)
    if faults := meant.faults | reading.faults:
        raise NotWritten(*(Note(fault.message, fault.remedy) for fault in faults.values()))
    outcome = Settlement.CHANGED if changed or later else Settlement.RIGHT if taken else Settlement.NOTHING
    told = opened.changed(values) + ("" if confirms else ", le doute reste")
    return Settled(record.key, title, opened.file, opened.before, opened.after(reading, values), outcome, told)


def _said_by(asked: AskedRecord, answer: KeptAnswer, names: set[str]) -> Answers:
    """Who said it, how, when, and what it vouches for."""
    backs = ", ".join(EVERY[fact.name].label for fact in asked.every if fact.name in names)
    who = answer.a or asked.record.title
    return {WHO: [who], HOW: ["réponse"], WHEN: [f"{answer.recue_le:%d/%m/%Y}"], **({BACKS: [backs[:300]]} if backs else {})}
