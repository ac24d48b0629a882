"""The page « Réponses » of the form: answers to requests for confirmation are read, accepted fact by fact, and followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctg.analysis.upkeep.freshness import confirmed
from ctg.catalogue import Catalogue
from ctg.confirmation.answers import Answer, AnswerError, parse_answer, read_answer
from ctg.confirmation.following import awaited, by_number
from ctg.confirmation.message import Fonction, code_said
from ctg.confirmation.receiving import ReceivingDesk, Reception, RecordReply
from ctg.confirmation.said import SOURCES
from ctg.editing.boxes.controls import Note
from ctg.editing.boxes.differences import ChangedColumn, read_by_people
from ctg.editing.opened import BY_FOLDER
from ctg.editing.screens.pages import FormRequest, HeldAnswers, Pages, Reply
from ctg.editing.workshop import NotWritten, Save
from ctg.ground.phrases import phone
from ctg.ground.problems import DataError, plural
from ctg.kinds import Record
from ctg.loading import load
from ctg.spreadsheet.entries import FieldChange
from ctg.spreadsheet.file.guard import TableError
from ctg.spreadsheet.rows import Remark
from ctg.stores.campaign import FILE, Demande, as_yaml, load_campaign

TITLE = "Réponses"
PASTED = "texte collé"
LONGEST = 500_000
"""Characters of a pasted answer."""
OLD_FORM = Note("Le formulaire a été relancé depuis.", "Donnez la réponse de nouveau.")


class FactLine(NamedTuple):
    """A fact to accept or to leave: the value of its box, and what would change."""

    box: str
    label: str
    change: str


class ReplyLines(NamedTuple):
    """What is shown of an answer about one record."""

    reply: RecordReply
    refused: str
    head: str
    facts: tuple[FactLine, ...]
    others: tuple[str, ...]
    """What changes besides the facts: who confirmed, and when."""
    remarks: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def answers(pages: Pages, asked: FormRequest) -> Reply:
    """The page, or what its buttons did."""
    try:
        if asked.method != "POST":
            return _page(pages)
        if not asked.known:
            return _page(pages, OLD_FORM)
        refused = _done(pages, asked)
        return _page(pages, *refused) if refused else Reply(to=f"{pages.base}reponses/")
    except (DataError, TableError):
        return pages.refusal(TITLE, "Une fiche a une erreur : la réponse ne pourrait pas être vérifiée. Corrigez-la d'abord.")


def _done(pages: Pages, asked: FormRequest) -> Sequence[Note]:
    """What a button asks; what could not be done. Raises :class:`DataError` or :class:`TableError`."""
    match asked.said("_geste"):
        case "oublier":
            pages.hold(None)
        case "preciser" if pages.heard:
            role = next((one for one in Fonction if one == asked.said("fonction")), None)
            pages.hold(pages.heard._replace(role=role, on=_day(asked.said("le"))))
        case "ecrire" if pages.heard:
            return _written(pages, pages.heard, set(asked.answers.get("accepter", ())))
        case "lire":
            found, unread = _read(asked)
            pages.hold(HeldAnswers(tuple(found)) if found else pages.heard)
            return unread
        case _:
            return (OLD_FORM,)
    return ()


def _read(asked: FormRequest) -> tuple[list[Answer], list[Note]]:
    """The answers that were given, and why some cannot be read."""
    found, unread = [], []
    if text := asked.said("texte").strip():
        try:
            found.append(parse_answer(PASTED, text[:LONGEST]))
        except AnswerError as error:
            unread.append(Note(error.message, error.remedy))
    for sent in asked.files.get("fichiers", ()):
        try:
            with sent.as_path() as path:
                found.append(read_answer(path))
        except AnswerError as error:
            unread.append(Note(f"{sent.name} : {error.message}", error.remedy))
        except OSError:
            unread.append(Note(f"{sent.name} ne peut pas être gardé le temps de le lire.", "Libérez de la place sur le disque."))
    if not found and not unread:
        unread.append(Note("Aucune réponse n'est donnée.", "Collez un texte, ou choisissez un fichier."))
    return found, unread


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _desk(pages: Pages, held: HeldAnswers, left: frozenset[tuple[str, str, int]] = frozenset()) -> ReceivingDesk:
    root = pages.workshop.root
    catalogue = load(root)
    return ReceivingDesk(root, catalogue, load_campaign(root)[0], catalogue.day, held.role, held.on, left)


def _written(pages: Pages, held: HeldAnswers, accepted: set[str]) -> Sequence[Note]:
    """Writes what is accepted, and the campaign's file, in one gesture that can be undone; else says why not."""
    shown = _desk(pages, held).receive(held.answers)
    left = frozenset(
        (reply.answer.code, reply.key, fact.rank)
        for n, reply in enumerate(shown.replies, 1)
        if n not in shown.remarks  # what the checks refuse is still awaited
        for fact in reply.corrected
        if _box(reply, fact.rank) not in accepted
    )
    try:
        campaign = pages.workshop.on_disk(FILE)  # first: what is noted after it is not written over
    except NotWritten as error:
        return [Note(str(error))]
    desk = _desk(pages, held, left)
    reception = desk.receive(held.answers)
    if reception.plan.elsewhere:
        return [Note("D'autres fiches auraient une erreur : rien n'est écrit.")]
    used, refused = _used(reception)
    if not used:
        return [Note("Rien à écrire.")]
    entries = reception.entries.values()
    before = {entry.file: entry.before for entry in entries} | {FILE: campaign}
    after = {entry.file: entry.after for entry in entries} | {FILE: as_yaml(desk.noted(reception)).encode()}
    told = f"Réponses reçues : {plural(len(reception.entries), 'fiche')}"
    try:
        pages.workshop.write(Save(told, before, after))
    except NotWritten as error:
        return [Note(str(error))]
    pages.told.append(f"Enregistré. {told}.")
    pages.told.extend(f"À faire à la main. {reply.title} : {one}" for reply in used for one in reply.by_hand)
    pages.told.extend(f"Refusée, et toujours attendue : {reply.title}." for reply in refused)
    pages.hold(None)
    return ()


