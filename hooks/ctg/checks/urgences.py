"""The territory's own emergency numbers, laid over the tool's: one sheet a number, and what no field can see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ctg.checks.base import first_day
from ctg.easy_words import findings
from ctg.kinds.urgences import PROVENANCE, Urgence
from ctg.problems import WARNING, Problem
from ctg.source import Sheet


def completed(base: Iterable[Sheet], own: Iterable[Sheet]) -> list[Sheet]:
    """The tool's sheets then the territory's; a number of both keeps the tool's place, and the territory's fields win.

    Where a fact comes from is never taken over: who corrects it says who told them.
    """
    found = {number(sheet): sheet for sheet in base}
    for sheet in own:
        before = found.get(number(sheet))
        kept = {name: value for name, value in before.values.items() if name not in PROVENANCE} if before else {}
        found[number(sheet)] = replace(sheet, values=kept | sheet.values)
    return list(found.values())


def number(sheet: Sheet) -> str:
    """A number as it is dialled; where the sheet stands, when it has none."""
    return re.sub(r"[^\d+]", "", str(sheet.values.get("numero", ""))) or str(sheet.base)


def check_urgences(own: Iterable[Sheet], valid: Iterable[tuple[Urgence, Sheet]], today: dt.date) -> Iterator[Problem]:
    """A number written twice in the territory's file; a date to come; easy sentences that are not."""
    lines: dict[str, int] = {}
    for sheet in own:
        if (first := lines.setdefault(number(sheet), sheet.line(("numero",)))) != sheet.line(("numero",)):
            told = f"Le numéro « {number(sheet)} » figure déjà ligne {first}."
            yield sheet.problem(("numero",), told, "Réunissez les deux fiches, ou supprimez l'une des deux.")
    for urgence, sheet in valid:
        for field, date in ((("relu_le",), urgence.relu_le), (("source", "date"), urgence.source.date)):
            if date and first_day(date) > today:
                yield sheet.problem(field, "Cette date est dans l'avenir.", "Corrigez l'année, le mois ou le jour.")
        for message, remedy in findings(urgence.facile) if ("facile",) in _written(sheet) else ():
            yield sheet.problem(("facile",), message, remedy, WARNING)


def _written(sheet: Sheet) -> set[tuple]:
    """The fields that the sheet's own file holds, not those that it was laid over."""
    return {place[len(sheet.base) :] for place in sheet.lines if place[: len(sheet.base)] == sheet.base}
