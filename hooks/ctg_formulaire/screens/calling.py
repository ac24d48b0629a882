"""« Appeler », the first screen: whom to call today, and one call, place by place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ctg import api
from ctg_formulaire.asking.facts import asked
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.screens.form import RecordForm
from ctg_formulaire.screens.lists import key_of
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.workshop import ProjectState

TITLE = "Appeler"
MOST_FACTS = 8
FEW = 5
"""Places of a call that are listed at once."""
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
    return desk.page(
        "formulaire/appeler.html",
        TITLE,
        "appeler",
        errors=[(key_of(problem), problem) for problem in wrong],
        summary=api.calls_summary(calls),
        done=done,
        next=calls[0] if calls else None,
        greeting=_greeting(state),
        others=calls[1 : api.MOST_CALLS],
        more=len(calls) - api.MOST_CALLS,
        confirmations=api.confirmations(state.catalogue.places) if state.catalogue else None,
        alone=[one for one in api.review(state.catalogue, state.day) if one.findings] if state.catalogue else [],
        empty=not (state.names.get("structures") or state.names.get("services")),
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
