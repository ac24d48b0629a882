"""Screens that act on a whole file: create a record, rename it; those that cite it follow."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.nouveau import file_name
from ctg_formulaire.opened import OpenedRecord, fields_of
from ctg_formulaire.screens.form import NOTHING, RecordForm
from ctg_formulaire.screens.lists import kinds
from ctg_formulaire.screens.locating import AnsweredPoint, asked_point
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.workshop import Files, Note, NotWritten

FORMER = "anciens_identifiants"
PASSES = 5
"""A sheet may name it twice: it is looked at again until nothing names it."""
TERRITORY, RETIRED = "data/territoire.yml", "pages_retirees"
NEARLY = Note("Une fiche porte un nom proche.", "Est-ce la même ? Sinon, enregistrez de nouveau.")


# --- a new one -----------------------------------------------------------------------------------


def new(request: FormRequest, desk: Desk, folder: str = "") -> FormResponse:
    """Which kind; then what makes a record of it, and one way to reach it."""
    point = asked_point(request, desk) if request.locating else None
    with desk.workshop.lock:
        folder = request.args.get("genre") or folder
        if folder not in api.ONE_FILE_EACH:
            listed = kinds(desk.workshop.state(), new=True)
            return desk.page("formulaire/nouvelle.html", "Nouvelle fiche", "fiches", kinds=listed)
        kind = api.KIND_OF[folder]
        if request.method == "POST":
            return desk.once(request, lambda: _create(request, desk, kind, point))
        title = " ".join(request.args.get("nom", "").split())[:300]
        name = next(one.key for one in fields_of(kind) if one.key in {"nom", "titre"})
        return new_form(desk, kind, title).show({name: [title]})


def similar(desk: Desk, folder: str, title: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of the records of a kind whose name is nearly that one."""
    names = {api.fold(label): (f"{folder}/{id}", label) for id, label in desk.workshop.state().names.get(folder, {}).items()}
    near = difflib.get_close_matches(api.fold(title), names, n=3, cutoff=0.75)
    return tuple(names[one] for one in near)


def new_form(desk: Desk, kind: type[api.Record], title: str) -> RecordForm:
    """The form of a record that has no file yet."""
    id = file_name(title, {path.stem for path in api.record_files(desk.workshop.root / "data" / kind.folder)})
    opened = OpenedRecord(kind, f"{kind.folder}/{id}", f"data/{kind.folder}/{id}.yml", None)
    return RecordForm(desk, opened, similar(desk, kind.folder, title) if title else ())


def _create(request: FormRequest, desk: Desk, kind: type[api.Record], point: AnsweredPoint | None) -> FormResponse:
    form = new_form(desk, kind, request.said("nom") or request.said("titre"))
    if form.similar and not request.said("_semblable") and request.said("_geste") == "enregistrer" and request.known:
        return form.show(request.boxes, replace(NOTHING, general=(NEARLY,), wrong=True))
    return form.sent(request, point)


# --- another name --------------------------------------------------------------------------------


def _check_name(desk: Desk, folder: str, id: str) -> None:
    """Raises :class:`NotWritten` when a record cannot have this identifier."""
    if not api.is_identifier(id) or len(id) > api.LONGEST:
        told = f"« {id[:60]} » ne peut pas être un nom de fichier."
        raise NotWritten(Note(told, f"{api.identifier_fault(id).capitalize()}."))
    if id in {path.stem for path in api.record_files(desk.workshop.root / "data" / folder)}:
        raise NotWritten(Note(f"« {id} » existe déjà.", "Choisissez un autre nom."))


def rename(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Asks for the new name of a file; then moves it, leaves its former name in it, and mends those that cite it."""
    opened = movable(desk, folder, id)
    id = request.said("reponse").strip().removesuffix(".yml")
    if request.method != "POST":
        return _rename_page(desk, opened, opened.key.partition("/")[2])

    def renamed() -> FormResponse:
        _check_name(desk, opened.kind.folder, id)
        desk.change(f"« {opened.title} » : fichier renommé {id}", moved(desk, opened, id), addresses=True)
        return desk.led(f"{opened.kind.folder}/{id}/")

    return desk.tried(request, renamed, lambda notes: _rename_page(desk, opened, id, notes))


def moved(desk: Desk, opened: OpenedRecord, id: str) -> Files:
    """The files once a record has another name: its own, and those that cite it. Raises :class:`EditError`."""
    folder, _, old = opened.key.partition("/")
    former = opened.values.get(FORMER)
    kept = [one for one in former if one != id] if isinstance(former, list) else []
    order = [field.path for field in api.all_fields(opened.fields)]
    text = api.edit((opened.before or b"").decode("utf-8"), {(FORMER,): [*kept, old]}, order)
    files = {opened.file: None, f"data/{folder}/{id}.yml": text.encode()}
    return recited(desk, files, {old: id, opened.key: f"{folder}/{id}"})


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


def _rename_page(desk: Desk, opened: OpenedRecord, id: str, notes: tuple[Note, ...] = ()) -> FormResponse:
    return desk.page(
        "formulaire/renommer.html", "Changer le nom du fichier", wrong=bool(notes), key=opened.key, general=notes, id=id
    )


# --- both ----------------------------------------------------------------------------------------


def gone(desk: Desk, files: Files, why: str) -> Files:
    """The files, when the addresses that were published and that they lose say why. Raises :class:`EditError`."""
    lost = [one.excerpt for one in desk.workshop.verdict(files, addresses=True).elsewhere if one.file == api.ADDRESSES_FILE]
    if not lost:
        return files
    before = _text(desk, files, TERRITORY)
    known, said = api.parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in lost]
    change: dict[api.FieldPath, api.Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    return {**files, TERRITORY: api.edit(before, change if known else {(RETIRED,): said}).encode()}


def movable(desk: Desk, folder: str, id: str) -> OpenedRecord:
    """A record that has a file of its own."""
    opened = opened_record(desk, folder, id)
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    return opened
