"""« N'existe plus »: a place has ended; its address says so and where people go now, the sheets that name it change with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from ctg import api
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.screens.files import TERRITORY, at_path, gone, movable, title_of
from ctg_formulaire.screens.lists import key_of
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.workshop import Files, Note, NotWritten

PASSES = 5
"""A sheet may name it twice: it is looked at again until nothing names it."""


def end(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Asks since when, and where people go now; then everything is written together."""
    opened = movable(desk, folder, id)
    call = next((one for one in (request.args.get("appel"), request.said("_appel")) if one and api.is_identifier(one)), "")
    if request.method != "POST":
        return _page(desk, opened, call, {"quand": "", "vers": ""}, ())
    typed = {name: request.said(name).strip() for name in ("quand", "vers")}
    ended = partial(_ended, desk, opened, call, typed)
    return desk.tried(request, ended, lambda notes: _page(desk, opened, call, typed, notes))


def _ended(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str]) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    since, heir, wrong = since_words(typed["quand"]), _heir(desk, typed["vers"]), []
    if not since:
        wrong.append(Note("Depuis quand n’existe-t-il plus ?", "Écrivez par exemple : septembre 2026."))
    if typed["vers"] and (not heir or heir == opened.key):
        wrong.append(Note(f"« {typed['vers'][:80]} » n’est pas une autre fiche.", "Choisissez un nom de la liste, ou rien."))
    if wrong:
        raise NotWritten(*wrong)
    names = desk.workshop.state().names
    there = f" Adressez-vous à : {names[heir.partition('/')[0]][heir.partition('/')[2]]}." if heir else ""
    files = without_it(desk, opened, heir, f"{title_of(opened)} n’existe plus depuis {since}.{there}")
    others = sum(name not in {opened.file, TERRITORY} for name in files)
    more = f", et {api.plural(others, 'fiche')} qui la citai{'ent' if others > 1 else 't'}" if others else ""
    desk.change(f"« {title_of(opened)} » : n’existe plus{more}", files, addresses=True)
    Keeper(desk.workshop.root).keep(opened.key, {})
    return desk.led(f"appeler/{call}/" if call else "")


def since_words(text: str) -> str:
    """« le 1er septembre 2026 », « septembre 2026 », « 2024 »; "" for what is no date."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return text
    found = next(api.read_dates(text), "")
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", found):
        return ""
    year, month, *day = found.split("-")
    said = f"{api.MONTHS[int(month) - 1]} {year}"
    return f"le {'1er' if day == ['01'] else int(day[0])} {said}" if day else said


def _heir(desk: Desk, said: str) -> str:
    """The key of the place that is named; "" when none is."""
    names = desk.workshop.state().names
    listed = {api.fold(label): f"{folder}/{id}" for folder in PLACES for id, label in names.get(folder, {}).items()}
    return listed.get(api.fold(said), "") if said else ""


PLACES = ("services", "structures")


def without_it(desk: Desk, opened: OpenedRecord, heir: str, why: str) -> Files:
    """The files without a record: those that named it name its heir, or nobody. Raises :class:`EditError`."""
    folder, _, id = opened.key.partition("/")
    files: dict[str, bytes | None] = {opened.file: None}
    same = heir.partition("/")[2] if heir.startswith(f"{folder}/") else None
    new = {id: same, opened.key: heir or None}
    for _ in range(PASSES):
        changes = _named(desk, files, new, heir)
        if not changes:
            break
        for name, some in changes.items():
            before = files.get(name) or desk.workshop.on_disk(name) or b""
            files[name] = api.edit(before.decode("utf-8"), some).encode()
    return gone(desk, files, why)


def _named(desk: Desk, files: Files, new: dict[str, str | None], heir: str) -> dict[str, dict[api.FieldPath, api.Value]]:
    """File → where it names what is gone, and what takes its place."""
    found: dict[str, dict[api.FieldPath, api.Value]] = defaultdict(dict)
    for problem in desk.workshop.verdict(files).elsewhere:
        text = files.get(problem.file) or desk.workshop.on_disk(problem.file)
        path = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
        values = api.parse(text.decode("utf-8")) if text else None
        if (named := at_path(values, path)) in new:
            own = problem.file == f"data/{heir}.yml"  # it would name itself
            twice = isinstance(path[-1], int) and new[named] in _around(values, path)
            found[problem.file][path] = None if own or twice else new[named]
    return found


def _around(values: Any, path: api.FieldPath) -> Any:
    """The list where a path ends."""
    for step in path[:-1]:
        values = values[step]
    return values


def _page(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str], notes: Iterable[Note]) -> FormResponse:
    state = desk.workshop.state()
    citing = desk.workshop.verdict({opened.file: None}).elsewhere
    cited = dict.fromkeys(key for one in citing if (key := key_of(one)))
    return desk.page(
        "formulaire/fin.html",
        f"« {title_of(opened)} » n’existe plus",
        "fiches",
        wrong=bool(notes),
        key=opened.key,
        call=call,
        typed=typed,
        general=tuple(notes),
        cited=[(key, state.names.get(key.partition("/")[0], {}).get(key.partition("/")[2], key)) for key in cited],
        places=[label for folder in PLACES for label in state.names.get(folder, {}).values() if label != title_of(opened)],
    )
