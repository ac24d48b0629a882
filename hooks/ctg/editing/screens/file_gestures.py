"""Gestures on a whole file: a new record, another name, the end of one."""

from __future__ import annotations

import difflib
from dataclasses import replace

from ctg.confirmation.confirming import STATE
from ctg.editing.boxes.answers import answers_of
from ctg.editing.boxes.controls import Control, Note, of_others
from ctg.editing.boxes.ways import Asking
from ctg.editing.opened import BY_FOLDER, ONE_FILE, OpenedRecord, fields_of, in_words, labels_of
from ctg.editing.screens.pages import FormRequest, Pages, Reply
from ctg.editing.screens.record_form import NOTHING, RecordForm
from ctg.editing.workshop import Files, NotWritten, Save, TrialVerdict
from ctg.ground.problems import ERROR, Problem, fold
from ctg.help.description import flat
from ctg.kinds import Record
from ctg.kinds.fields.identifiers import as_identifier, is_identifier, rule
from ctg.kinds.fields.record import EtatFiche
from ctg.sheets.edit.editing import edit
from ctg.sheets.edit.places import EditError, parse
from ctg.sheets.edit.text import Path, Value
from ctg.sheets.source import record_files
from ctg.spreadsheet.entries import LONGEST
from ctg.spreadsheet.file.guard import TableError
from ctg.stores.addresses import FILE, remembered

FORMER = "anciens_identifiants"
UNCITED = "Aucune autre fiche ne la cite. Son fichier sera supprimé ; « Annuler le dernier enregistrement » le remet."
TERRITOIRE, RETIRED = "data/territoire.yml", "pages_retirees"
FILE_BOX = Control(
    "_fichier", Asking.TEXT, "Nom du fichier", "Il fait l’adresse de la page : lettres sans accent, chiffres et tirets.", True
)


# --- a new one -----------------------------------------------------------------------------------


def new(pages: Pages, asked: FormRequest) -> Reply:
    """Which kind and which name; then its form."""
    folder = asked.query.get("genre", "") or (asked.steps[1] if len(asked.steps) > 1 else "")
    if folder not in ONE_FILE:
        return pages.page("nouvelle.html", "Nouvelle fiche", "nouvelle", kinds=pages.kinds(new=True))
    kind, title = BY_FOLDER[folder], " ".join(asked.query.get("nom", "").split())[:300]
    if asked.method == "POST":
        return _create(pages, asked, kind)
    fields = fields_of(kind)
    name = next(one.key for one in fields if one.key in {"nom", "titre"})
    given = answers_of(fields, {name: title, STATE: EtatFiche.BROUILLON.value})
    return new_form(pages, kind, file_name(title), title).show(given)


def file_name(title: str) -> str:
    """The name that a title gives to its file: « L'Ardoise » → ``l-ardoise``."""
    slug = as_identifier(title)
    return slug if len(slug) <= LONGEST else slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]


