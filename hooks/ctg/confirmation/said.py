"""What an answer says of one record: the cells to write, what is left to the coordinator, whether all was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from ctg.confirmation.answers import Answer
from ctg.confirmation.corrections import CLOSURE, NO, YES, Correction, understood
from ctg.confirmation.facts import AskedFact, AskedPlace
from ctg.ground.problems import fold
from ctg.kinds.families.place import Place
from ctg.kinds.fields.record import EtatFiche
from ctg.sheets.edit.text import flow
from ctg.spreadsheet.cells import written
from ctg.spreadsheet.columns import Column, columns_of
from ctg.stores.campaign import Demande

STATE, CHECKED, SOURCES = "etat_fiche", "verifie_le", "sources"


@dataclass(frozen=True)
class CorrectedFact:
    """A fact that an answer corrects: its rank in the request, what was written, and the columns that change."""

    rank: int
    label: str
    said: str
    columns: frozenset[str]


@dataclass(frozen=True)
class SaidOfRecord:
    """The corrections of a record, what is left to the coordinator, and whether all was answered."""

    corrections: tuple[tuple[AskedFact, Correction], ...]
    corrected: tuple[CorrectedFact, ...]
    by_hand: tuple[str, ...]
    count: tuple[int, int]
    question: bool

    @property
    def over(self) -> bool:
        return self.count[0] == self.count[1] and not self.by_hand

    def cells_of(self, place: Place, values: dict, title: str, day: dt.date) -> dict[Column, str]:
        """What to write: the corrections, and who confirmed, when. ``values`` are those of the file."""
        own = {column.name: column for column in columns_of(type(place))}
        cells: dict[Column, str] = {}
        for _, said in self.corrections:
            for column, text in said.cells:
                cells[own[column.name]] = _one_more(own[CLOSURE.name], values, text) if column is CLOSURE else text
        complete = self.over and not self.question
        if complete:
            cells |= named(place, {CHECKED: day.isoformat()})
            if place.etat_fiche == EtatFiche.A_VERIFIER:
                cells |= named(place, {STATE: str(EtatFiche.PUBLIEE.value)})
        if cells:
            labels = dict.fromkeys(
                CLOSURE.label if self.question else fact.label for fact, said in self.corrections if said.cells
            )
            backs = "toute la fiche" if complete else ", ".join(labels).lower()
            cells[own[SOURCES]] = _with_source(values, title, day, backs)
        return cells


def said_of(answer: Answer, number: int, whole: AskedPlace, demande: Demande, left: Container[int] = ()) -> SaidOfRecord:
    """What an answer says of the record of that number; ``left``: the ranks of the facts that are not accepted."""
    rest = answer.whole.get(number, "")
    all_right = _rest_is_right(rest)
    by_hand = [f"Toute la fiche : « {rest} »"] if all_right is None else []
    done, corrections, corrected = 0, [], []
    for rank, fact in enumerate(whole.facts, 1):
        text = answer.each.get((number, rank), "")
        said = understood(fact, text, demande.le)
        if said and said.cells and rank in left:
            by_hand.append(f"{fact.label} : « {text} », laissé")
            continue
        if said is None:
            done += bool(all_right) or not fact.known
        elif said.by_hand:
            by_hand.append(f"{fact.label} : « {said.by_hand} »")
        else:
            done += 1
            corrections.append((fact, said))
            if said.cells:
                corrected.append(CorrectedFact(rank, fact.label, text, frozenset(column.name for column, _ in said.cells)))
    return SaidOfRecord(
        tuple(corrections), tuple(corrected), tuple(by_hand), (done, len(whole.facts)), demande.question is not None
    )


def _rest_is_right(said: str) -> bool | None:
    """« tout le reste est juste ? »: whether it is; None when the answer is neither yes, nor no, nor nothing."""
    word = fold(said)
    return True if word in YES | {"oui tout est juste", "oui merci"} else False if word in NO | {""} else None


def named(place: Place, values: dict[str, str]) -> dict[Column, str]:
    """The columns of a place that these names are, with their values."""
    return {column: values[column.name] for column in columns_of(type(place)) if column.name in values}


def _one_more(column: Column, values: dict, text: str) -> str:
    """The cell of the closures with this one more."""
    before = values.get(column.name) or []
    if isinstance(before, list) and all(isinstance(one, dict) for one in before):
        return "\n".join(part for part in (written(column, before), text) if part)
    return flow([*(before if isinstance(before, list) else [before]), dict(part.split(": ") for part in text.split(", "))])


def _with_source(values: dict, title: str, day: dt.date, backs: str) -> str:
    """The cell of the sources with this one more; an older confirmation by the same makes way."""
    kept = [one for one in values.get(SOURCES) or [] if not (isinstance(one, dict) and one.get("titre") == title)]
    return flow([*kept, {"titre": title, "date": day.isoformat(), "appuie": backs[:300]}])
