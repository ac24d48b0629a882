"""Screens that act on a whole file: create a record, rename it, delete it."""

from __future__ import annotations

import difflib
from dataclasses import replace

from ctg import api
from ctg_formulaire.boxes import OLD_FORM, Control, Note, of_others
from ctg_formulaire.confirming import STATE
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.opened import OpenedRecord, fields_of, in_words, labels_of
from ctg_formulaire.screens.form import NOTHING, AnsweredPoint, RecordForm, asked_point
from ctg_formulaire.screens.lists import key_of, kinds
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.typed import Asking, answers_of
from ctg_formulaire.workshop import Files, NotWritten, Save, TrialVerdict

FORMER = "anciens_identifiants"
UNCITED = "Aucune autre fiche ne la cite. Son fichier sera supprimé ; « Annuler le dernier enregistrement » le remet."
TERRITOIRE, RETIRED = "data/territoire.yml", "pages_retirees"
FILE_BOX = Control(
    "_fichier", Asking.TEXT, "Nom du fichier", "Il fait l’adresse de la page : lettres sans accent, chiffres et tirets.", True
)


# --- a new one -----------------------------------------------------------------------------------


def new(request: FormRequest, desk: Desk, folder: str = "") -> FormResponse:
    """Which kind and which name; then its form."""
    point = asked_point(request, desk)
    with desk.workshop.lock:
        return _new(request, desk, request.args.get("genre") or folder, point)


def _new(request: FormRequest, desk: Desk, folder: str, point: AnsweredPoint | None) -> FormResponse:
    if folder not in api.ONE_FILE_EACH:
        return desk.page("formulaire/nouvelle.html", "Nouvelle fiche", "nouvelle", kinds=kinds(desk.workshop.state(), new=True))
    kind, title = api.BY_FOLDER[folder], " ".join(request.args.get("nom", "").split())[:300]
    if request.method == "POST":
        return _create(request, desk, kind, point)
    fields = fields_of(kind)
    name = next(one.key for one in fields if one.key in {"nom", "titre"})
    given = answers_of(fields, {name: title, STATE: api.EtatFiche.BROUILLON.value})
    return new_form(desk, kind, file_name(title), title).show(given)


def file_name(title: str) -> str:
    """The name that a title gives to its file: « L'Ardoise » → ``l-ardoise``."""
    slug = api.as_identifier(title)
    return slug if len(slug) <= api.LONGEST else slug[: api.LONGEST].rpartition("-")[0] or slug[: api.LONGEST]


