"""The page « Envoyer » of the form: what changed in words, saved as a step of the history, then sent to the site."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ctg.editing.opened import written_records
from ctg.editing.screens.pages import FormRequest, Pages, Reply
from ctg.editing.sharing import NotSharedError, changes, introduce, is_introduced, proposed, save, send, to_send, waiting
from ctg.ground.problems import ERROR

TITLE = "Ce qui a changé"
TYPED = ("message", "qui", "courriel")


def share(pages: Pages, asked: FormRequest) -> Reply:
    """The page, or what its buttons did."""
    if asked.method == "POST":
        try:
            done = _saved(pages, asked)
        except NotSharedError as error:
            return _page(pages, str(error), {name: asked.said(name) for name in TYPED})
        if asked.said("_geste") in {"publier", "envoyer"}:
            return Reply(then=partial(_sent, pages, asked, done))
        pages.told.extend(done)
        return Reply(to=f"{pages.base}partager/")
    return _page(pages)


def _sent(pages: Pages, asked: FormRequest, done: list[str]) -> Reply:
    """What to answer once git has sent what is saved. The network may take minutes: the project is not locked meanwhile."""
    lock = pages.workshop.lock
    try:
        send(pages.workshop.root, lock)
    except NotSharedError as error:
        with lock:
            pages.told.extend(done)
            return _page(pages, str(error), {name: asked.said(name) for name in TYPED})
    with lock:
        pages.told.extend([*done, "Envoyé : le site se met à jour en quelques minutes."])
    return Reply(to=f"{pages.base}partager/")


def _saved(pages: Pages, asked: FormRequest) -> list[str]:
    """Saves what is asked to be; says so. Raises :class:`NotSharedError`."""
    root, gesture = pages.workshop.root, asked.said("_geste")
    if not asked.known:
        raise NotSharedError("Le formulaire a été relancé depuis : recommencez.")
    wrong = [problem for problem in pages.workshop.state().problems if problem.level == ERROR]
    if wrong:
        raise NotSharedError(
            f"{wrong[0].file} a une erreur, et le site ne se construirait pas : {wrong[0].message} Corrigez-la d'abord."
        )
    if gesture in {"enregistrer", "publier"}:
        if not is_introduced(root):
            introduce(root, asked.said("qui"), asked.said("courriel"))
        save(root, asked.said("message"))
        return ["Cette étape est enregistrée."]
    return []


def _page(pages: Pages, refused: str = "", typed: Mapping[str, str] | None = None) -> Reply:
    root = pages.workshop.root
    try:
        found, count, sent = changes(root), to_send(root), list(waiting(root))
    except NotSharedError as error:
        return pages.page("refus.html", TITLE, "partager", lines=[str(error)])
    keys = {one.path.relative_to(root).as_posix(): key for key, one in written_records(root)[0].items() if one.position is None}
    return pages.page(
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
