"""Answers + what was asked + the records of the day → what is accepted, field by field, and what is refused, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.confirmation.answers import Answer
from ctg.confirmation.facts import AskedPlace, asked
from ctg.confirmation.message import Fonction, code_said
from ctg.confirmation.said import CorrectedFact, named, said_of
from ctg.ground.phrases import date_fr, joined
from ctg.ground.problems import fold, shown
from ctg.kinds import Service, Structure
from ctg.kinds.families.place import Place
from ctg.sheets.source import read_sheet
from ctg.spreadsheet.columns import ID, columns_of
from ctg.spreadsheet.entries import Importer, RecordToWrite, RowError
from ctg.spreadsheet.plan import ImportPlan, checked
from ctg.spreadsheet.rows import Remark, Row
from ctg.stores.campaign import FILE, Demande, FicheDemandee

KINDS_ASKED: tuple[type[Place], ...] = (Structure, Service)
TWICE = (
    "Une autre réponse parle de cette fiche, pour une autre demande.",
    "Écrivez d'abord l'autre, puis redonnez celle-ci.",
)
"""Each would be written without what the other changes."""
OUTDATED = "La fiche a changé depuis la demande : cette réponse parle d'un texte qui n'est plus le sien."


@dataclass(frozen=True)
class RecordReply:
    """What one answer says of one record; of none (``key`` empty) when the whole answer is refused."""

    answer: Answer
    demande: Demande | None = None
    key: str = ""
    title: str = ""
    refused: tuple[str, str] | None = None
    """(why, what to do): nothing of it is used."""
    row: Row | None = None
    by_hand: tuple[str, ...] = ()
    count: tuple[int, int] = (0, 0)
    """Facts answered, facts asked."""
    complete: bool = False
    corrected: tuple[CorrectedFact, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the request is over for this record: nobody need be asked again."""
        return not self.refused and bool(self.complete or self.row or self.by_hand)


@dataclass(frozen=True)
class Reception:
    """All that some answers come to."""

    replies: tuple[RecordReply, ...] = ()
    plan: ImportPlan = field(default_factory=ImportPlan)
    entries: dict[int, RecordToWrite] = field(default_factory=dict)
    """By the number of the reply, from 1: what is accepted."""
    remarks: dict[int, tuple[Remark, ...]] = field(default_factory=dict)
    """By the number of the reply: what the checks refused of it."""