def similar(desk: Desk, folder: str, title: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of the records of a kind whose name is nearly that one."""
    names = {api.fold(label): (f"{folder}/{id}", label) for id, label in desk.workshop.state().names.get(folder, {}).items()}
    near = difflib.get_close_matches(api.fold(title), names, n=3, cutoff=0.75)
    return tuple(names[one] for one in near)


def new_form(desk: Desk, kind: type[api.Record], id: str, title: str, *notes: Note) -> RecordForm:
    """The form of a record that has no file yet; ``notes`` are about the name of its file."""
    opened = OpenedRecord(kind, f"{kind.folder}/{id}", f"data/{kind.folder}/{id}.yml", None)
    box = replace(FILE_BOX, texts=(id,), notes=notes)
    return RecordForm(desk, opened, box, similar(desk, kind.folder, title) if title else ())


def _create(request: FormRequest, desk: Desk, kind: type[api.Record], point: AnsweredPoint | None) -> FormResponse:
    title = request.said("nom") or request.said("titre")
    id = request.said("_fichier").strip().removesuffix(".yml") or file_name(title)
    wrong = _name_refused(desk, kind.folder, id)
    form = new_form(desk, kind, id, title, *([wrong] if wrong else []))
    if wrong and request.said("_geste").partition(":")[0] in {"enregistrer", ""}:
        return form.show(request.boxes, replace(NOTHING, wrong=True))
    return form.sent(request, point)


def _name_refused(desk: Desk, folder: str, id: str) -> Note | None:
    """Why a record cannot have this identifier."""
    if not api.is_identifier(id) or len(id) > api.LONGEST:
        return Note(f"« {id[:60]} » ne peut pas être un nom de fichier.", f"{api.identifier_fault(id).capitalize()}.")
    if id in {path.stem for path in api.record_files(desk.workshop.root / "data" / folder)}:
        return Note(f"« {id} » existe déjà.", "Choisissez un autre nom.")
    return None


# --- another name --------------------------------------------------------------------------------


def rename(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Asks for the new name of a file; then moves it, leaves its former name in it, and mends those that cite it."""
    opened = _movable(desk, folder, id)
    id = request.said("reponse").strip().removesuffix(".yml")
    if request.method != "POST":
        return _rename_page(desk, opened, opened.key.partition("/")[2])
    refused = _name_refused(desk, opened.kind.folder, id)
    if refused or not request.known:
        return _rename_page(desk, opened, id, refused or OLD_FORM)
    key = f"{opened.kind.folder}/{id}"
    try:
        files = moved(desk, opened, id)
        verdict = desk.workshop.verdict(files, addresses=True)
        if verdict.refused:
            return _rename_page(desk, opened, id, *_notes(verdict))
        return _write(desk, f"« {_title(opened)} » : fichier renommé {id}", files, key)
    except (api.EditError, api.TableError, NotWritten) as error:
        return _rename_page(desk, opened, id, _why(error))


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
        if before and (cited := _at(api.parse(before.decode("utf-8")), path)) in replaced:
            files[problem.file] = api.edit(before.decode("utf-8"), {path: replaced[cited]}).encode()
    return files


def _at(values: object, path: api.FieldPath) -> str:
    """The text at a path; "" when there is none."""
    for step in path:
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return ""
    return values if isinstance(values, str) else ""


def _rename_page(desk: Desk, opened: OpenedRecord, id: str, *notes: Note) -> FormResponse:
    help = f"{FILE_BOX.help} L’ancienne adresse mènera à la nouvelle ; les fiches qui la citent sont corrigées."
    return _gesture(desk, opened, "renommer", "Changer le nom du fichier", ("Nouveau nom", help, id), "Renommer", notes)


# --- the end -------------------------------------------------------------------------------------


def delete(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Shows what cites a record, and refuses; else asks, then deletes its file."""
    opened = _movable(desk, folder, id)
    why = " ".join(request.said("reponse").split())
    noted = f"{opened.key}/" in api.published_addresses(desk.workshop.root)
    title = f"Supprimer « {_title(opened)} »"
    help = "Elle sera dite à qui suit l’ancienne adresse : « La structure a fermé. »"
    box = ("Pourquoi cette page disparaît", help, why) if noted else None
    try:
        files = _gone(desk, opened, why if noted else "")
        verdict = desk.workshop.verdict(files, addresses=request.method == "POST" and noted)
        if cited := [problem for problem in verdict.elsewhere if key_of(problem) or problem.field]:
            return _cited(desk, opened, title, cited)
        if request.method != "POST":
            return _gesture(desk, opened, "supprimer", title, box, "Supprimer", (), words=UNCITED)
        if verdict.refused or not request.known:
            notes = _notes(verdict) if verdict.refused else (OLD_FORM,)
            return _gesture(desk, opened, "supprimer", title, box, "Supprimer", notes, words=UNCITED)
        return _write(desk, f"« {_title(opened)} » : fiche supprimée", files, "")
    except (api.EditError, api.TableError, NotWritten) as error:
        return _gesture(desk, opened, "supprimer", title, None, "", (_why(error),))


def _gone(desk: Desk, opened: OpenedRecord, why: str) -> Files:
    """The files without a record; its addresses that were published say why. Raises :class:`EditError`."""
    gone: Files = {opened.file: None}
    if not why:
        return gone
    lost = [one.excerpt for one in desk.workshop.verdict(gone, addresses=True).elsewhere if one.file == api.ADDRESSES_FILE]
    before = (desk.workshop.on_disk(TERRITOIRE) or b"").decode("utf-8")
    known, said = api.parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in lost]
    change: dict[api.FieldPath, api.Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    after = api.edit(before, change if known else {(RETIRED,): said}) if said else before
    return {**gone, TERRITOIRE: after.encode()}


def _cited(desk: Desk, opened: OpenedRecord, title: str, cited: list[api.Problem]) -> FormResponse:
    words = "Elle ne peut pas être supprimée : retirez d’abord ces liens. Un brouillon, lui, ne se voit pas."
    names = desk.workshop.state().names
    where = []
    for one in cited:
        folder, _, id = (key := key_of(one)).partition("/")
        field = in_words(f"« {one.field} »", labels_of(api.BY_FOLDER[folder])) if folder in api.BY_FOLDER else f"« {one.field} »"
        where.append((key, f"{names.get(folder, {}).get(id, one.file)}, {field}"))
    return _gesture(desk, opened, "supprimer", title, None, "", (), where, words)


# --- both ----------------------------------------------------------------------------------------


def _movable(desk: Desk, folder: str, id: str) -> OpenedRecord:
    """A record that has a file of its own."""
    opened = opened_record(desk, folder, id)
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    return opened


def _notes(verdict: TrialVerdict) -> tuple[Note, ...]:
    return of_others(one for one in (*verdict.own, *verdict.elsewhere) if one.level == api.ERROR)


def _title(opened: OpenedRecord) -> str:
    return str(opened.values.get("nom") or opened.values.get("titre") or opened.key)


def _why(error: Exception) -> Note:
    """The message for an action that cannot be done."""
    return Note(f"Ce fichier ne peut pas être changé ici ({error})." if isinstance(error, api.EditError) else str(error))


def _write(desk: Desk, told: str, files: Files, key: str) -> FormResponse:
    """Writes, and leads to the record, or to the first page. Raises :class:`NotWritten`."""
    desk.workshop.write(Save(told, {name: desk.workshop.on_disk(name) for name in files}, files))
    desk.told.append(f"{told}.")
    return desk.led(f"{key}/" if key else "")


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
