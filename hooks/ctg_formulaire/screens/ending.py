"""« N'existe plus »: a record has ended; its address says so and where people go now, the sheets that name it change with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.screens.lists import key_of
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.typed import day_said
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.workshop import Files, Note, NotWritten

PLACES = ("services", "structures")
PASSES = 5
"""A sheet may name it twice: it is looked at again until nothing names it."""
TERRITORY, RETIRED = "data/territoire.yml", "pages_retirees"


def end(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Asks since when, and what takes its place; then everything is written together."""
    opened = opened_record(desk, folder, id)
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    call = next((one for one in (request.args.get("appel"), request.said("_appel")) if one and api.is_identifier(one)), "")
    if request.method != "POST":
        return _page(desk, opened, call, {"quand": "", "vers": ""}, ())
    typed = {name: request.said(name).strip() for name in ("quand", "vers")}
    ended = partial(_ended, desk, opened, call, typed)
    return desk.tried(request, ended, lambda notes: _page(desk, opened, call, typed, notes))


def _ended(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str]) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    peers, since, wrong = _peers(desk, opened), since_words(typed["quand"]), []
    heir = next((key for key, label in peers.items() if api.fold(label) == api.fold(typed["vers"])), "") if typed["vers"] else ""
    if not since and _published(desk, opened):
        wrong.append(Note("Depuis quand n’existe-t-il plus ?", "Écrivez par exemple : septembre 2026."))
    if typed["vers"] and not heir:
        wrong.append(Note(f"« {typed['vers'][:80]} » n’est pas une autre fiche.", "Choisissez un nom de la liste, ou rien."))
    if wrong:
        raise NotWritten(*wrong)
    there = f" Adressez-vous à : {peers[heir]}." if heir else ""
    files = without_it(desk, opened, heir, f"{opened.title} n’existe plus depuis {since}.{there}")
    others = sum(name not in {opened.file, TERRITORY} for name in files)
    more = f", et {api.plural(others, 'fiche')} qui la citai{'ent' if others > 1 else 't'}" if others else ""
    desk.change(f"« {opened.title} » : n’existe plus{more}", files, addresses=True)
    Keeper(desk.workshop.root).keep(opened.key, {})
    return desk.led(f"appeler/{call}/" if call else "")


def _published(desk: Desk, opened: OpenedRecord) -> bool:
    """Whether its address will say since when, and why, to who follows it: it was published, or is of a place that is shown."""
    shown = issubclass(opened.kind, api.Place) and opened.values.get("etat_fiche") != api.EtatFiche.BROUILLON
    return shown or f"{opened.key}/" in api.published_addresses(desk.workshop.root)


def since_words(text: str) -> str:
    """« le 1er septembre 2026 », « septembre 2026 », « 2024 »; "" for what is no date."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return text
    found = next(api.read_dates(text), "")
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", found):
        return ""
    return "le " * (len(found) > 7) + day_said(found)


def _peers(desk: Desk, opened: OpenedRecord) -> dict[str, str]:
    """Key → name of what may take its place: any place for a place, else a record of its kind."""
    names, own = desk.workshop.state().names, opened.kind.folder
    folders = PLACES if own in PLACES else (own,)
    every = {f"{folder}/{id}": label for folder in folders for id, label in names.get(folder, {}).items()}
    return {key: label for key, label in every.items() if key != opened.key}


def without_it(desk: Desk, opened: OpenedRecord, heir: str, why: str) -> Files:
    """The files without a record: those that named it name its heir, or nobody, and its addresses say why. Raises
    :class:`EditError`."""
    folder, _, id = opened.key.partition("/")
    same = heir.partition("/")[2] if heir.startswith(f"{folder}/") else None
    files = recited(desk, {opened.file: None}, {id: same, opened.key: heir or None}, heir)
    broken = desk.workshop.verdict(files, addresses=True).elsewhere
    lost = {one.excerpt for one in broken if one.file == api.ADDRESSES_FILE}
    lost |= {f"{opened.key}/"} if _published(desk, opened) else set()
    if not lost:
        return files
    before = _text(desk, files, TERRITORY)
    known, said = api.parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in sorted(lost)]
    change: dict[api.FieldPath, api.Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    return {**files, TERRITORY: api.edit(before, change if known else {(RETIRED,): said}).encode()}


def recited(desk: Desk, files: Files, new: Mapping[str, str | None], heir: str = "") -> Files:
    """The files, where what named a record that is gone names what takes its place (``new``), or nobody. ``heir``: the key of
    the sheet that would name itself. Raises :class:`EditError`, :class:`NotWritten`."""
    found = dict(files)
    for _ in range(PASSES):
        changes: dict[str, dict[api.FieldPath, api.Value]] = defaultdict(dict)
        for problem in desk.workshop.verdict(found).elsewhere:
            path = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
            values = api.parse(_text(desk, found, problem.file))
            if isinstance(named := _at(values, path), str) and named in new:
                twice = isinstance(path[-1], int) and new[named] in _at(values, path[:-1])
                changes[problem.file][path] = None if twice or problem.file == f"data/{heir}.yml" else new[named]
        if not changes:
            break
        found |= {name: api.edit(_text(desk, found, name), some).encode() for name, some in changes.items()}
    return found


def _text(desk: Desk, files: Files, name: str) -> str:
    return (files.get(name) or desk.workshop.on_disk(name) or b"").decode("utf-8")


def _at(values: Any, path: api.FieldPath) -> Any:
    """What is at a path; None when there is nothing."""
    try:
        for step in path:
            values = values[step]
    except (KeyError, IndexError, TypeError):
        return None
    return values


def _page(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str], notes: Iterable[Note]) -> FormResponse:
    names = desk.workshop.state().names
    citing = desk.workshop.verdict({opened.file: None}).elsewhere
    cited = dict.fromkeys(key for one in citing if (key := key_of(one)))
    return desk.page(
        "formulaire/fin.html",
        f"« {opened.title} » n’existe plus",
        "fiches",
        notes=notes,
        key=opened.key,
        call=call,
        typed=typed,
        cited=[(key, names.get(key.partition("/")[0], {}).get(key.partition("/")[2], key)) for key in cited],
        peers=sorted(set(_peers(desk, opened).values())),
        place=opened.kind.folder in PLACES,
        published=_published(desk, opened),
    )