@dataclass(frozen=True)
class ReceivingDesk:
    """What answers are read against. ``role`` and ``on`` stand for what they do not say.

    ``left``: the facts (code, key, rank) that the coordinator does not accept; their record is then not confirmed.
    """

    root: Path
    catalogue: Catalogue
    demandes: tuple[Demande, ...]
    today: dt.date
    role: Fonction | None = None
    on: dt.date | None = None
    left: frozenset[tuple[str, str, int]] = frozenset()

    def day_of(self, answer: Answer) -> dt.date:
        """The day of an answer: the one told, else its own, else today."""
        return self.on or answer.day or self.today

    def receive(self, answers: Sequence[Answer]) -> Reception:
        """What the answers would change, checked as ``ctg verifier`` does."""
        replies = _once([reply for answer in answers for reply in self._replies(answer)])
        importers = {kind.folder: Importer(self.root, kind) for kind in KINDS_ASKED}
        entries: dict[str, RecordToWrite] = {}
        remarks: dict[int, tuple[Remark, ...]] = {}
        for n, reply in enumerate(replies, 1):
            try:
                entry = reply.row and importers[reply.key.partition("/")[0]].entry(replace(reply.row, number=n))
                if entry and entries.setdefault(entry.file, entry).after != entry.after:
                    remarks[n] = (Remark(n, "", "", *TWICE),)
            except RowError as error:
                remarks[n] = error.refusals
        columns = dict.fromkeys(column for kind in KINDS_ASKED for column in columns_of(kind))
        plan = checked(self.root, tuple(columns), [*entries.values()])
        for remark in plan.refused:
            remarks[remark.row] = (*remarks.get(remark.row, ()), remark)
        return Reception(tuple(replies), plan, {entry.row: entry for entry in plan.entries}, remarks)

    def noted(self, reception: Reception) -> tuple[Demande, ...]:
        """The requests with the day of each answer that was used."""
        days = {
            (reply.answer.code, reply.key): self.day_of(reply.answer)
            for n, reply in enumerate(reception.replies, 1)
            if reply.answered and n not in reception.remarks
        }

        def record(code: str, one: FicheDemandee) -> FicheDemandee:
            return one.model_copy(update={"reponse": one.reponse or days.get((code, one.fiche))})

        return tuple(
            one.model_copy(update={"fiches": tuple(record(one.code, each) for each in one.fiches)}) for one in self.demandes
        )

    def _replies(self, answer: Answer) -> Iterator[RecordReply]:
        """One for each record that the answer speaks of; one without a record when the answer is of no use."""
        demande = next((one for one in self.demandes if one.code == answer.code), None)
        if demande is None:
            why = f"La demande {code_said(answer.code)} n'est pas dans {FILE} : le code a été changé, ou vient d'ailleurs."
            yield RecordReply(answer, refused=(why, "Demandez une réponse au message d'origine."))
        elif problem := self._unusable(answer, demande):
            yield RecordReply(answer, demande, refused=problem)
        else:
            for number, record in enumerate(demande.fiches, 1):
                if answer.speaks_of(number):
                    yield self._of_record(RecordReply(answer, demande, record.fiche), demande, number, record)

    def _unusable(self, answer: Answer, demande: Demande) -> tuple[str, str] | None:
        if not any((*answer.whole.values(), *answer.each.values())):
            return "Ce texte ne répond à rien.", "Lisez-le : la réponse est peut-être écrite autrement, ou c'est la demande."
        numbers = (*answer.whole, *(number for number, _ in (*answer.each, *answer.told)))
        if beyond := [number for number in numbers if not 1 <= number <= len(demande.fiches)]:
            return f"Cette demande n'a pas de fiche {beyond[0]} : le texte a été changé.", "Demandez une nouvelle réponse."
        if not (self.role or answer.role):
            said = shown(answer.role_said)
            told = f"La fonction « {said} » n'est pas dans la liste." if said else "La fonction n'est pas dite."
            return told, f"Ajoutez « --fonction », avec un de ces mots : {Fonction.listed()}."
        day = self.day_of(answer)
        if not demande.le <= day <= self.today:
            told = f"Cette réponse serait du {date_fr(day)}, pour une demande du {date_fr(demande.le)}."
            return told, "Dites le jour où elle est arrivée, avec « --le »."
        return None

    def _of_record(self, reply: RecordReply, demande: Demande, number: int, record: FicheDemandee) -> RecordReply:
        place = next((one for one in self.catalogue.places if one.key == record.fiche), None)
        reply = replace(reply, title=place.title if place else "")
        if record.reponse:
            told = f"Une réponse à cette demande a déjà été reçue, le {date_fr(record.reponse)}."
            return replace(reply, refused=(told, "Si celle-ci la corrige, changez la fiche à la main."))
        if place is None:
            return replace(reply, refused=("Cette fiche n'existe plus, ou n'est plus publiée.", "Il n'y a rien à faire."))
        whole, day = asked(self.catalogue, place, demande.le, demande.question), self.day_of(reply.answer)
        if whole.version != record.version:
            return replace(reply, refused=(OUTDATED, f"Refaites la demande : « ctg demander-confirmation --pour {place.id} »."))
        if place.verifie_le and place.verifie_le > day:
            told = f"La fiche a été vérifiée le {date_fr(place.verifie_le)}, après cette réponse."
            return replace(reply, refused=(told, "Il n'y a rien à faire."))
        if problem := _tampered(reply.answer, number, whole):
            return replace(reply, refused=problem)
        left = {rank for code, key, rank in self.left if (code, key) == (demande.code, record.fiche)}
        said = said_of(reply.answer, number, whole, demande, left)
        sheet, _ = read_sheet(self.root / place.file, self.root)  # as it is: the catalogue leaves out what may not leave
        role = self.role or reply.answer.role or Fonction.AUTRE
        title = f"Confirmé par {demande.a} ({role.label})"
        cells = said.cells_of(place, sheet.values if sheet else {}, title, day)
        row = Row(number, {**named(place, {ID.name: place.id}), **cells}) if cells else None
        by_hand, count = said.by_hand, said.count
        return replace(reply, row=row, by_hand=by_hand, count=count, complete=said.over, corrected=said.corrected)


def _once(replies: list[RecordReply]) -> list[RecordReply]:
    """The replies; of those that speak of the same record for the same request, the first when they agree, none when not."""
    told = Counter((one.answer.code, one.key) for one in replies if not one.refused)
    seen: dict[tuple[str, str], RecordReply] = {}
    kept = []
    for one in replies:
        place = one.answer.code, one.key
        same = [other for other in replies if (other.answer.code, other.key) == place and not other.refused]
        if one.refused or told[place] == 1:
            kept.append(one)
        elif any((other.row and other.row.cells, other.by_hand) != (one.row and one.row.cells, one.by_hand) for other in same):
            names = joined(dict.fromkeys(other.answer.name for other in same))
            why = f"Des réponses à la même demande se contredisent : {names}."
            kept.append(replace(one, refused=(why, "Demandez laquelle est la bonne, et ne donnez que celle-là.")))
        elif place in seen:
            why = f"La même réponse est déjà dans {seen[place].answer.name}."
            kept.append(replace(one, refused=(why, "Il n'y a rien à faire.")))
        else:
            seen[place] = one
            kept.append(one)
    return kept


def _tampered(answer: Answer, number: int, whole: AskedPlace) -> tuple[str, str] | None:
    """A line of the request that is not what was sent: it was corrected in place, or somebody changed the question."""
    for (place, rank), sentences in answer.told.items():
        if place != number:
            continue
        fact = whole.facts[rank - 1] if 1 <= rank <= len(whole.facts) else None
        changed = next((one for one in sentences if fact is None or fold(one) != fold(fact.text)), None)
        if changed is not None:
            told = f"La ligne {place}.{rank} de la demande a été changée : « {shown(changed)} »."
            return told, f"Si c'est une correction, écrivez-la après « Réponse {place}.{rank} » et remettez la ligne."
    beyond = next((rank for place, rank in answer.each if place == number and not 1 <= rank <= len(whole.facts)), None)
    if beyond is None:
        return None
    return f"Cette demande n'a pas de ligne {number}.{beyond} : le texte a été changé.", "Demandez une nouvelle réponse."
