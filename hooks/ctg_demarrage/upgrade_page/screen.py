"""« La version de l'outil »: what a newer one changes, its trial beside, and the button that takes it."""

from __future__ import annotations

from ctg import api
from ctg_demarrage.tools import NotTheTool, Wheel, wheel_of
from ctg_demarrage.upgrade_page.trial import Trial, changes_in, newer_in, of_this_tool, take
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.workshop import NotWritten

KEPT, EACH = "version", "3"
TITLE = "La version de l’outil"
NOT_IT = "Ce fichier n’est pas l’outil. Prenez celui qui commence par ctg_site et finit par .whl, dans « roues » du dossier reçu."
SHOWN = 20
"""Addresses that are named; the others are counted."""


def upgrade(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did."""
    found = desk.kept.get(KEPT)
    trial = found if isinstance(found, Trial) else None
    if request.method != "POST" or (trial and not trial.over):
        return _page(desk, trial)
    try:
        if not request.known:
            raise NotWritten("Le formulaire a été relancé depuis : recommencez.")
        _done(request, desk, trial)
    except (NotWritten, OSError) as refused:
        return _page(
            desk, trial, str(refused) if isinstance(refused, NotWritten) else f"Rien n’est pris : {api.reason(refused)}."
        )
    return desk.led("version/")


def _done(request: FormRequest, desk: Desk, trial: Trial | None) -> None:
    """Raises :class:`NotWritten`, :class:`OSError`."""
    gesture = request.said("_geste")
    if gesture == "prendre" and trial and not trial.refused:
        kept = take(trial, desk.workshop)
        desk.kept[KEPT] = None
        desk.told.append(
            f"La version {trial.wheel.version} est prise. Fermez la fenêtre noire, puis double-cliquez sur « Ouvrir le site ». "
            f"Ce qui était là est gardé dans {kept}."
        )
    elif gesture == "essayer":
        wheel = _given(request) or newer_in(desk.workshop.root)
        if wheel is None:
            raise NotWritten("Choisissez d’abord le fichier de la nouvelle version.")
        if wheel.rank <= of_this_tool():
            raise NotWritten(f"Vous avez déjà la version {_now()} : ce fichier est la {wheel.version}.")
        desk.kept[KEPT] = Trial(desk.workshop.root, wheel).start()


def _now() -> str:
    return ".".join(map(str, of_this_tool()))


def _given(request: FormRequest) -> Wheel | None:
    """Raises :class:`NotWritten`."""
    files = [one for one in request.uploads("roue") if one.content]
    try:
        return wheel_of(files[0].content) if files else None
    except NotTheTool:
        raise NotWritten(NOT_IT) from None


def _page(desk: Desk, trial: Trial | None, refused: str = "") -> FormResponse:
    waits = bool(trial and not trial.over)
    refused = refused or (trial.refused if trial else "")
    wheel = trial.wheel if trial else newer_in(desk.workshop.root)
    response = desk.page(
        "formulaire/version.html", TITLE, "partager", wrong=bool(refused), refused=refused, trial=trial, waits=waits, wheel=wheel,
        now=_now(), changes=api.prose_html(changes_in(wheel)) if wheel else "",
        lost=trial.lost[:SHOWN] if trial else (), files=sorted(trial.after) if trial else (),
    )  # fmt: skip
    if waits:
        response.headers["Refresh"] = EACH
    return response


UPGRADE = Screen("version/", upgrade, ("GET", "POST"), locked=False, link="Une nouvelle version de l’outil", of="publier")