def _used(reception: Reception) -> tuple[list[RecordReply], list[RecordReply]]:
    """The replies that are used, and those that the checks refuse."""
    answered = [(n, reply) for n, reply in enumerate(reception.replies, 1) if reply.answered]
    return [one for n, one in answered if n not in reception.remarks], [one for n, one in answered if n in reception.remarks]


# --- shown ---------------------------------------------------------------------------------------


def _page(pages: Pages, *refused: Note) -> Reply:
    """Raises :class:`DataError` or :class:`TableError`."""
    root, held = pages.workshop.root, pages.heard
    catalogue, demandes = load(root), load_campaign(root)[0]
    desk = _desk(pages, held) if held else None
    reception = desk.receive(held.answers) if desk and held else Reception()
    waiting = awaited(catalogue, demandes, catalogue.day)
    return pages.page(
        "reponses.html",
        TITLE,
        "reponses",
        wrong=bool(refused),
        general=refused,
        replies=[_lines(desk, reception, n, reply) for n, reply in enumerate(reception.replies, 1)] if desk else [],
        elsewhere=reception.plan.elsewhere,
        usable=bool(_used(reception)[0]),
        held=held,
        functions=[(one.value, one.label) for one in Fonction],
        confirmed=sum(confirmed(place) for place in catalogue.places),
        places=len(catalogue.places),
        asked=bool(demandes),
        answered=list(_answered(catalogue, demandes)),
        waiting=[one for one in waiting if not one.to_call],
        calls=[(one, phone(one.number)) for one in by_number([one for one in waiting if one.to_call], catalogue)],
    )


def _lines(desk: ReceivingDesk, reception: Reception, n: int, reply: RecordReply) -> ReplyLines:
    entry = reception.entries.get(n)
    changes = {change.column.name: change for change in entry.changes} if entry else {}
    facts, kind = [], BY_FOLDER.get(reply.key.partition("/")[0], Record)
    for fact in reply.corrected:
        told = [_told(kind, change, fact.label) for name, change in changes.items() if name in fact.columns]
        facts.append(FactLine(_box(reply, fact.rank), fact.label, " ; ".join(told) or fact.said))
    of_facts = {name for fact in reply.corrected for name in fact.columns} | {SOURCES}
    role = desk.role or reply.answer.role
    who = f"{reply.demande.a}{f' ({role.label})' if role else ''}" if reply.demande else ""
    head = f"{reply.answer.name}, demande {code_said(reply.answer.code)}{f', {who}' if who else ''}"
    return ReplyLines(
        reply,
        _in_a_form(*reply.refused) if reply.refused else "",
        head,
        tuple(facts),
        tuple(_told(kind, change) for name, change in changes.items() if name not in of_facts),
        reception.remarks.get(n, ()),
        tuple(one for one in reception.plan.warnings if one.row == n),
    )


def _told(kind: type[Record], change: FieldChange, label: str = "") -> str:
    """« Lundi : (vide) → 9h-12h »; without its label when it is that of its fact."""
    column = change.column.label.rpartition(" : ")[2] if label else change.column.label
    told = str(ChangedColumn(column, *read_by_people(kind, change.column, change.old, change.new)))
    return told.removeprefix(f"{label} : ") if label else told


def _in_a_form(why: str, remedy: str) -> str:
    """Why an answer is refused, and what to do, without the words of a command."""
    if "--fonction" in remedy:
        return f"{why} Choisissez-la plus bas."
    if "demander-confirmation" in remedy:
        return f"{why} Refaites la demande, par « Demander une confirmation »."
    return f"{why} {remedy.replace(', avec « --le »', ', plus bas')}"


def _box(reply: RecordReply, rank: int) -> str:
    return f"{reply.answer.code} {reply.key} {rank}"


def _answered(catalogue: Catalogue, demandes: Sequence[Demande]) -> Iterator[tuple[str, str, str, dt.date]]:
    """(key, title, who was asked, day of the answer), the last first."""
    titles = {place.key: place.title for place in catalogue.places}
    found = [(one.fiche, titles.get(one.fiche, one.fiche), d.a, one.reponse) for d in demandes for one in d.fiches if one.reponse]
    return iter(sorted(found, key=lambda one: one[3], reverse=True))
