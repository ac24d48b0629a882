"""« Demander »: the messages to write, who is awaited, who answered; one message, and where its answer is pasted."""

from __future__ import annotations

from collections.abc import Sequence

from ctg import api
from ctg_formulaire.asking.incoming import KeptAnswer, kept_answers
from ctg_formulaire.asking.requests import FILE, Demande, RequestToWrite, about, as_yaml, awaited, load_campaign, to_write
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.workshop import Note, Save

TITLE = "Demander"
FEW = 5
"""Lines of a list that are shown at once."""
NO_PAGE = "L’adresse publique du site n’est pas connue : le message n’a pas de lien. Elle se dit dans « Le territoire »."
NO_NUMBER = "Aucun téléphone de l’éditeur n’est connu : le message n’en donne pas. Il se dit dans « Le territoire »."


def published(desk: Desk, drafts: bool = False) -> tuple[api.Catalogue, tuple[Demande, ...]]:
    """The catalogue as it is published, or with its ``drafts``, and the requests made; a page says why there is none."""
    try:
        return api.load(desk.workshop.root, drafts=drafts), load_campaign(desk.workshop.root)[0]
    except api.DataError:
        desk.refuse(TITLE, "Une fiche a une erreur : les messages seraient faux. Corrigez-la d’abord.")


def answering(catalogue: api.Catalogue) -> tuple[api.Record, ...]:
    """All that an answer may be about, even from outside of the territory; with the drafts that this catalogue has."""
    return (*catalogue.places, *catalogue.outside, *catalogue.all(api.Action))


def ask(_request: FormRequest, desk: Desk) -> FormResponse:
    """The list: what to decide of, what to write, who is awaited, who answered."""
    return listed(desk)


def listed(desk: Desk, notes: Sequence[Note] = (), typed: str = "") -> FormResponse:
    """The list, with what is wrong with an answer that was given."""
    catalogue, demandes = published(desk)
    kept, unreadable = kept_answers(desk.workshop.root)
    titles = {one.key: one.title for one in answering(desk.workshop.state().catalogue or catalogue)}
    return desk.page(
        "formulaire/demander.html",
        TITLE,
        "demander",
        notes=notes,
        typed=typed,
        unreadable=unreadable,
        undecided=[(one, named(one, titles)) for one in kept if not one.settled],
        decided=[(one, named(one, titles)) for one in kept if one.settled],
        write=to_write(catalogue, demandes),
        waiting=awaited(catalogue, demandes),
        few=FEW,
    )


def named(answer: KeptAnswer, titles: dict[str, str]) -> str:
    """Which records an answer is about; "" while nobody has said it."""
    return ", ".join(titles.get(one.fiche, one.fiche) for one in answer.fiches)


def message(request: FormRequest, desk: Desk, id: str) -> FormResponse:
    """One message: its text, two ways to send it, « C’est envoyé », and where its answer is pasted."""
    catalogue, demandes = published(desk)
    key = request.args.get("fiche") or request.said("fiche")
    made = about(catalogue, key) if key else None
    made = made or next((one for one in to_write(catalogue, demandes) if one.id == id), None)
    if made is None:
        desk.told.append("Il n’y a plus rien à demander là aujourd’hui.")
        return desk.led("demander/")
    own = catalogue.territoire
    lacking = [NO_PAGE] * (not own.adresse_site) + [NO_NUMBER] * (not (own.numero_info or own.editeur.telephone))

    def shown(notes: Sequence[Note] = ()) -> FormResponse:
        return desk.page(
            "formulaire/message.html",
            made.name,
            "demander",
            notes=notes,
            made=made,
            address=f"{desk.base}demander/{id}/",
            alone=key if key else "",
            lacking=lacking,
        )

    return desk.tried(request, lambda: _noted(desk, made), shown) if request.method == "POST" else shown()


def _noted(desk: Desk, made: RequestToWrite) -> FormResponse:
    """The request is noted, once it is sent. Raises :class:`NotWritten`."""
    noted, before = made.noted(), desk.workshop.on_disk(FILE)
    demandes = load_campaign(desk.workshop.root)[0]  # after it: what is noted meanwhile is not written over
    if noted not in demandes:
        told = f"Demandé à {made.name} : {made.extent}"
        desk.workshop.write(Save(told, {FILE: before}, {FILE: as_yaml([*demandes, noted]).encode()}))
        desk.told.append(f"Noté. {told}.")
    return desk.led("demander/")
