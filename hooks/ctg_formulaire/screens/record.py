"""The screens of one record: its form, that of a new one, the preview of its page, the point of its address, its end."""

import mimetypes
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ctg import api
from ctg_formulaire.boxes import LATITUDE, LONGITUDE, POSITION
from ctg_formulaire.desk import LONGEST_NAME, NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.nouveau import file_name
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.screens.answers import answer_beside
from ctg_formulaire.screens.form import PREVIEWED, AnsweredPoint, RecordForm, key_of, opened_record
from ctg_formulaire.screens.lists import kinds
from ctg_formulaire.typed import THERE, Answers, day_said
from ctg_formulaire.wording import fields_of
from ctg_formulaire.workshop import Files, Keeper, Note, NotWritten, PreviewedPage

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
            form = new_form(desk, kind, request.said("nom") or request.said("titre"))
            return desk.once(request, lambda: form.sent(request, point))
        title = " ".join(request.args.get("nom", "").split())[:300]
        name = next(one.key for one in fields_of(kind) if one.key in {"nom", "titre"})
        catalogue = desk.workshop.state().catalogue
        sole = {"commune": [catalogue.alone.nom]} if catalogue and catalogue.alone else {}
        return new_form(desk, kind, title).show({name: [title]} | sole)


def new_form(desk: Desk, kind: type[api.Record], title: str) -> RecordForm:
    """The form of a record that has no file yet."""
    id = file_name(title, {path.stem for path in api.record_files(desk.workshop.root / "data" / kind.folder)})
    opened = OpenedRecord(kind, f"{kind.folder}/{id}", f"data/{kind.folder}/{id}.yml", None)
    return RecordForm(desk, opened)


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


# --- « N'existe plus »: its address says so, the sheets that name it change with it --------------


PLACES = ("services", "structures")
PASSES = 5
"""A sheet may name it twice: it is looked at again until nothing names it."""
TERRITORY, RETIRED = "data/territoire.yml", "pages_retirees"


def end(request: FormRequest, desk: Desk, folder: str, id: str) -> FormResponse:
    """Asks since when, and what takes its place; then everything is written together."""
    opened = opened_record(desk, folder, id)
    if folder not in api.ONE_FILE_EACH:
        desk.refuse(*NOWHERE)
    call = next((one for one in (request.args.get("appel"), request.said("_appel")) if one and api.is_identifier(one)), "")
    typed = {name: request.said(name).strip() for name in ("quand", "vers", "existe")}
    ended = partial(_ended, desk, opened, call, typed)
    return desk.tried(request, ended, lambda notes: _page(desk, opened, call, typed, notes))


def _ended(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str]) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    peers, since, wrong = _peers(desk, opened), since_words(typed["quand"]), []
    heir = next((key for key, label in peers.items() if api.fold(label) == api.fold(typed["vers"])), "") if typed["vers"] else ""
    if not (since or typed["existe"]) and _published(desk, opened):
        wrong.append(Note("Depuis quand n’existe-t-il plus ?", "Écrivez par exemple : septembre 2026."))
    said = next(api.read_dates(typed["quand"]), typed["quand"])
    if since and said > desk.workshop.state().day.isoformat()[: len(said)]:
        wrong.append(Note("Ce jour n’est pas venu.", "Annoncez-le dans « Bon à savoir », et revenez ce jour-là."))
    if typed["vers"] and not heir:
        wrong.append(Note(f"« {typed['vers'][:80]} » n’est pas une autre fiche.", "Choisissez un nom de la liste, ou rien."))
    if wrong:
        raise NotWritten(*wrong)
    there = f" Adressez-vous à : {peers[heir]}." if heir else ""
    told = "Cette page a été retirée." if typed["existe"] else f"{opened.title} n’existe plus depuis {since}."
    files = without_it(desk, opened, heir, f"{told}{there}")
    others = sum(name not in {opened.file, TERRITORY} for name in files)
    more = f", et {api.plural(others, 'fiche')} qui la citai{'ent' if others > 1 else 't'}" if others else ""
    desk.change(f"« {opened.title} » : {'retirée du site' if typed['existe'] else 'n’existe plus'}{more}", files, addresses=True)
    Keeper(desk.workshop.root).keep(opened.key, {})
    return desk.led(f"appeler/{call}/" if call else "")


