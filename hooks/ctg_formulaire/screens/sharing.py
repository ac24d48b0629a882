"""« Envoyer »: what changed, saved, then sent; the sheets that two people changed, side by side. « Publier »: a host chosen, what
it wants, the site sent by a button, and what its address answers.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from ctg import api
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse
from ctg_formulaire.hosting import sending
from ctg_formulaire.hosting.hosts import AGREED, HOSTS, REACHED, Host, HostBox, chosen, host_named, keep, settings, typed
from ctg_formulaire.hosting.publishing import TERRITORY, SiteSending, has_safe, unsent, zipped
from ctg_formulaire.hosting.reconciling import BothChanged, WaitingSheet, waiting_in
from ctg_formulaire.hosting.sending import LAST, LastSending, called, file_at, is_in_history, is_introduced, putting_back
from ctg_formulaire.opened import field_at, in_french, text_of
from ctg_formulaire.wording import kind_of
from ctg_formulaire.workshop import Keeper, Note, NotWritten

TITLE = "Ce qui a changé"
REFUSED, SAVED_HERE = "Ce n’est pas fait", "Enregistré ici, pas encore envoyé"
TYPED = ("message", "qui", "courriel")


def share(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did."""
    return desk.tried(request, partial(_done, request, desk), partial(_page, request, desk))


def _done(request: FormRequest, desk: Desk) -> FormResponse:
    """What a button does. The network may take minutes: the project is not locked meanwhile. Raises :class:`NotWritten`,
    :class:`EditError`."""
    root, lock, (gesture, _, name) = desk.workshop.root, desk.workshop.lock, request.said("_geste").partition(":")
    with lock:
        if gesture == "reunir":
            return _chosen(request, desk, name)
        if gesture == "defaire":
            return _put_back(desk)
        saved = _saved(request, desk, gesture)
    if gesture not in {"publier", "envoyer"}:
        desk.told.extend(["Cette étape est enregistrée."] * saved)
        return desk.led("partager/")
    try:
        sent, received = sending.send(root, lock)
    except NotWritten as error:
        return _page(request, desk, error.notes, SAVED_HERE if saved else REFUSED)
    with lock:
        if sent.before and sent.before != sent.after:
            with suppress(OSError):  # it is sent: only its undoing would be lost
                Keeper(root).keep(LAST, {"avant": sent.before, "apres": sent.after, "message": request.said("message")})
        late = len(_waiting(desk))
        if received:
            desk.told.append(f"Reçu, de quelqu’un d’autre : {api.joined(received)}.")
        if sent.before != sent.after:
            desk.told.append("Envoyé : le site se met à jour en quelques minutes.")
        elif not received:
            desk.told.append("Personne d’autre n’a rien envoyé. Vous avez tout, et le site aussi.")
        if late:
            desk.told.append(f"{api.plural(late, 'fiche')} attend{'ent' if late > 1 else ''} que vous choisissiez, ci-dessous.")
    return desk.led("partager/")


def _waiting(desk: Desk) -> list[tuple[WaitingSheet, str, list[tuple[str, str, str, str]]]]:
    """Each sheet that waits, what people call it, and each field that both changed, or all of it: (name of the choice, label,
    mine, theirs)."""
    found = []
    for sheet in waiting_in(desk.workshop.root):
        theirs = text_of(desk.workshop.on_disk(sheet.file))
        found.append((sheet, sheet.title(theirs), [_both(one, kind_of(sheet.file)) for one in sheet.together(theirs).both]))
    return found


def _both(one: BothChanged, kind: type[api.Record] | None) -> tuple[str, str, str, str]:
    if not one.path:
        return choice_of(one.path), "Toute la fiche", "telle que je l’ai laissée", "telle que l’autre l’a envoyée"
    field = field_at(kind, one.path)
    label = field.label if field else ".".join(map(str, one.path))
    return choice_of(one.path), label, in_french(one.mine, field), in_french(one.theirs, field)


def choice_of(path: api.FieldPath) -> str:
    """The name of the choice between two texts of a place."""
    return f"choix:{'.'.join(map(str, path))}"


