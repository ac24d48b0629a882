"""« Appeler », the first screen: whom to call today, and one call, place by place; « Demander »: the messages to write, who is
awaited, who answered, and where an answer is pasted.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from ctg import api
from ctg_formulaire.asking.facts import asked
from ctg_formulaire.asking.incoming import KeptAnswer, kept_answers
from ctg_formulaire.asking.requests import FILE, Demande, RequestToWrite, about, as_yaml, awaited, load_campaign, to_write
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.screens.form import RecordForm, key_of, opened_record
from ctg_formulaire.wording import labels_of, note_of
from ctg_formulaire.workshop import Keeper, Note, ProjectState, Save

TITLE = "Appeler"
MOST_FACTS = 8
FEW = 5
"""Places of a call that are listed at once."""
OWN, NOTICES = "data/territoire.yml", ("editeur.", "donnees_personnelles.")
"""Where a site says who publishes it."""
DONE, LATER = "faits", "plus-tard"


def calls_of_today(desk: Desk, state: ProjectState) -> tuple[tuple[api.CallToMake, ...], int]:
    """The calls that are left, those that were put off last, and how many records were settled today; none while a record is
    wrong. What was confirmed today, here or elsewhere, waits for another day."""
    if not state.catalogue:
        return (), 0
    noted = Keeper(desk.workshop.root).done(state.day)

    def over(record: api.Record) -> bool:
        return record.key in noted[DONE] or record.verifie_le == state.day

    every = api.calls_to_make(state.catalogue, state.day)
    left = (replace(call, subjects=tuple(one for one in call.subjects if not over(one.record))) for call in every)
    calls = sorted((call for call in left if call.subjects), key=lambda call: call.id in noted[LATER])
    return tuple(calls), len(noted[DONE])


def home(_request: FormRequest, desk: Desk) -> FormResponse:
    """The calls of the day, those that would serve most families first; what is to be done without a call."""
    state = desk.workshop.state()
    wrong = [problem for problem in state.problems if problem.level == api.ERROR]
    calls, done = calls_of_today(desk, state)
    lacking = {one.field for one in state.problems if one.file == OWN and one.field.startswith(NOTICES)}
    return desk.page(
        "formulaire/appeler.html",
        TITLE,
        "appeler",
        errors=[(key_of(problem), note_of(problem)) for problem in wrong],
        summary=api.calls_summary(calls),
        done=done,
        next=calls[0] if calls else None,
        greeting=_greeting(state),
        others=calls[1 : api.MOST_CALLS],
        more=len(calls) - api.MOST_CALLS,
        confirmations=api.confirmations(state.catalogue.places) if state.catalogue else None,
        alone=[one for one in api.review(state.catalogue, state.day) if one.findings] if state.catalogue else [],
        empty=not (state.names.get("structures") or state.names.get("services")),
        sent=bool(state.catalogue and state.catalogue.territoire.adresse_site),
        unsaid=[label for name, label in labels_of(api.Territoire).items() if name in lacking],
        kinds=api.KIND_OF,
        saves=list(reversed(desk.workshop.saves)),
    )


def call(request: FormRequest, desk: Desk, id: str) -> FormResponse:
    """One call: what the site says of a place, three gestures; then the next place."""
    state = desk.workshop.state()
    made = next((one for one in calls_of_today(desk, state)[0] if one.id == id), None)
    if made is None or not state.catalogue:
        desk.told.append("Rien n’est plus à demander à ce numéro aujourd’hui.")
        return desk.led()
    if request.method == "POST":
        return desk.tried(request, partial(_pressed, request, desk, made), partial(desk.excused, path=f"appeler/{id}/"))
    wanted = request.args.get("lieu", "")
    open_one = next((one for one in made.subjects if one.record.key == wanted), made.subjects[0])
    return desk.page(
        "formulaire/appel.html",
        made.name,
        "appeler",
        call=made,
        greeting=_greeting(state),
        open=open_one,
        facts=asked(state.catalogue, open_one.record, state.day).facts[:MOST_FACTS],
        kept=bool(Keeper(desk.workshop.root).read(open_one.record.key)),
        left=[one for one in made.subjects if one is not open_one],
        few=FEW,
    )


def _pressed(request: FormRequest, desk: Desk, made: api.CallToMake) -> FormResponse:
    """What a button of a call does: « Plus tard », « Tout est juste ». Raises :class:`OSError`."""
    keeper, day, key = Keeper(desk.workshop.root), desk.workshop.state().day, request.said("fiche")
    if request.said("_geste") == "plus-tard":
        keeper.note(day, LATER, made.id)
        return desk.led()
    if request.said("_geste") == "passer":
        keeper.note(day, DONE, key)
        return desk.led(f"appeler/{made.id}/")
    folder, _, id = key.partition("/")
    return RecordForm(desk, opened_record(desk, folder, id), call=made.id).confirmed(made.name)


def _greeting(state: ProjectState) -> str:
    """The words to say first."""
    site = state.catalogue.territoire.titre_site if state.catalogue else ""
    return f"Bonjour, je m’occupe du site « {site} ». Puis‑je vérifier avec vous ce que les familles y lisent ?"


# --- « Demander » --------------------------------------------------------------------------------


TO_ASK = "Demander"
NO_PAGE = "L’adresse publique du site n’est pas connue : le message n’a pas de lien. Elle se dit dans « Le territoire »."
NO_NUMBER = "Aucun téléphone de l’éditeur n’est connu : le message n’en donne pas. Il se dit dans « Le territoire »."


def published(desk: Desk, drafts: bool = False) -> tuple[api.Catalogue, tuple[Demande, ...]]:
    """The catalogue as it is published, or with its ``drafts``, and the requests made; a page says why there is none."""
    state = desk.workshop.state()
    with suppress(api.DataError):
        if catalogue := state.catalogue if drafts else state.published:
            return catalogue, load_campaign(desk.workshop.root)[0]
    desk.refuse(TO_ASK, "Une fiche a une erreur : les messages seraient faux. Corrigez-la d’abord.")


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
        TO_ASK,
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

    def shown(notes: Sequence[Note]) -> FormResponse:
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

    return desk.tried(request, lambda: _noted(desk, made), shown)


def _noted(desk: Desk, made: RequestToWrite) -> FormResponse:
    """The request is noted, once it is sent. Raises :class:`NotWritten`."""
    noted, before = made.noted(), desk.workshop.on_disk(FILE)
    demandes = load_campaign(desk.workshop.root)[0]  # after it: what is noted meanwhile is not written over
    if noted not in demandes:
        told = f"Demandé à {made.name} : {made.extent}"
        desk.workshop.write(Save(told, {FILE: before}, {FILE: as_yaml([*demandes, noted]).encode()}))
        desk.told.append(f"Noté. {told}.")
    return desk.led("demander/")
