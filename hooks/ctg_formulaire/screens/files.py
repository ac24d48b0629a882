"""Screens that act on a whole file: create a record, rename it, delete it."""

from __future__ import annotations

import difflib
from collections.abc import Container
from dataclasses import replace
from itertools import chain, count

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.opened import OpenedRecord, fields_of, in_words, labels_of
from ctg_formulaire.screens.form import NOTHING, RecordForm
from ctg_formulaire.screens.lists import key_of, kinds
from ctg_formulaire.screens.locating import AnsweredPoint, asked_point
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.workshop import Files, Note, NotWritten

FORMER = "anciens_identifiants"
UNCITED = "Aucune autre fiche ne la cite. Son fichier sera supprimé ; « Annuler le dernier enregistrement » le remet."
TERRITORY, RETIRED = "data/territoire.yml", "pages_retirees"
NAMED = "Il fait l’adresse de la page : lettres sans accent, chiffres et tirets."
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


def file_name(title: str, taken: Container[str] = ()) -> str:
    """The name that a title gives to its file: « L'Ourson » → ``l-ourson``, ``l-ourson-2`` when that is taken."""
    slug = api.as_identifier(title)
    slug = slug if len(slug) <= api.LONGEST else slug[: api.LONGEST].rpartition("-")[0] or slug[: api.LONGEST]
    slug = slug if api.is_identifier(slug) else f"fiche-{slug}".rstrip("-")
    return next(name for name in chain((slug,), (f"{slug}-{rank}" for rank in count(2))) if name not in taken)


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
        desk.change(f"« {title_of(opened)} » : fichier renommé {id}", moved(desk, opened, id), addresses=True)
        return desk.led(f"{opened.kind.folder}/{id}/")

    return desk.tried(request, renamed, lambda notes: _rename_page(desk, opened, id, notes))


def moved(desk: Desk, opened: OpenedRecord, id: str) -> Files:
    """The files once a record has another name: its own, and those that cite it. Raises :class:`EditError`."""
    folder, _, old = opened.key.partition("/")
    former = opened.values.get(FORMER)
    kept = [one for one in former if one != id] if isinstance(former, list) else []
    order = [field.path for field in api.all_fields(opened.fields)]
    text = api.edit((opened.before or b"").decode("utf-8"), {(FORMER,): [*kept, old]}, order)
    files: dict[str, bytes | None] = {opened.file: None, f"data/{folder}/{id}.yml": text.encode()}
    replaced = {old: id, opened.key: f"{folder}/{id}"}
    for problem in desk.workshop.verdict(files).elsewhere:
        before = files.get(problem.file) or desk.workshop.on_disk(problem.file)
        path = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
        if before and (cited := at_path(api.parse(before.decode("utf-8")), path)) in replaced:
            files[problem.file] = api.edit(before.decode("utf-8"), {path: replaced[cited]}).encode()
    return files


def at_path(values: object, path: api.FieldPath) -> str:
    """The text at a path; "" when there is none."""
    for step in path:
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return ""
    return values if isinstance(values, str) else ""


def _rename_page(desk: Desk, opened: OpenedRecord, id: str, notes: tuple[Note, ...] = ()) -> FormResponse:
    help = f"{NAMED} L’ancienne adresse mènera à la nouvelle ; les fiches qui la citent sont corrigées."
    return _gesture(desk, opened, "renommer", "Changer le nom du fichier", ("Nouveau nom", help, id), "Renommer", notes)


# --- the end -------------------------------------------------------------------------------------


def delete(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Shows what cites a record, and refuses; else asks, then deletes its file."""
    opened = movable(desk, folder, id)
    why = " ".join(request.said("reponse").split())
    noted = f"{opened.key}/" in api.published_addresses(desk.workshop.root)
    title = f"Supprimer « {title_of(opened)} »"
    help = "Elle sera dite à qui suit l’ancienne adresse : « La structure a fermé. »"
    box = ("Pourquoi cette page disparaît", help, why) if noted else None
    if cited := [one for one in desk.workshop.verdict({opened.file: None}).elsewhere if key_of(one) or one.field]:
        return _cited(desk, opened, title, cited)

    def shown(notes: tuple[Note, ...] = ()) -> FormResponse:
        return _gesture(desk, opened, "supprimer", title, box, "Supprimer", notes, words=UNCITED)

    def deleted() -> FormResponse:
        files = gone(desk, {opened.file: None}, why if noted else "")
        desk.change(f"« {title_of(opened)} » : fiche supprimée", files, addresses=noted)
        return desk.led()

    return desk.tried(request, deleted, shown) if request.method == "POST" else shown()


def gone(desk: Desk, files: Files, why: str) -> Files:
    """The files, when the addresses that were published and that they lose say why. Raises :class:`EditError`."""
    if not why:
        return files
    lost = [one.excerpt for one in desk.workshop.verdict(files, addresses=True).elsewhere if one.file == api.ADDRESSES_FILE]
    before = (files.get(TERRITORY) or desk.workshop.on_disk(TERRITORY) or b"").decode("utf-8")
    known, said = api.parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in lost]
    change: dict[api.FieldPath, api.Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    after = api.edit(before, change if known else {(RETIRED,): said}) if said else before
    return {**files, TERRITORY: after.encode()} if said else files


def _cited(desk: Desk, opened: OpenedRecord, title: str, cited: list[api.Problem]) -> FormResponse:
    words = "Elle ne peut pas être supprimée : retirez d’abord ces liens. Un brouillon, lui, ne se voit pas."
    names = desk.workshop.state().names
    where = []
    for one in cited:
        folder, _, id = (key := key_of(one)).partition("/")
        field = in_words(f"« {one.field} »", labels_of(api.KIND_OF[folder])) if folder in api.KIND_OF else f"« {one.field} »"
        where.append((key, f"{names.get(folder, {}).get(id, one.file)}, {field}"))
    return _gesture(desk, opened, "supprimer", title, None, "", (), where, words)


# --- both ----------------------------------------------------------------------------------------


def movable(desk: Desk, folder: str, id: str) -> OpenedRecord:
    """A record that has a file of its own."""
    opened = opened_record(desk, folder, id)
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    return opened


def title_of(opened: OpenedRecord) -> str:
    return str(opened.values.get("nom") or opened.values.get("titre") or opened.key)


def _gesture(
    desk: Desk,
    opened: OpenedRecord,
    word: str,
    title: str,
    box: tuple[str, str, str] | None,
    button: str,
    notes: tuple[Note, ...],
    cited: list[tuple[str, str]] | None = None,
    words: str = "",
) -> FormResponse:
    return desk.page(
        "formulaire/geste.html", title, wrong=bool(notes), key=opened.key, general=notes, cited=cited or [], words=words,
        possible=bool(button), action=f"{desk.base}{opened.key}/{word}/", box=box, button=button,
    )  # fmt: skip