def _published(desk: Desk, opened: OpenedRecord) -> bool:
    """Whether its address will say since when, and why, to who follows it: it was published, or is of a place that is shown."""
    shown = issubclass(opened.kind, api.Place) and opened.values.get("etat_fiche") != api.EtatFiche.BROUILLON
    return shown or f"{opened.key}/" in api.published_addresses(desk.workshop.root)


def since_words(text: str) -> str:
    """« le 1er septembre 2026 », « septembre 2026 », « 2024 »; "" for what is no date."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return text
    found = next(api.read_dates(text), "")
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", found):
        return ""
    return "le " * (len(found) > 7) + day_said(found)


def _peers(desk: Desk, opened: OpenedRecord) -> dict[str, str]:
    """Key → name of what may take its place: any place for a place, else a record of its kind."""
    names, own = desk.workshop.state().names, opened.kind.folder
    folders = PLACES if own in PLACES else (own,)
    every = {f"{folder}/{id}": label for folder in folders for id, label in names.get(folder, {}).items()}
    return {key: label for key, label in every.items() if key != opened.key}


def without_it(desk: Desk, opened: OpenedRecord, heir: str, why: str) -> Files:
    """The files without a record: those that named it name its heir, or nobody, and its addresses say why. Raises
    :class:`EditError`."""
    folder, _, id = opened.key.partition("/")
    same = heir.partition("/")[2] if heir.startswith(f"{folder}/") else None
    files = recited(desk, {opened.file: None}, {id: same, opened.key: heir or None}, heir)
    broken = desk.workshop.verdict(files, addresses=True).elsewhere
    lost = {one.excerpt for one in broken if one.file == api.ADDRESSES_FILE}
    lost |= {f"{opened.key}/"} if _published(desk, opened) else set()
    if not lost:
        return files
    before = _text(desk, files, TERRITORY)
    known, said = api.parse(before).get(RETIRED) or [], [{"adresse": address, "raison": why} for address in sorted(lost)]
    change: dict[api.FieldPath, api.Value] = {(RETIRED, len(known) + rank): one for rank, one in enumerate(said)}
    return {**files, TERRITORY: api.edit(before, change if known else {(RETIRED,): said}).encode()}


def recited(desk: Desk, files: Files, new: Mapping[str, str | None], heir: str = "") -> Files:
    """The files, where what named a record that is gone names what takes its place (``new``), or nobody. ``heir``: the key of
    the sheet that would name itself. Raises :class:`EditError`, :class:`NotWritten`."""
    found = dict(files)
    for _ in range(PASSES):
        changes: dict[str, dict[api.FieldPath, api.Value]] = defaultdict(dict)
        for problem in desk.workshop.verdict(found).elsewhere:
            path = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
            values = api.parse(_text(desk, found, problem.file))
            if isinstance(named := _at(values, path), str) and named in new:
                twice = isinstance(path[-1], int) and new[named] in _at(values, path[:-1])
                changes[problem.file][path] = None if twice or problem.file == f"data/{heir}.yml" else new[named]
        if not changes:
            break
        found |= {name: api.edit(_text(desk, found, name), some).encode() for name, some in changes.items()}
    return found


def _text(desk: Desk, files: Files, name: str) -> str:
    return (files.get(name) or desk.workshop.on_disk(name) or b"").decode("utf-8")


def _at(values: Any, path: api.FieldPath) -> Any:
    """What is at a path; None when there is nothing."""
    try:
        for step in path:
            values = values[step]
    except (KeyError, IndexError, TypeError):
        return None
    return values


def _page(desk: Desk, opened: OpenedRecord, call: str, typed: dict[str, str], notes: Iterable[Note]) -> FormResponse:
    names = desk.workshop.state().names
    citing = desk.workshop.verdict({opened.file: None}).elsewhere
    cited = dict.fromkeys(key for one in citing if (key := key_of(one)))
    return desk.page(
        "formulaire/fin.html",
        f"« {opened.title} » n’existe plus, ou quitte le site",
        "fiches",
        notes=notes,
        key=opened.key,
        call=call,
        typed=typed,
        cited=[(key, names.get(key.partition("/")[0], {}).get(key.partition("/")[2], key)) for key in cited],
        peers=sorted(set(_peers(desk, opened).values())),
        place=opened.kind.folder in PLACES,
        published=_published(desk, opened),
    )
