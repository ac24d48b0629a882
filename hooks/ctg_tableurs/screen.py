"""The page « Tableur » of a kind: its records as a spreadsheet to download, and a spreadsheet to try, then to import."""

from __future__ import annotations

from itertools import groupby

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse, Screen, Upload
from ctg_formulaire.wording import spoken_kind
from ctg_formulaire.workshop import Note, NotWritten, Save
from ctg_tableurs.arriving import Arrival, arrival
from ctg_tableurs.exporter import exported
from ctg_tableurs.ordinary import choices
from ctg_tableurs.plan import MOST

KINDS = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv"}
"""What ``ctg exporter`` writes."""
OLD_FORM = Note("Le formulaire a été relancé depuis.", "Envoyez le tableau de nouveau.")


def table(request: FormRequest, desk: Desk, folder: str) -> FormResponse:
    """The page, or what its buttons did."""
    kind = _kind(desk, folder)
    return _done(request, desk, kind) if request.method == "POST" else _page(desk, kind)


def table_file(_request: FormRequest, desk: Desk, folder: str, name: str) -> FormResponse:
    """A spreadsheet to save: ``structures.xlsx``."""
    kind = _kind(desk, folder)
    suffix = next((one for one in KINDS if name == f"{folder}{one}"), "")
    if not suffix:
        desk.refuse("Page introuvable", "Ce tableau n'est plus là : envoyez-le de nouveau.")
    try:
        content, _ = exported(desk.workshop.root, kind, suffix)
    except api.DataError:
        return _page(desk, kind, Note("Une fiche a une erreur : un tableau incomplet ferait perdre des faits.", "Corrigez-la."))
    except api.TableError as error:
        return _page(desk, kind, Note(error.message, error.remedy))
    return desk.download(f"{kind.folder}{suffix}", KINDS[suffix], content)


def _kind(desk: Desk, folder: str) -> type[api.Record]:
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    return api.KIND_OF[folder]


def _held(desk: Desk) -> dict[str, Upload]:
    """The spreadsheet that is being imported, by kind."""
    held: dict[str, Upload] = desk.kept.setdefault("tableaux", {})
    return held


def _chosen(desk: Desk, folder: str) -> dict[str, str]:
    """What was said of the columns of that spreadsheet: title → what it is."""
    every: dict[str, dict[str, str]] = desk.kept.setdefault("colonnes", {})
    return every.setdefault(folder, {})


def _done(request: FormRequest, desk: Desk, kind: type[api.Record]) -> FormResponse:
    if not request.known:
        return _page(desk, kind, OLD_FORM)
    gesture, folder = request.said("_geste"), kind.folder
    if gesture == "oublier":
        _held(desk).pop(folder, None)
        _chosen(desk, folder).clear()
    elif gesture == "colonnes":
        titles, words = (request.answers.get(name, []) for name in ("titre", "colonne"))
        _chosen(desk, folder).update(zip(titles, words, strict=False))
    elif gesture == "ecrire":
        refused = _written(desk, kind)
        if refused:
            return _page(desk, kind, refused)
    else:
        sent = next(iter(request.uploads("tableau")), None)
        if sent is None:
            return _page(desk, kind, Note("Aucun tableau n'est choisi.", "Choisissez un fichier, puis envoyez-le."))
        _held(desk)[folder] = sent
        _chosen(desk, folder).clear()
    return desk.led(f"tableur/{folder}/")


def _written(desk: Desk, kind: type[api.Record]) -> Note | None:
    """Writes what the table changes, in one gesture that can be undone; else says why not."""
    held = _held(desk).get(kind.folder)
    if held is None:
        return OLD_FORM
    try:
        found = _arrival(desk, kind, held)
        files: dict[str, bytes | None] = {entry.file: entry.after for entry in found.plan.entries}
        files |= (remembered := found.kept(desk.workshop.root))
    except api.TableError as error:
        return Note(error.message, error.remedy)
    plan = found.plan
    if plan.elsewhere:
        return Note("D'autres fiches auraient une erreur : rien n'est écrit.")
    told = f"Tableau « {held.name} » : {api.plural(len(plan.entries), 'fiche')}"
    before = {entry.file: entry.before for entry in plan.entries}
    before |= {file: desk.workshop.on_disk(file) for file in remembered}
    try:
        desk.workshop.write(Save(told, before, files))
    except NotWritten as error:
        return Note(str(error))
    desk.saved(told)
    if not plan.refused:  # else its refused rows stay to be read
        del _held(desk)[kind.folder]
    return None


def _arrival(desk: Desk, kind: type[api.Record], held: Upload) -> Arrival:
    """What a table that was sent is, and would change. Raises :class:`TableError`."""
    return arrival(desk.workshop.root, kind, held.name, held.content, chosen=_chosen(desk, kind.folder))


def _page(desk: Desk, kind: type[api.Record], *refused: Note) -> FormResponse:
    found, held = None, _held(desk).get(kind.folder)
    if held and not refused:
        try:
            found = _arrival(desk, kind, held)
        except api.TableError as error:
            refused = (Note(error.message, error.remedy),)
            del _held(desk)[kind.folder]
    plan = found.plan if found else None
    return desk.page(
        "formulaire/tableur.html",
        f"Tableur : {spoken_kind(kind, many=True)}",
        "fiches",
        wrong=bool(refused),
        general=refused,
        folder=kind.folder,
        plural=spoken_kind(kind, many=True),
        name=held.name if held else "",
        rows=found.rows if found else 0,
        plan=plan,
        columns=plan.of_list.columns if plan and plan.of_list else {},
        choices=[*choices(kind)],
        refusals=[(row, [*remarks]) for row, remarks in groupby(plan.refused, lambda one: one.row)][:MOST] if plan else (),
        most=MOST,
        contrast=api.shortened_difference,
    )


TABLE = Screen("tableur/<folder>/", table, ("GET", "POST"), link="Exporter en tableur, ou importer un tableur")
TABLE_FILE = Screen("tableur/<folder>/<name>/", table_file)
