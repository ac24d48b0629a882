"""The screen « Bilans » of the form: approve the report of a year that is over, or add a dated correction to one that is."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ctg import api
from ctg_comites.approved import add, approvable, approved_in
from ctg_comites.year_pages import approve_year, reported
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.workshop import OLD_FORM, Note, NotWritten, Save


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
    wrong = OLD_FORM if not request.known else _done(request, desk, catalogue)
    return _page(desk, lines, wrong) if wrong else desk.led("bilans/")


def _done(request: FormRequest, desk: Desk, catalogue: api.Catalogue) -> Note | None:
    """What the button does; else why nothing is written."""
    kept, today = approved_in(catalogue), catalogue.day
    year = int(request.said("annee")) if request.said("annee").isdecimal() else 0
    text, by = request.said("complement").strip(), request.said("par").strip()
    if year in kept:
        if not text:
            return Note("Le complément est vide.", "Écrivez ce qui est corrigé, et pourquoi.")
        told, files = f"Complément au bilan de {year}", add(kept[year], today, text)
    else:
        written = request.said("le").strip()
        found = api.read_day(written, today)
        day = dt.date.fromisoformat(found) if found else None
        if written and not day:
            return Note(f"« {api.shown(written)} » n'est pas un jour.", "Écrivez par exemple : 12 mars 2025.")
        if not (day and by):
            return Note("Un bilan arrêté dit quand et par qui.", "Remplissez les deux cases.")
        if year not in reported(catalogue, today) or (why := approvable(year, today, day)):
            return Note(why if year in reported(catalogue, today) else "Cette année n'a pas de bilan.")
        render = api.Renderer(catalogue, today)
        told, files = f"Bilan de {year} arrêté", approve_year(render, year, day, by)
    after = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    try:
        desk.workshop.write(Save(told, {name: desk.workshop.on_disk(name) for name in after}, after))
    except NotWritten as error:
        return Note(str(error))
    desk.told.append(f"Enregistré. {told}.")
    return None


def _page(desk: Desk, lines: object, *wrong: Note) -> FormResponse:
    return desk.page("formulaire/bilans.html", "Bilans de la convention", "fiches", wrong=bool(wrong), general=wrong, lines=lines)


REPORTS_SCREEN = Screen("bilans/", reports, ("GET", "POST"), link="Arrêter le bilan d’une année", of="cadres")
