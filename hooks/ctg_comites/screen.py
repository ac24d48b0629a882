"""The screen « Bilans » of the form: approve the report of a year that is over, or add a dated correction to one that is."""

import datetime as dt
from typing import NamedTuple

from ctg import api
from ctg_comites.committee_file import NAME, file_as_pdf, of_bodies
from ctg_comites.year import add, approvable, approved_in
from ctg_comites.year_pages import approve_year, reported
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.workshop import Note, NotWritten


class YearLine(NamedTuple):
    """A year on the screen."""

    year: int
    told: str
    """How its report was approved; empty when it was not."""
    open: str
    """Why it cannot be approved yet; empty when it can."""


def reports(request: FormRequest, desk: Desk) -> FormResponse:
    """The years, or what a button did."""
    try:
        catalogue = api.load(desk.workshop.root)
    except api.DataError:
        return _page(desk, (), Note("Une fiche a une erreur : un bilan incomplet serait gardé pour toujours.", "Corrigez-la."))
    kept, today = approved_in(catalogue), catalogue.day
    lines = [
        YearLine(year, kept[year].told if year in kept else "", "" if year in kept else approvable(year, today))
        for year in reported(catalogue, today)
    ]
    if request.method != "POST":
        return _page(desk, lines)
    return desk.tried(request, lambda: _done(request, desk, catalogue), lambda notes: _page(desk, lines, *notes))


def _done(request: FormRequest, desk: Desk, catalogue: api.Catalogue) -> FormResponse:
    """What the button does. Raises :class:`NotWritten`."""
    kept, today = approved_in(catalogue), catalogue.day
    year = int(request.said("annee")) if request.said("annee").isdecimal() else 0
    text, by = request.said("complement").strip(), request.said("par").strip()
    if year in kept:
        if not text:
            raise NotWritten(Note("Le complément est vide.", "Écrivez ce qui est corrigé, et pourquoi."))
        told, files = f"Complément au bilan de {year}", add(kept[year], today, text)
    else:
        written = request.said("le").strip()
        found = api.read_day(written, today)
        day = dt.date.fromisoformat(found) if found else None
        if written and not day:
            raise NotWritten(Note(f"« {api.shown(written)} » n'est pas un jour.", "Écrivez par exemple : 12 mars 2025."))
        if not (day and by):
            raise NotWritten(Note("Un bilan arrêté dit quand et par qui.", "Remplissez les deux cases."))
        why = approvable(year, today, day) if year in reported(catalogue, today) else "Cette année n'a pas de bilan."
        if why:
            raise NotWritten(why)
        told, files = f"Bilan de {year} arrêté", approve_year(api.Renderer(catalogue, today), year, day, by)
    after = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    desk.workshop.put(told, after)
    desk.saved(told)
    return desk.led("bilans/")


def _page(desk: Desk, lines: object, *wrong: Note) -> FormResponse:
    return desk.page("formulaire/bilans.html", "Bilans de la convention", "fiches", wrong, lines=lines)


def meeting_file(_request: FormRequest, desk: Desk, id: str) -> FormResponse:
    """The decision file of a meeting, to save."""
    root = desk.workshop.root
    try:
        catalogue, meetings = api.load(root), of_bodies(root)
    except api.DataError:
        desk.refuse(FILE, "Une fiche a une erreur : le dossier serait faux. Corrigez-la d’abord.")
    meeting = next((one for one in meetings if one.id == id), None)
    if meeting is None:
        desk.refuse(FILE, "Ce dossier se fait pour la réunion d’une instance. Dites laquelle, et le jour, dans la fiche.")
    content = file_as_pdf(catalogue, meeting, catalogue.day)
    return desk.download(f"{NAME}-{meeting.date.first}.pdf", "application/pdf", content)


FILE = "Le dossier du comité, en PDF"
MEETING_FILE = Screen("comite/<id>/", meeting_file, link=FILE, of="rencontres")
REPORTS_SCREEN = Screen("bilans/", reports, ("GET", "POST"), link="Arrêter le bilan d’une année", of="cadres")