def _chosen(request: FormRequest, desk: Desk, name: str) -> FormResponse:
    """A sheet that waited is written as somebody chose. Raises :class:`NotWritten`."""
    root = desk.workshop.root
    sheet = next((one for one in waiting_in(root) if one.name == name), None)
    if sheet is None:
        raise NotWritten("Cette fiche n’attend plus.")
    theirs = text_of(desk.workshop.on_disk(sheet.file))
    said = {one.path: request.said(choice_of(one.path)) for one in sheet.together(theirs).both}
    if not {*said.values()} <= {"mien", "autre"}:
        raise NotWritten("Choisissez une réponse pour chaque ligne.")
    text = sheet.written(theirs, {path for path, word in said.items() if word == "mien"})
    files = {sheet.file: text.encode() if text is not None else None}
    if text != theirs and desk.workshop.verdict(files).wrong:
        raise NotWritten("Ces réponses ne vont pas ensemble : choisissez autrement, ou ouvrez la fiche.")
    desk.workshop.put(f"« {sheet.title(theirs)} » : réunie", files)
    Keeper(root).keep(sheet.name, {})
    desk.told.append(f"« {sheet.title(theirs)} » n’attend plus. Il reste à l’envoyer.")
    return desk.led("partager/")


def _last(desk: Desk, last: LastSending | None) -> list[tuple[str, str]]:
    """What the last sending changed: its name, and the public address where it is to be looked at; "" when none is known."""
    if last is None:
        return []
    catalogue = desk.workshop.state().catalogue
    records = {one.file: one for one in desk.workshop.state().records}
    found = []
    for file in last.files:
        record = records.get(file.removeprefix("data/")) or records.get(file)
        title = record.title if record else called(file, text_of(file_at(desk.workshop.root, last.sent.before, file)))
        there = api.absolute(catalogue.territoire, f"{record.key}/") if record and record.published and catalogue else ""
        found.append((title, there))
    return found


def _put_back(desk: Desk) -> FormResponse:
    """What the last sending changed is as before, and waits to be sent. Raises :class:`NotWritten`, :class:`OSError`."""
    root = desk.workshop.root
    last = LastSending.read(root)
    if last is None:
        raise NotWritten("Cet envoi ne peut plus être annulé d’ici : rouvrez cette page.")
    save, late = putting_back(desk.workshop, last)
    if save.after:
        if wrong := desk.workshop.verdict(save.after, addresses=True).wrong:
            raise NotWritten("Rien n’est changé : une fiche aurait une erreur.", *wrong)
        desk.workshop.write(save)
    for sheet in late:
        sheet.keep(Keeper(root))
    Keeper(root).keep(LAST, {"annule": last.message or "le dernier envoi"})
    desk.told.append("Tout ce qui pouvait l’être est comme avant l’envoi. Relisez, puis envoyez : c’est un nouveau changement.")
    return desk.led("partager/")


def _saved(request: FormRequest, desk: Desk, gesture: str) -> bool:
    """Saves what changed, unless it is only to be sent; whether it did. Raises :class:`NotWritten`."""
    root = desk.workshop.root
    desk.workshop.sound()
    if gesture not in {"enregistrer", "publier"}:
        return False
    if not sending.is_introduced(root):
        sending.introduce(root, request.said("qui"), request.said("courriel"))
    sending.save(root, request.said("message"))
    return True


def _page(request: FormRequest, desk: Desk, notes: Sequence[Note], title: str = REFUSED) -> FormResponse:
    root, last = desk.workshop.root, LastSending.read(desk.workshop.root)
    with desk.workshop.lock:
        try:
            if not is_in_history(root):  # saved all the same; sent by « Publier »
                host = chosen(root)
                return desk.led(f"publier/{host.name}/" if host else "publier/")
            found, count, sent = sending.changes(root), sending.to_send(root), list(sending.waiting(root))
            late = _waiting(desk)
        except NotWritten as error:
            return desk.page("formulaire/refus.html", TITLE, "partager", lines=[str(error)])
    undone = Keeper(root).read(LAST).get("annule")
    message = f"Annule : {undone}"[:200] if undone and found else sending.proposed(found)
    return desk.page(
        "formulaire/partager.html",
        TITLE,
        "partager",
        notes=notes,
        refused_title=title,
        late=late,
        changes=found,
        typed={name: request.said(name) or (message if name == "message" else "") for name in TYPED},
        introduced=sending.is_introduced(root),
        to_send=count,
        waiting=sent,
        last=_last(desk, last),
        last_message=last.message if last else "",
    )


# --- « Publier » ---------------------------------------------------------------------------------


KEPT = "publication"
ADDRESS = "adresse_site"
EACH = "3"
"""Seconds between two looks of a browser at what is being sent."""
WHO = (
    HostBox("qui", "Qui publie ?", "Gardé dans l’historique, que d’autres peuvent lire. Exemple : Service petite enfance"),
    HostBox("courriel", "Son adresse de courriel", "Celle du service convient."),
)
ZIP = "site-des-familles.zip"


def hosts(_request: FormRequest, desk: Desk) -> FormResponse:
    """The hosts to choose from."""
    root, before = desk.workshop.root, chosen(desk.workshop.root)
    begun = None if before else next((one for one in HOSTS if settings(root, one)), None)
    links = [(one.link, one.path) for one in desk.screens if one.of == "publier"]
    title = "Où le site est publié" if before else "Publier le site"
    return desk.page("formulaire/publier.html", title, "partager", hosts=HOSTS, before=before, begun=begun, links=links)


