"""The page « Tableur » of a kind: its records as a spreadsheet to download, and a spreadsheet to try, then to import."""

from functools import partial
from itertools import groupby
from typing import NamedTuple

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse, Screen, Upload
from ctg_formulaire.wording import of_errors, spoken_kind
from ctg_formulaire.workshop import OLD_FORM, Note, NotWritten, Save
from ctg_tableurs.arriving import Arrival, arrival
from ctg_tableurs.entries import RecordToWrite
from ctg_tableurs.exporter import exported
from ctg_tableurs.ordinary import choices
from ctg_tableurs.plan import MOST

KINDS = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv"}
"""What ``ctg exporter`` writes."""


def table(request: FormRequest, desk: Desk, folder: str) -> FormResponse:
    """The page, or what its buttons did."""
    kind = _kind(desk, folder)
    return desk.tried(request, partial(_done, request, desk, kind), lambda notes: _page(desk, kind, *notes))


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


class _Given(NamedTuple):
    """The spreadsheet that is being imported, and what was said of its columns: title → what it is."""

    file: Upload
    chosen: dict[str, str]


def _held(desk: Desk) -> dict[str, _Given]:
    """By kind."""
    held: dict[str, _Given] = desk.kept.setdefault("tableaux", {})
    return held


def _done(request: FormRequest, desk: Desk, kind: type[api.Record]) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`TableError`."""
    gesture, folder = request.said("_geste"), kind.folder
    if gesture == "oublier":
        _held(desk).pop(folder, None)
    elif gesture == "colonnes" and folder in _held(desk):
        titles, words = (request.answers.get(name, []) for name in ("titre", "colonne"))
        _held(desk)[folder].chosen.update(zip(titles, words, strict=False))
    elif gesture == "ecrire":
        _write(desk, kind)
    else:
        sent = next(iter(request.uploads("tableau")), None)
        if sent is None:
            raise NotWritten(Note("Aucun tableau n'est choisi.", "Choisissez un fichier, puis envoyez-le."))
        _held(desk)[folder] = _Given(sent, {})
    return desk.led(f"tableur/{folder}/")


def _write(desk: Desk, kind: type[api.Record]) -> None:
    """Writes what the table changes, in one gesture that can be undone. Raises :class:`NotWritten`, :class:`TableError`."""
    held = _held(desk).get(kind.folder)
    if held is None:
        raise NotWritten(OLD_FORM)
    found = _arrival(desk, kind, held)
    plan, remembered = found.plan, found.kept(desk.workshop.root)
    files: dict[str, bytes | None] = {**{entry.file: entry.after for entry in plan.entries}, **remembered}
    if plan.elsewhere:
        raise NotWritten("D'autres fiches auraient une erreur : rien n'est écrit.")
    told = f"Tableau « {held.file.name} » : {api.plural(len(plan.entries), 'fiche')}"
    before = {entry.file: entry.before for entry in plan.entries}
    before |= {file: desk.workshop.on_disk(file) for file in remembered}
    desk.workshop.write(Save(told, before, files))
    desk.saved(told)
    if not plan.refused:  # else its refused rows stay to be read
        del _held(desk)[kind.folder]


def _arrival(desk: Desk, kind: type[api.Record], held: _Given) -> Arrival:
    """What a table that was sent is, and would change. Raises :class:`TableError`."""
    return arrival(desk.workshop.root, kind, *held.file, chosen=held.chosen)


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
        refused,
        folder=kind.folder,
        plural=spoken_kind(kind, many=True),
        name=held.file.name if held else "",
        rows=found.rows if found else 0,
        plan=plan,
        columns=plan.of_list.columns if plan and plan.of_list else {},
        choices=[*choices(kind)],
        refusals=[(row, [*remarks]) for row, remarks in groupby(plan.refused, lambda one: one.row)][:MOST] if plan else (),
        elsewhere=of_errors(plan.elsewhere) if plan else (),
        about=partial(_about, desk),
        most=MOST,
        contrast=api.shortened_difference,
    )


def _about(desk: Desk, entry: RecordToWrite) -> str:
    """What a new record is, and where: « Multi-accueil, Valbourg »."""
    said = {change.column.name: change.new for change in entry.changes}
    kind = desk.workshop.state().names["types"].get(said.get("type", ""))
    return api.capital(", ".join(filter(None, (kind, said.get("commune")))))


TABLE = Screen("tableur/<folder>/", table, ("GET", "POST"), link="Exporter en tableur, ou importer un tableur")
TABLE_FILE = Screen("tableur/<folder>/<name>/", table_file)
