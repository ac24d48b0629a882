"""What somebody wrote after « Réponse » → the cells to write, as a spreadsheet would have them.

Nothing is guessed: what is not understood is left to the coordinator, in the words of the answer.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ctg.confirmation.facts import QUESTION, AskedFact
from ctg.ground.problems import fold
from ctg.help.description import Type
from ctg.kinds.fields.periodes import JOURS, LONGEST_CLOSURE
from ctg.sheets.times import MONTHS
from ctg.spreadsheet.cells import EMPTY
from ctg.spreadsheet.columns import Column, Shape

YES = {"oui", "ok", "juste", "exact", "c est juste", "c est exact", "tout est juste", "vrai", "d accord"}
NO = {"non", "faux", "c est faux", "non c est faux", "pas du tout", "inexact"}
GONE = {"vide", "a retirer", "retirer", "supprimer", "a supprimer", "plus maintenant"}
UNSURE = {"je ne sais pas", "ne sais pas", "nous ne savons pas", "inconnu"}
_HOUR = r"\d{1,2} ?[h:] ?(?:\d{2})?"
_SPAN = re.compile(rf"({_HOUR}) ?(?:-|à|a) ?({_HOUR})")
_DAY = "|".join(JOURS)
_DAYS = re.compile(rf"(?:du |le |les )?(?P<first>{_DAY})s?(?: au (?P<last>{_DAY})s?)?")
_PERIOD = re.compile(
    rf"du (?P<d1>\d{{1,2}})(?:er)?(?: (?P<m1>{'|'.join(MONTHS)}))?(?: (?P<y1>\d{{4}}))?"
    rf" au (?P<d2>\d{{1,2}})(?:er)? (?P<m2>{'|'.join(MONTHS)})(?: (?P<y2>\d{{4}}))?"
)


@dataclass(frozen=True)
class Correction:
    """What an answer means: the fact is confirmed, or these cells replace it, or it is for the coordinator to do."""

    confirmed: bool = False
    cells: tuple[tuple[Column, str], ...] = ()
    by_hand: str = ""


def understood(fact: AskedFact, answer: str, day: dt.date) -> Correction | None:
    """What an answer to a fact means; None when it says nothing. ``day`` is that of the request: a period comes after it."""
    said = fold(answer)
    if not said:
        return None
    if said in UNSURE:
        return Correction(by_hand=answer) if fact.known else Correction(confirmed=True)
    if fact.name == QUESTION:
        return _question(fact, answer, said, day)
    if fact.known and said in YES:
        return Correction(confirmed=True)
    if said in NO and fact.columns and fact.columns[0].type is Type.YES_NO:
        return Correction(cells=((fact.columns[0], "non" if fold(str(fact.value)) == "oui" else "oui"),))
    if said in NO or said in YES or not fact.columns:
        return Correction(by_hand=answer)
    if len(fact.columns) > 1:
        week = week_of(answer)
        cells = tuple((column, week[column.path[-1]]) for column in fact.columns if column.path[-1] in week) if week else ()
        return Correction(cells=cells) if cells else Correction(by_hand=answer)
    column = fact.columns[0]
    if said in GONE:
        return Correction(cells=((column, EMPTY),))
    return Correction(cells=((column, re.sub(r"\s*;\s*", "\n", answer) if column.shape is Shape.LIST else answer),))


# --- hours ---------------------------------------------------------------------------------------


def week_of(answer: str) -> dict[str, str]:
    """« lundi et mardi 9 h à 12 h, jeudi fermé » → the hours of each day that is named; nothing unless all is understood."""
    text = re.sub(r"\s+", " ", answer.lower().replace("–", "-").replace("fermée", "fermé")).strip(" .")
    week: dict[str, str] = {}
    waiting: list[str] = []
    while text:
        if named := _DAYS.match(text):
            first, last = JOURS.index(named["first"]), JOURS.index(named["last"] or named["first"])
            waiting += JOURS[first : last + 1]
            text = re.sub(r"^ ?(:|,|et\b|ouvert\b)? ?", "", text[named.end() :])
            continue
        told, text = _told(text)
        if not told or not waiting or week.keys() & set(waiting):
            return {}
        week |= dict.fromkeys(waiting, told)
        waiting = []
    return {} if waiting else week


def _told(text: str) -> tuple[str, str]:
    """(the hours that a text begins with, what follows them); "" when it begins otherwise."""
    if closed := re.match(r"fermé\b", text):
        return "ferme", _after(text[closed.end() :])
    spans = []
    text = text.removeprefix("de ")
    while span := _SPAN.match(text):
        spans.append("-".join(_clock(end) for end in span.groups()))
        text = _after(text[span.end() :])
        text = text.removeprefix("de ")
    return ", ".join(spans), text


def _after(text: str) -> str:
    return re.sub(r"^ ?([,;./]|et\b|puis\b)? ?", "", text)


def _clock(hour: str) -> str:
    hours, minutes = re.split("[h:]", hour.replace(" ", ""))
    return f"{int(hours)}h{minutes if minutes not in {'', '00'} else ''}"


# --- one question to all -------------------------------------------------------------------------


def _question(fact: AskedFact, answer: str, said: str, day: dt.date) -> Correction:
    """« Ouverts du 22 au 31 décembre ? »: « oui » changes nothing, « non » is a closure; anything else is by hand."""
    asks_open, asks_closed = fold(fact.text).startswith("ouvert"), fold(fact.text).startswith("ferme")
    dates = period_of(fact.text, day)
    if not (asks_open or asks_closed) or said not in YES | NO or not dates:
        return Correction(by_hand=answer)
    if (said in YES) == asks_open:
        return Correction(confirmed=True)
    return Correction(confirmed=True, cells=((CLOSURE, f"du: {dates[0]}, au: {dates[1]}"),))


CLOSURE = Column(("fermetures",), "Fermetures", shape=Shape.GROUPS, type=Type.GROUP)
"""Stands for the column of each kind: a line to add to it."""


def period_of(text: str, day: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first period that a question names, on or after a day: « du 22 décembre au 3 janvier »."""
    found = _PERIOD.search(fold(text))
    if not found:
        return None
    last_month = MONTHS.index(found["m2"]) + 1
    first_month = MONTHS.index(found["m1"]) + 1 if found["m1"] else last_month
    year = int(found["y1"] or found["y2"] or day.year)
    try:
        for start_year in (year, year + 1):
            first = dt.date(start_year, first_month, int(found["d1"]))
            last = dt.date(int(found["y2"] or start_year), last_month, int(found["d2"]))
            if last < first and not found["y2"]:
                last = last.replace(year=start_year + 1)
            if first <= last and last >= day and (last - first).days < LONGEST_CLOSURE:
                return first, last
    except ValueError:
        return None
    return None