def similar(pages: Pages, folder: str, title: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of the records of a kind whose name is nearly that one."""
    names = {fold(label): (f"{folder}/{id}", label) for id, label in pages.workshop.state().names.get(folder, {}).items()}
    near = difflib.get_close_matches(fold(title), names, n=3, cutoff=0.75)
    return tuple(names[one] for one in near)


def new_form(pages: Pages, kind: type[Record], id: str, title: str, *notes: Note) -> RecordForm:
    """The form of a record that has no file yet; ``notes`` are about the name of its file."""
    opened = OpenedRecord(kind, f"{kind.folder}/{id}", f"data/{kind.folder}/{id}.yml", None)
    box = replace(FILE_BOX, texts=(id,), notes=notes)
    return RecordForm(pages, opened, box, similar(pages, kind.folder, title) if title else ())


def _create(pages: Pages, asked: FormRequest, kind: type[Record]) -> Reply:
    title = asked.said("nom") or asked.said("titre")
    id = asked.said("_fichier").strip().removesuffix(".yml") or file_name(title)
    wrong = _name_refused(pages, kind.folder, id)
    form = new_form(pages, kind, id, title, *([wrong] if wrong else []))
    if wrong and asked.said("_geste").partition(":")[0] in {"enregistrer", ""}:
        return form.show(asked.boxes, replace(NOTHING, wrong=True))
    return form.sent(asked)


def _name_refused(pages: Pages, folder: str, id: str) -> Note | None:
    """Why a record cannot have this identifier."""
    if not is_identifier(id) or len(id) > LONGEST:
        return Note(f"« {id[:60]} » ne peut pas être un nom de fichier.", f"{rule(id).capitalize()}.")
    if id in {path.stem for path in record_files(pages.workshop.root / "data" / folder)}:
        return Note(f"« {id} » existe déjà.", "Choisissez un autre nom.")
    return None


# --- another name --------------------------------------------------------------------------------


def rename(pages: Pages, opened: OpenedRecord, asked: FormRequest) -> Reply:
    """Asks for the new name of a file; then moves it, leaves its former name in it, and mends those that cite it."""
    id = asked.said("reponse").strip().removesuffix(".yml")
    if asked.method == "GET":
        return _rename_page(pages, opened, opened.key.partition("/")[2])
    refused = _name_refused(pages, opened.kind.folder, id)
    if refused or not asked.known:
        return _rename_page(pages, opened, id, refused or OLD_FORM)
    key = f"{opened.kind.folder}/{id}"
    try:
        files = moved(pages, opened, id)
        verdict = pages.workshop.verdict(files, addresses=True)
        if verdict.refused:
            return _rename_page(pages, opened, id, *_told(verdict))
        return _write(pages, f"« {_title(opened)} » : fichier renommé {id}", files, key)
    except (EditError, TableError, NotWritten) as error:
        return _rename_page(pages, opened, id, _why(error))


OLD_FORM = Note("Le formulaire a été relancé depuis.", "Recommencez.")


def moved(pages: Pages, opened: OpenedRecord, id: str) -> Files:
    """The files once a record has another name: its own, and those that cite it. Raises :class:`EditError`."""
    folder, _, old = opened.key.partition("/")
    former = opened.values.get(FORMER)
    kept = [one for one in former if one != id] if isinstance(former, list) else []
    order = [field.path for field in flat(opened.fields)]
    text = edit((opened.before or b"").decode("utf-8"), {(FORMER,): [*kept, old]}, order)
    files: dict[str, bytes | None] = {opened.file: None, f"data/{folder}/{id}.yml": text.encode()}
    replaced = {old: id, opened.key: f"{folder}/{id}"}
    for problem in pages.workshop.verdict(files).elsewhere:
        before = files.get(problem.file) or pages.workshop.on_disk(problem.file)
        path = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
        if before and (cited := _at(parse(before.decode("utf-8")), path)) in replaced:
            files[problem.file] = edit(before.decode("utf-8"), {path: replaced[cited]}).encode()
    return files


def _at(values: object, path: Path) -> str:
    """The text at a path; "" when there is none."""
    for step in path:
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return ""
    return values if isinstance(values, str) else ""


def _rename_page(pages: Pages, opened: OpenedRecord, id: str, *notes: Note) -> Reply:
    help = f"{FILE_BOX.help} L’ancienne adresse mènera à la nouvelle ; les fiches qui la citent sont corrigées."
    return _gesture(pages, opened, "renommer", "Changer le nom du fichier", ("Nouveau nom", help, id), "Renommer", notes)


# --- the end -------------------------------------------------------------------------------------


def delete(pages: Pages, opened: OpenedRecord, asked: FormRequest) -> Reply:
    """Shows what cites a record, and refuses; else asks, then deletes its file."""
    why = " ".join(asked.said("reponse").split())
    noted = f"{opened.key}/" in remembered(pages.workshop.root)
    title = f"Supprimer « {_title(opened)} »"
    help = "Elle sera dite à qui suit l’ancienne adresse : « La structure a fermé. »"
    box = ("Pourquoi cette page disparaît", help, why) if noted else None
    try:
        files = _gone(pages, opened, why if noted else "")
        verdict = pages.workshop.verdict(files, addresses=asked.method == "POST" and noted)
        if cited := [problem for problem in verdict.elsewhere if pages.key_of(problem) or problem.field]:
            return _cited(pages, opened, title, cited)
        if asked.method == "GET":
            return _gesture(pages, opened, "supprimer", title, box, "Supprimer", (), words=UNCITED)
        if verdict.refused or not asked.known:
            notes = _told(verdict) if verdict.refused else (OLD_FORM,)
            return _gesture(pages, opened, "supprimer", title, box, "Supprimer", notes, words=UNCITED)
        return _write(pages, f"« {_title(opened)} » : fiche supprimée", files, "")
    except (EditError, TableError, NotWritten) as error:
        return _gesture(pages, opened, "supprimer", title, None, "", (_why(error),))


def _gone(pages: Pages, opened: OpenedRecord, why: str) -> Files:
    """The files without a record; its addresses that were published say why. Raises :class:`EditError`."""
    gone: Files = {opened.file: None}
    if not why:
        return gone
    lost = [one.excerpt for one in pages.workshop.verdict(gone, addresses=True).elsewhere if one.file == FILE]
    before = (pages.workshop.on_disk(TERRITOIRE) or b"").decode("utf-8")
    known, said = parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in lost]
    change: dict[Path, Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    after = edit(before, change if known else {(RETIRED,): said}) if said else before
    return {**gone, TERRITOIRE: after.encode()}


def _cited(pages: Pages, opened: OpenedRecord, title: str, cited: list[Problem]) -> Reply:
    words = "Elle ne peut pas être supprimée : retirez d’abord ces liens. Un brouillon, lui, ne se voit pas."
    names = pages.workshop.state().names
    where = []
    for one in cited:
        folder, _, id = (key := pages.key_of(one)).partition("/")
        field = in_words(f"« {one.field} »", labels_of(BY_FOLDER[folder])) if folder in BY_FOLDER else f"« {one.field} »"
        where.append((key, f"{names.get(folder, {}).get(id, one.file)}, {field}"))
    return _gesture(pages, opened, "supprimer", title, None, "", (), where, words)


# --- both ----------------------------------------------------------------------------------------


def _told(verdict: TrialVerdict) -> tuple[Note, ...]:
    return of_others(one for one in (*verdict.own, *verdict.elsewhere) if one.level == ERROR)


def _title(opened: OpenedRecord) -> str:
    return str(opened.values.get("nom") or opened.values.get("titre") or opened.key)


def _why(error: Exception) -> Note:
    """What is said of a gesture that cannot be made."""
    return Note(f"Ce fichier ne peut pas être changé ici ({error})." if isinstance(error, EditError) else str(error))


def _write(pages: Pages, told: str, files: Files, key: str) -> Reply:
    """Writes, and leads to the record, or to the first page. Raises :class:`NotWritten`."""
    pages.workshop.write(Save(told, {name: pages.workshop.on_disk(name) for name in files}, files))
    pages.told.append(f"{told}.")
    return Reply(to=f"{pages.base}{key}/" if key else pages.base)


def _gesture(
    pages: Pages,
    opened: OpenedRecord,
    word: str,
    title: str,
    box: tuple[str, str, str] | None,
    button: str,
    notes: tuple[Note, ...],
    cited: list[tuple[str, str]] | None = None,
    words: str = "",
) -> Reply:
    return pages.page(
        "geste.html", title, wrong=bool(notes), key=opened.key, general=notes, cited=cited or [], words=words,
        possible=bool(button), action=f"{pages.base}{opened.key}/{word}/", box=box, button=button,
    )  # fmt: skip
