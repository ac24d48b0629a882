"""The screens of one record: its form, that of a new one, the preview of its page, the point of its address."""

from __future__ import annotations

import difflib
import mimetypes
from pathlib import Path

from ctg import api
from ctg_formulaire.boxes import LATITUDE, LONGITUDE, POSITION
from ctg_formulaire.desk import LONGEST_NAME, NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.nouveau import file_name
from ctg_formulaire.opened import FOLDER, OpenedRecord, fields_of
from ctg_formulaire.screens.answers import answer_beside
from ctg_formulaire.screens.form import PREVIEWED, AnsweredPoint, RecordForm, ShownForm
from ctg_formulaire.screens.lists import kinds
from ctg_formulaire.typed import THERE, Answers
from ctg_formulaire.workshop import Note, NotWritten, PreviewedPage

OF_THE_SITE: dict[str, Path] = {
    f"assets/{folder}/{path.name}": path for folder in ("css", "images") for path in (api.CLOTHES / "assets" / folder).glob("*.*")
}
"""What a page of the site shown beside its form asks for, scripts left out."""
IN_FRAME = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""Of a page of the site shown beside its form: no script, no form, and only the form may frame it."""


def worn(desk: Desk, path: Path, allure: api.Allure | None = None) -> bytes:
    """A file as the site wears it; a style sheet in the colours of that face, the tool's own without one."""
    return api.lightened(path, api.read_plain(path), desk.workshop.root, allure or api.Allure())


def opened_record(desk: Desk, folder: str, id: str) -> OpenedRecord:
    """A record as the disk has it now; a page says why when there is none."""
    key = f"{folder}/{id}"
    if folder == FOLDER:
        try:
            return OpenedRecord.document(desk.workshop.root, id)
        except (LookupError, TypeError, ValueError, api.EditError, OSError):
            desk.refuse(*NOWHERE)
    written = api.written_records(desk.workshop.root)[0].get(key)
    if written is None:
        desk.refuse("Fiche introuvable", f"« {key[:80]} » ne désigne aucune fiche de data/.")
    try:
        return OpenedRecord.read(desk.workshop.root, written)
    except NotWritten as refused:
        told = [one.sentence for one in refused.notes]
    except OSError:
        told = []
    desk.refuse("Ce fichier ne se lit pas", *told, "Corrigez-le dans un éditeur de texte.")


def record(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """The form of a record, or what its buttons did."""
    point = asked_point(request, desk)
    with desk.workshop.lock:
        opened = opened_record(desk, folder, id)
        call = (request.args.get("appel") or request.said("_appel"))[:LONGEST_NAME]
        call = call if api.is_identifier(call) else ""
        reply = request.args.get("reponse") or request.said("_reponse")
        form = RecordForm(desk, opened, reply=answer_beside(desk, reply, opened.key) if reply else None, call=call)
        if request.method == "POST":
            return desk.once(request, lambda: form.sent(request, point))
        return form.as_opened(forget="oublier" in request.args)


def beside(_request: FormRequest, desk: Desk, path: str) -> FormResponse:
    """The page that was asked to be shown as it would be, or what it is made of."""
    page: PreviewedPage | None = desk.kept.get(PREVIEWED)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if page and path.rstrip("/") == page.path.rstrip("/"):
        response = desk.download("", "text/html", page.html)
    elif path in OF_THE_SITE:
        response = desk.download("", kind, worn(desk, OF_THE_SITE[path], page.allure if page else None))
    elif page and (asset := page.assets.get(path)):
        response = desk.download("", kind, asset.content)
    else:  # where a link of that page led
        told = "Seule la page de cette fiche est montrée. Pour la revoir : « Aperçu »."
        response = desk.page("formulaire/refus.html", "Hors de l’aperçu", status=404, lines=[told])
    response.headers["Content-Security-Policy"] = IN_FRAME
    return response


# --- a new one -----------------------------------------------------------------------------------

NEARLY = Note("Une fiche porte un nom proche.", "Est-ce la même ? Sinon, enregistrez de nouveau.")


def new(request: FormRequest, desk: Desk, folder: str = "") -> FormResponse:
    """Which kind; then what makes a record of it, and one way to reach it."""
    point = asked_point(request, desk)
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
        return form.show(request.boxes, ShownForm(general=(NEARLY,), wrong=True))
    return form.sent(request, point)


# --- « Chercher par l'adresse » ------------------------------------------------------------------

PRECISION = {
    "housenumber": "Le point est celui du numéro.",
    "street": "Le point est celui de la rue : le lieu peut être un peu plus loin.",
}


def asked_point(request: FormRequest, desk: Desk) -> AnsweredPoint | None:
    """What a service of addresses says of a form, when « Chercher par l'adresse » was pressed.

    It may take half a minute: the project is not locked meanwhile, so that the other pages of the form do not wait.
    """
    if request.said("_geste") != "situer" or not request.known or not request.said("_fin") or not desk.services:
        return None
    return _located(desk, desk.services[0], request.boxes)


def _located(desk: Desk, service: api.AddressService, answers: Answers) -> AnsweredPoint:
    address, name, postcode, hidden = (
        next(iter(answers.get(key, ())), "").strip() for key in ("adresse", "commune", "code_postal", "adresse_confidentielle")
    )
    state = desk.workshop.state()
    catalogue = state.catalogue
    commune = next((one for one in catalogue.all(api.Commune) if one.nom == name), None) if catalogue else None
    if hidden == "oui":
        return answers, Note("Cette adresse est confidentielle : elle n'est envoyée à personne.")
    if not address or commune is None or catalogue is None:
        return answers, Note("Il faut d'abord une adresse, et une commune du territoire.", "Remplissez ces deux cases.")
    question = api.Question(commune, commune, api.address_to_ask(address, commune, postcode))
    try:
        found = service.find(question, api.outlines_of(catalogue.contours).get(commune.code_insee), state.day)
    except api.NotLocated as refusal:
        return answers, Note(str(refusal), "Écrivez la latitude et la longitude vous-même, ou laissez-les vides.")
    told = f"Trouvé : « {found.reponse} ». {PRECISION[found.type]}"
    at = answers | {POSITION: [THERE], LATITUDE: [str(found.lat)], LONGITUDE: [str(found.lon)]}
    return at, Note(told, "Vérifiez, puis enregistrez.", api.WARNING)
