"""The page « Tableur » of a kind: its records as a spreadsheet, and a spreadsheet tried, then written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ctg.editing.boxes.controls import Note
from ctg.editing.opened import BY_FOLDER
from ctg.editing.screens.pages import Download, FormRequest, Pages, Reply
from ctg.editing.upload import Upload
from ctg.editing.workshop import NotWritten, Save
from ctg.ground.problems import DataError, plural
from ctg.kinds import Record
from ctg.spreadsheet.columns import columns_of
from ctg.spreadsheet.exporting import exported
from ctg.spreadsheet.file.guard import TableError
from ctg.spreadsheet.file.reading import read_table
from ctg.spreadsheet.plan import ImportPlan, make_plan
from ctg.spreadsheet.report import MOST, contrast
from ctg.spreadsheet.rows import Remark, Row, rows_of

KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
"""What ``ctg exporter`` writes."""
OLD_FORM = Note("Le formulaire a été relancé depuis.", "Envoyez le tableau de nouveau.")


class RefusedRow(NamedTuple):
    """A row of the spreadsheet that cannot be written as it is, and each reason."""

    number: int
    remarks: list[Remark]


def table(pages: Pages, asked: FormRequest, folder: str, step: str) -> Reply:
    """The page, a spreadsheet to save, or what its buttons did."""
    kind = BY_FOLDER[folder]
    suffix = next((one for one in KINDS if step == f"{folder}{one}"), "")
    if suffix:
        return _saved(pages, kind, suffix)
    if step:
        return pages.refusal("Page introuvable", "Ce tableau n'est plus là : envoyez-le de nouveau.")
    if asked.method == "POST":
        return _done(pages, kind, asked)
    return _page(pages, kind)


def _saved(pages: Pages, kind: type[Record], suffix: str) -> Reply:
    try:
        content, _ = exported(pages.workshop.root, kind, suffix)
    except DataError:
        return _page(pages, kind, Note("Une fiche a une erreur : un tableau incomplet ferait perdre des faits.", "Corrigez-la."))
    except TableError as error:
        return _page(pages, kind, Note(error.message, error.remedy))
    return Reply(file=Download(f"{kind.folder}{suffix}", KINDS[suffix], content))


def _done(pages: Pages, kind: type[Record], asked: FormRequest) -> Reply:
    if not asked.known:
        return _page(pages, kind, OLD_FORM)
    gesture, folder = asked.said("_geste"), kind.folder
    if gesture == "oublier":
        pages.tables.pop(folder, None)
    elif gesture.startswith("ecrire"):
        refused = _written(pages, kind, gesture == "ecrire-sauf-refus")
        if refused:
            return _page(pages, kind, refused)
    else:
        sent = next(iter(asked.files.get("tableau", ())), None)
        if sent is None:
            return _page(pages, kind, Note("Aucun tableau n'est choisi.", "Choisissez un fichier, puis envoyez-le."))
        pages.tables[folder] = sent
    return Reply(to=f"{pages.base}tableur/{folder}/")


def _written(pages: Pages, kind: type[Record], despite_refusals: bool) -> Note | None:
    """Writes what the table changes, in one gesture that can be undone; else says why not."""
    held = pages.tables.get(kind.folder)
    if held is None:
        return OLD_FORM
    try:
        plan = make_plan(pages.workshop.root, kind, _rows(kind, held))
    except TableError as error:
        return Note(error.message, error.remedy)
    if plan.elsewhere:
        return Note("D'autres fiches auraient une erreur : rien n'est écrit.")
    if plan.refused and not despite_refusals:
        return Note("Des lignes sont refusées : rien n'est écrit.", "Corrigez-les dans le tableau, puis envoyez-le de nouveau.")
    told = f"Tableau « {held.name} » : {plural(len(plan.entries), 'fiche')}"
    files = {entry.file: entry.before for entry in plan.entries}
    try:
        pages.workshop.write(Save(told, files, {entry.file: entry.after for entry in plan.entries}))
    except NotWritten as error:
        return Note(str(error))
    pages.told.append(f"Enregistré. {told}.")
    if not plan.refused:  # else its refused rows stay to be read
        del pages.tables[kind.folder]
    return None


def _rows(kind: type[Record], held: Upload) -> list[Row]:
    """The rows of a table that was sent. Raises :class:`TableError`."""
    try:
        with held.as_path() as path:
            return rows_of(read_table(path, kind.plural), columns_of(kind))
    except OSError:
        raise TableError("Ce fichier ne peut pas être gardé le temps de le lire.", "Libérez de la place sur le disque.") from None


def _page(pages: Pages, kind: type[Record], *refused: Note) -> Reply:
    plan, rows, held = None, 0, pages.tables.get(kind.folder)
    if held and not refused:
        try:
            read = _rows(kind, held)
            plan, rows = make_plan(pages.workshop.root, kind, read), len(read)
        except TableError as error:
            refused = (Note(error.message, error.remedy),)
            del pages.tables[kind.folder]
    return pages.page(
        "tableur.html",
        f"Tableur : {kind.plural}",
        "fiches",
        wrong=bool(refused),
        general=refused,
        folder=kind.folder,
        plural=kind.plural,
        name=held.name if held else "",
        rows=rows,
        plan=plan,
        refusals=list(_refusals(plan))[:MOST] if plan else (),
        most=MOST,
        contrast=contrast,
    )


def _refusals(plan: ImportPlan) -> Iterable[RefusedRow]:
    by_row: dict[int, list[Remark]] = {}
    for one in plan.refused:
        by_row.setdefault(one.row, []).append(one)
    return (RefusedRow(number, remarks) for number, remarks in by_row.items())