def host(request: FormRequest, desk: Desk, name: str) -> FormResponse:
    """The screen of a host, or what its buttons did."""
    found = host_named(name)
    if found is None:
        desk.refuse(*NOWHERE)
    kept = desk.kept.get(KEPT)
    under_way = kept if isinstance(kept, SiteSending) and kept.host == found else None
    if request.method != "POST" or (under_way and not under_way.over):
        return _host_page(desk, found, under_way)

    def begun() -> FormResponse:
        desk.kept[KEPT] = _sent_to(request, desk, found, under_way)
        return desk.led(f"publier/{name}/")

    given = {box.name: request.said(box.name) for box in (*found.boxes, *WHO)}
    return desk.tried(request, begun, lambda notes: _host_page(desk, found, None, notes, given))


def site_file(_request: FormRequest, desk: Desk) -> FormResponse:
    """The whole site, as one file to hand over."""
    try:
        return desk.download(ZIP, "application/zip", zipped(desk.workshop.root))
    except OSError:
        desk.refuse("Le site n’est pas prêt", "Revenez en arrière, et préparez-le d’abord.")


def _sent_to(request: FormRequest, desk: Desk, host: Host, before: SiteSending | None) -> SiteSending:
    """Raises :class:`HostRefused`, :class:`NotWritten`, :class:`EditError`."""
    root, gesture = desk.workshop.root, request.said("_geste")
    if gesture == "regarder" and before:
        before.look()
        return before
    if gesture == "convenir" and before and before.agreement:
        values = before.values | {before.agreement.name: before.agreement.value}
        _keep(root, host, values)
        return SiteSending(root, host, values).start()
    values = typed(host, {name: request.said(name) for name in request.answers})
    with desk.workshop.lock:
        desk.workshop.sound()
        _write_address(desk, values["adresse"])
    for known in (settings(root, host), before.values if before else {}):
        if all(known.get(part) == values.get(part) for part in ("serveur", "compte")):
            values |= {part: known[part] for part in (AGREED, REACHED) if part in known}  # of that server, once
    if request.said("adresse").strip() and "://" not in request.said("adresse"):
        desk.told.append(f"L’adresse publique est comprise : {values['adresse']}")
    _keep(root, host, values)
    values |= {part: request.said(part) for part in ("qui", "courriel", "coffre") if host.forge}
    return SiteSending(root, host, values).start()


def _keep(root: Path, host: Host, values: dict[str, str]) -> None:
    """Before it is sent: what stops on the way asks for nothing again."""
    with suppress(OSError):
        keep(root, host, values)


def _write_address(desk: Desk, address: str) -> None:
    """Raises :class:`NotWritten`, :class:`EditError`."""
    before = (desk.workshop.on_disk(TERRITORY) or b"").decode("utf-8")
    known = api.parse(before)
    if isinstance(known, dict) and str(known.get(ADDRESS) or "").rstrip("/") == address.rstrip("/"):
        return
    desk.workshop.change("Adresse du site", {TERRITORY: api.edit(before, {(ADDRESS,): address}).encode()})


def _host_page(
    desk: Desk, host: Host, publication: SiteSending | None, notes: Sequence[Note] = (), given: dict[str, str] | None = None
) -> FormResponse:
    root, waits = desk.workshop.root, bool(publication and not publication.over)
    if publication and publication.refused:
        notes = (Note(publication.refused),)
    asked = (*host.boxes, *(() if not host.forge or is_introduced(root) else WHO))
    known = settings(root, host)
    state = desk.workshop.state()
    if not known.get("adresse") and state.catalogue:
        known["adresse"] = state.catalogue.territoire.adresse_site or ""
    lacking = [one.message for one in state.problems if one.file == TERRITORY and one.field.startswith("editeur")]
    late = None if waits or host.forge or chosen(root) != host else unsent(root)  # to a forge, « Envoyer » sends it
    said = {**known, **(publication.values if publication else {}), **(given or {})}
    texts = {box.name: "" if box.secret else said.get(box.name, "") for box in asked}
    response = desk.page(
        "formulaire/publier_chez.html", host.label, "partager", notes, host=host, asked=asked, texts=texts,
        publication=publication, waits=waits, late=late, lacking=lacking,
        sent=bool(publication) and not (waits or notes or late), safe=bool(host.forge) and has_safe(root), zip=ZIP,
        repository=known.get("depot", "").removesuffix(".git"),
    )  # fmt: skip
    if waits:
        response.headers["Refresh"] = EACH
    return response
