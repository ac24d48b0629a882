"""``ctg recevoir``: shows what answers to requests for confirmation would change in ``data/``; ``--appliquer`` writes it."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import write_inside
from ctg.confirmation.answers import AnswerError, read_answer
from ctg.confirmation.message import Fonction, code_said
from ctg.confirmation.receiving import ReceivingDesk, Reception, RecordReply
from ctg.confirmation.said import SOURCES
from ctg.ground.phrases import date_fr
from ctg.ground.problems import DataError, plural
from ctg.loading import load
from ctg.spreadsheet.applying import apply
from ctg.spreadsheet.file.guard import TableError
from ctg.spreadsheet.report import contrast, visible
from ctg.stores.campaign import FILE, as_yaml, load_campaign


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "recevoir", help="montre ce que changent les réponses à « demander-confirmation », et l'écrit si vous le demandez"
    )
    parser.add_argument("reponses", nargs="+", type=Path, metavar="REPONSE", help="le message (.eml) ou son texte (.txt)")
    parser.add_argument("--appliquer", action="store_true", help="écrit ce qui est accepté (sinon, c'est seulement montré)")
    parser.add_argument("--fonction", choices=list(Fonction), help="la fonction de qui répond, si la réponse ne la dit pas")
    parser.add_argument(
        "--le", type=dt.date.fromisoformat, metavar="DATE", help="le jour de la réponse, si elle ne le dit pas : 2026-12-03"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when all is accepted, 1 when an answer is refused or when a file cannot be read or written."""
    root = options.projet.resolve()
    answers, unreadable = [], []
    for path in dict.fromkeys(options.reponses):
        try:
            answers.append(read_answer(path))
        except AnswerError as error:
            unreadable.append(f"{visible(path.name)}\n    {visible(error.message)}\n    → {visible(error.remedy)}")
    try:
        catalogue = load(root)
        day = catalogue.day
        demandes, _ = load_campaign(root)
        role = next((one for one in Fonction if one == options.fonction), None)
        desk = ReceivingDesk(root, catalogue, demandes, day, role, options.le)
        reception = desk.receive(answers)
    except (DataError, TableError) as error:
        print(f"{error}\n\nCorrigez d'abord ces fiches : la réponse ne pourrait pas être vérifiée.", file=sys.stderr)
        return 1
    print("\n\n".join([*unreadable, *_report(desk, reception)]) or "Rien n'est répondu.")
    code = 1 if unreadable or reception.remarks or reception.plan.elsewhere or any(r.refused for r in reception.replies) else 0
    return (_applied(desk, reception) if options.appliquer else _next_step(reception)) or code


# --- what is told --------------------------------------------------------------------------------


def _report(desk: ReceivingDesk, reception: Reception) -> Iterator[str]:
    told: set[str] = set()
    for n, reply in enumerate(reception.replies, 1):
        if reply.answer.name not in told:
            told.add(reply.answer.name)
            yield _head(desk, reply)
        yield "\n".join(f"  {visible(line)}" for line in _lines(reception, n, reply))
    if reception.plan.elsewhere:
        problems = (line for problem in reception.plan.elsewhere for line in str(problem).split("\n"))
        yield "\n".join(["D'autres fiches auraient une erreur :", *(f"  {visible(line)}" for line in problems)])


def _head(desk: ReceivingDesk, reply: RecordReply) -> str:
    answer, demande = reply.answer, reply.demande
    role = desk.role or answer.role
    who = f", {demande.a}{f' ({role.label})' if role else ''}, {date_fr(desk.day_of(answer))}" if demande else ""
    lines = [visible(f"{answer.name} : demande {code_said(answer.code)}{who}")]
    lines += [visible(f"    À lire : « {line} »") for line in answer.unread[:20]]
    return "\n".join(lines)


def _lines(reception: Reception, n: int, reply: RecordReply) -> Iterator[str]:
    if reply.key:
        yield f"{reply.title or reply.key} ({reply.key})"
    if reply.refused:
        yield f"  Refusée. {reply.refused[0]}"
        yield f"  → {reply.refused[1]}"
        return
    if remarks := reception.remarks.get(n, ()):
        for remark in remarks:
            yield f"  Refusée{f', « {remark.label} »' if remark.label else ''} : {remark.message}"
            yield f"  → {remark.remedy}"
        return
    if entry := reception.entries.get(n):
        for change in entry.changes:
            old, new = contrast(change.old, change.new)
            if change.column.name == SOURCES:
                yield f"  Source : {change.value[-1]['titre']}"
            else:
                yield f"  {change.column.label} : {old or '(vide)'} → {new or '(vide)'}"
    for remark in reception.plan.warnings:
        if remark.row == n:
            yield f"  Attention{f', « {remark.label} »' if remark.label else ''} : {remark.message} {remark.remedy}"
    for one in reply.by_hand:
        yield f"  À faire à la main. {one}"
    done, asked = reply.count
    if reply.complete:
        yield f"  Tout est répondu ({asked} sur {asked})."
    else:
        yield f"  {done} sur {asked} : la fiche n'est pas confirmée. Demandez le reste, puis : ctg confirmer {reply.key}"


def _next_step(reception: Reception) -> int:
    usable = any(reply.answered for reply in reception.replies)
    print(
        "\nRien n'est encore écrit. Pour écrire ce qui est accepté : la même commande, avec --appliquer."
        if usable
        else "\nRien à écrire."
    )
    return 0


# --- what is written -----------------------------------------------------------------------------


def _applied(desk: ReceivingDesk, reception: Reception) -> int:
    """The records, then the campaign's file: if the records cannot be written, no answer is said to be received."""
    if reception.plan.elsewhere:
        print("Rien n'est écrit : d'autres fiches auraient une erreur.", file=sys.stderr)
        return 1
    if not any(reply.answered for reply in reception.replies):
        print("\nRien à écrire.")
        return 0
    outcome = apply(desk.root, list(reception.entries.values()))
    if outcome.failure:
        print(f"{outcome.failure}\n    Déjà écrits : {', '.join(outcome.written) or 'aucun'}.", file=sys.stderr)
        return 1
    after = desk.noted(reception)
    if after != desk.demandes:
        write_inside(desk.root, FILE, as_yaml(after))
    count = len(outcome.written)
    print(f"\n{plural(count, 'fiche')} écrite{'s' if count > 1 else ''}. Suivi : {FILE}.")
    return 0
