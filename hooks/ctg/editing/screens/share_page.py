"""The page « Envoyer » of the form: what changed in words, saved as a step of the history, then sent to the site."""

from __future__ import annotations

from collections.abc import Mapping

from ctg.editing.desk import Desk, FormRequest, FormResponse
from ctg.editing.opened import written_records
from ctg.editing.sharing import NotSharedError, changes, introduce, is_introduced, proposed, save, send, to_send, waiting
from ctg.ground.problems import ERROR

TITLE = "Ce qui a changé"
TYPED = ("message", "qui", "courriel")


def share(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did."""
    with desk.workshop.lock:
        if request.method != "POST":
            return _page(desk)
        try:
            done = _saved(request, desk)
        except NotSharedError as error:
            return _page(desk, str(error), {name: request.said(name) for name in TYPED})
        if request.said("_geste") not in {"publier", "envoyer"}:
            desk.told.extend(done)
            return desk.led("partager/")
    return _sent(request, desk, done)


def _sent(request: FormRequest, desk: Desk, done: list[str]) -> FormResponse:
    """What to answer once git has sent what is saved. The network may take minutes: the project is not locked meanwhile."""
    lock = desk.workshop.lock
    try:
        send(desk.workshop.root, lock)
    except NotSharedError as error:
        with lock:
            desk.told.extend(done)
            return _page(desk, str(error), {name: request.said(name) for name in TYPED})
    with lock:
        desk.told.extend([*done, "Envoyé : le site se met à jour en quelques minutes."])
    return desk.led("partager/")


def _saved(request: FormRequest, desk: Desk) -> list[str]:
    """Saves what is asked to be; says so. Raises :class:`NotSharedError`."""
    root, gesture = desk.workshop.root, request.said("_geste")
    if not request.known:
        raise NotSharedError("Le formulaire a été relancé depuis : recommencez.")
    wrong = [problem for problem in desk.workshop.state().problems if problem.level == ERROR]
    if wrong:
        raise NotSharedError(
            f"{wrong[0].file} a une erreur, et le site ne se construirait pas : {wrong[0].message} Corrigez-la d'abord."
        )
    if gesture in {"enregistrer", "publier"}:
        if not is_introduced(root):
            introduce(root, request.said("qui"), request.said("courriel"))
        save(root, request.said("message"))
        return ["Cette étape est enregistrée."]
    return []


def _page(desk: Desk, refused: str = "", typed: Mapping[str, str] | None = None) -> FormResponse:
    root = desk.workshop.root
    try:
        found, count, sent = changes(root), to_send(root), list(waiting(root))
    except NotSharedError as error:
        return desk.page("refus.html", TITLE, "partager", lines=[str(error)])
    keys = {one.path.relative_to(root).as_posix(): key for key, one in written_records(root)[0].items() if one.position is None}
    return desk.page(
        "partager.html",
        TITLE,
        "partager",
        wrong=bool(refused),
        refused=refused,
        refused_title="Ce n’est pas fait",
        changes=found,
        keys=keys,
        typed={**dict.fromkeys(TYPED, ""), "message": proposed(found), **{k: text for k, text in (typed or {}).items() if text}},
        introduced=is_introduced(root),
        to_send=count,
        waiting=sent,
    )
