"""The page « Demander une confirmation » of the form: whom to ask about which records; the messages to save and send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctg import api
from ctg_formulaire import following
from ctg_formulaire.boxes import OLD_FORM, Note
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.messages import CALLS, NotAskedError, files_of, newly_noted, question_of, sender_of
from ctg_formulaire.workshop import NotWritten, Save

TITLE = "Demander une confirmation"
MESSAGES = "messages"
"""Where the desk keeps them."""
BY_HAND = "sans-messagerie"
"""The folder of what a message holds, for those whose mail is read in a browser."""


class MadeMessages(NamedTuple):
    """The messages of the last campaign, in one file, until the form stops."""

    name: str
    content: bytes
    mails: int
    calls: int


class AskableLine(NamedTuple):
    """A record to ask about: why, whom to ask and how; ``asked``: the days when it was already asked about."""

    place: api.Place
    why: str
    to: str
    asked: str


def ask(request: FormRequest, desk: Desk, step: str = "") -> FormResponse:
    """The page, its messages to save, or what its button did."""
    root = desk.workshop.root
    try:
        catalogue, demandes = api.load(root), following.load_campaign(root)[0]
    except api.DataError:
        desk.refuse(TITLE, "Une fiche a une erreur : les messages seraient faux. Corrigez-la d'abord.")
    if step:
        made: MadeMessages | None = desk.kept.get(MESSAGES)
        if made is None or step != made.name:
            desk.refuse(TITLE, "Ces messages ne sont plus là : préparez-les de nouveau.")
        return desk.download(made.name, "application/zip", made.content)
    if request.method != "POST":
        return _page(request, desk, catalogue, demandes)
    try:
        refused = _made(request, desk, catalogue) if request.known else OLD_FORM
    except NotAskedError as error:
        refused = Note(error.message, error.remedy)
    except NotWritten as error:
        refused = Note(str(error))
    return _page(request, desk, catalogue, demandes, refused) if refused else desk.led("demander/")


def _made(request: FormRequest, desk: Desk, catalogue: api.Catalogue) -> Note | None:
    """Notes the campaign and keeps its messages; what could not be done. Raises :class:`NotAskedError` or :class:`NotWritten`."""
    day, chosen, type_id = catalogue.day, set(request.answers.get("fiche", ())), request.said("type")
    sender = sender_of(request.said("de").strip() or None)
    question = question_of(request.said("question").strip() or None, "Par exemple : « Ouverts du 22 au 31 décembre ? »")
    places = [one for one in catalogue.places if (one.type_id == type_id if type_id else one.key in chosen)]
    if not places:
        return Note("Aucune fiche n'est choisie.", "Cochez-en au moins une.")
    why = {} if question else following.reasons(catalogue, day, _before(request))
    made = following.requests(catalogue, places, day, question, why)
    bundle = _bundle(made, files_of(catalogue, made, sender))
    before = desk.workshop.on_disk(following.FILE)  # first: what is noted after it is not written over
    demandes = following.load_campaign(desk.workshop.root)[0]
    if new := newly_noted(demandes, made):
        told = f"Demandes de confirmation : {api.plural(len(places), 'fiche')}"
        desk.workshop.write(Save(told, {following.FILE: before}, {following.FILE: following.as_yaml([*demandes, *new]).encode()}))
    desk.kept[MESSAGES] = bundle  # once noted: what is sent without a trace would be asked again
    return None


def _before(request: FormRequest) -> api.Turn | None:
    """The season before which one asks early, as « --avant » does."""
    word = request.args.get("avant") or request.said("avant")
    return next((one for one in api.Turn if one == word), None)


def _bundle(made: Sequence[following.ConfirmationRequest], files: Mapping[str, bytes]) -> MadeMessages:
    """All the files in one. Same requests: same bytes."""
    content, day = io.BytesIO(), made[0].day
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            name = name if name.endswith(".eml") or name.startswith(CALLS) else f"{BY_HAND}/{name}"
            archive.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    mails = sum(one.by is following.Moyen.COURRIEL for one in made)
    return MadeMessages(f"confirmations-{day}.zip", content.getvalue(), mails, len(made) - mails)


def _page(
    request: FormRequest, desk: Desk, catalogue: api.Catalogue, demandes: Sequence[following.Demande], refused: Note | None = None
) -> FormResponse:
    """The page, its boxes as they were sent, else the records that are due and not just asked about."""
    before = _before(request)
    why = following.reasons(catalogue, catalogue.day, before)
    lines = [_line(catalogue, demandes, place, why.get(place.key, "")) for place in catalogue.places]
    due = [one for one in lines if one.why]
    sent = set(request.answers.get("fiche", ())) if refused else {one.place.key for one in due if not one.asked}
    names = desk.workshop.state().names["types"]
    types = {place.type_id: names.get(place.type_id, place.type_id) for place in catalogue.places if place.type_id}
    return desk.page(
        "formulaire/demander.html",
        TITLE,
        "reponses",
        wrong=refused is not None,
        general=(refused,) if refused else (),
        made=desk.kept.get(MESSAGES),
        turns=list(api.Turn),
        before=before,
        by_hand=BY_HAND,
        due=due,
        others=[one for one in lines if not one.why],
        chosen=sent,
        types=sorted(types.items(), key=lambda pair: pair[1]),
        typed={name: request.said(name) for name in ("type", "question", "de")},
    )


def _line(catalogue: api.Catalogue, demandes: Sequence[following.Demande], place: api.Place, why: str) -> AskableLine:
    to = following.recipient(catalogue, place)
    way = to.mail or (api.phone(to.phone) if to.phone else "ni courriel ni téléphone connus")
    days = following.waiting_since(demandes, place.key, catalogue.day)
    return AskableLine(place, api.capital(why), f"{to.name} ({way})", api.date_fr(max(days)) if days else "")
