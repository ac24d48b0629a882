"""The screens that list: what is left to do, the records; and « Annuler »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctg import api
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.workshop import NotWritten, ProjectState, Workshop

MOST = 10
"""Findings of a section that are shown at once."""
FILTERS = {
    "": "toutes",
    "brouillon": "les brouillons",
    "jamais": "jamais confirmées",
    "revoir": "à revérifier",
    "manque": "incomplètes",
}


class RecordLine(NamedTuple):
    """A record in a list."""

    key: str
    title: str
    kind: str
    state: str = ""
    freshness: str = ""
    missing: str = ""
    record: api.Record | None = None


def home(_request: FormRequest, desk: Desk) -> FormResponse:
    """The page « À faire », in the order of ``ctg bilan``: what serves most families first."""
    state = desk.workshop.state()
    wrong = [problem for problem in state.problems if problem.level == api.ERROR]
    return desk.page(
        "formulaire/accueil.html",
        "À faire",
        "accueil",
        errors=[(key_of(problem), problem) for problem in wrong],
        confirmations=api.confirmations(state.catalogue.places, state.day) if state.catalogue else None,
        sections=api.review(state.catalogue, state.day) if state.catalogue else (),
        most=MOST,
        kinds=kinds(state),
        saves=list(reversed(desk.workshop.saves)),
    )


def undo(request: FormRequest, desk: Desk) -> FormResponse:
    """Undoes the last save; the first page says it, or why not."""
    try:
        if not request.known:
            raise NotWritten("Le formulaire a été relancé depuis : recommencez.")
        desk.told.append(f"Annulé. {desk.workshop.undo().title}.")
    except NotWritten as error:
        desk.told.append(str(error))
    return desk.led()


def records(request: FormRequest, desk: Desk) -> FormResponse:
    """The records of a kind, or those that need something."""
    wanted = {name: request.args.get(name, "") for name in ("genre", "etat", "mots")}
    folder, state = wanted["genre"], desk.workshop.state()
    kind = api.BY_FOLDER.get(folder)
    links = [(one.link, one.path.replace("<folder>", folder)) for one in desk.screens if one.link and folder in api.ONE_FILE_EACH]
    return desk.page(
        "formulaire/fiches.html",
        kind.plural.capitalize() if kind else "Fiches",
        "fiches",
        kinds=kinds(state),
        filters=list(FILTERS.items()),
        asked=wanted,
        lines=[line for line in lines(desk.workshop, state) if _wanted(line, wanted, state.day)],
        links=links,
    )


def kinds(state: ProjectState, new: bool = False) -> list[tuple[str, str, int]]:
    """(folder, name, how many) of each kind; ``new``: those of which one can be made, in the singular."""
    return [
        (folder, kind.singular if new else kind.plural, len(state.names.get(folder, state.names["communes"])))
        for folder, kind in api.BY_FOLDER.items()
        if not new or folder in api.ONE_FILE_EACH
    ]


def lines(workshop: Workshop, state: ProjectState) -> Iterator[RecordLine]:
    """Every record, by kind then by title; without a catalogue, only its name is known."""
    known = {record.key: record for record in state.records}
    for key in api.written_records(workshop.root)[0]:
        folder, _, id = key.partition("/")
        kind = api.BY_FOLDER[folder]
        record = known.get(key)
        if record is None:
            yield RecordLine(key, state.names.get(folder, {}).get(id, id), kind.singular)
            continue
        lacking = api.quality(record).missing
        missing = f"manque : {', '.join(lacking)}" if lacking else ""
        yield RecordLine(key, record.title, kind.singular, _state(record), freshness(record, state.day), missing, record)


def key_of(problem: api.Problem) -> str:
    """The record that a problem is about; "" when its file is no record's."""
    _, _, key = problem.file.partition("data/")
    key = key.removesuffix(".yml").removesuffix(".yaml")
    return key if key.partition("/")[0] in api.ONE_FILE_EACH and "/" in key else ""


def _state(record: api.Record) -> str:
    return "" if record.published and not record.doubtful else "brouillon" if not record.published else "à vérifier"


def freshness(record: api.Record, day: dt.date) -> str:
    """« vérifiée le 14 septembre 2026, à revérifier »."""
    if record.verifie_le:
        return f"vérifiée le {api.date_fr(record.verifie_le)}" + (", à revérifier" if api.is_stale(record, day) else "")
    if api.never_confirmed(record):
        return "jamais confirmée"
    proof = api.last_proof(record)
    return f"dernière preuve : {api.date_fr(proof)}" if proof else ""


def _wanted(line: RecordLine, wanted: Mapping[str, str], day: dt.date) -> bool:
    """Does a record match the filters of the list?"""
    if wanted["genre"] and not line.key.startswith(f"{wanted['genre']}/"):
        return False
    if not all(word in api.fold(line.title) for word in api.fold(wanted["mots"]).split()):
        return False
    record, state = line.record, wanted["etat"]
    if not state or state not in FILTERS:
        return True
    if record is None:
        return False
    return {
        "brouillon": not record.published,
        "jamais": record.published and api.never_confirmed(record),
        "revoir": api.is_stale(record, day),
        "manque": bool(line.missing),
    }[state]
