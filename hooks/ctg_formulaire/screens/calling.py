"""« Appeler », the first screen: whom to call today, and one call, place by place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctg import api
from ctg_formulaire.asking.facts import AskedFact, asked
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.screens.form import RecordForm
from ctg_formulaire.screens.lists import key_of, kinds
from ctg_formulaire.screens.record import opened_record
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.workshop import OLD_FORM, ProjectState

TITLE = "Appeler"
MOST_FACTS = 8
FEW = 5
"""Places of a call that are listed at once."""
DONE, LATER = "faits", "plus-tard"


@dataclass(frozen=True)
class DayOfCalls:
    """The calls that are left for today, and what was settled."""

    calls: tuple[api.CallToMake, ...]
    done: int
    """How many records were settled today."""

    @classmethod
    def read(cls, desk: Desk, state: ProjectState) -> DayOfCalls:
        """Without what was settled today; those that were put off come last."""
        assert state.catalogue
        noted = Keeper(desk.workshop.root).done(state.day)
        left = (
            replace(call, subjects=tuple(one for one in call.subjects if one.record.key not in noted[DONE]))
            for call in api.calls_to_make(state.catalogue, state.day)
        )
        calls = sorted((call for call in left if call.subjects), key=lambda call: call.id in noted[LATER])
        return cls(tuple(calls), len(noted[DONE]))

    def named(self, id: str) -> api.CallToMake | None:
        """The call of an address; None when nothing is left to ask there."""
        return next((call for call in self.calls if call.id == id), None)


def home(_request: FormRequest, desk: Desk) -> FormResponse:
    """The calls of the day, those that would serve most families first; what is to be done without a call."""
    state = desk.workshop.state()
    wrong = [problem for problem in state.problems if problem.level == api.ERROR]
    today = DayOfCalls.read(desk, state) if state.catalogue else DayOfCalls((), 0)
    return desk.page(
        "formulaire/appeler.html",
        TITLE,
        "appeler",
        errors=[(key_of(problem), problem) for problem in wrong],
        summary=api.calls_summary(today.calls),
        done=today.done,
        next=today.calls[0] if today.calls else None,
        greeting=_greeting(state),
        others=today.calls[1 : api.MOST_CALLS],
        more=len(today.calls) - api.MOST_CALLS,
        confirmations=api.confirmations(state.catalogue.places, state.day) if state.catalogue else None,
        alone=[one for one in api.review(state.catalogue, state.day) if one.findings] if state.catalogue else [],
        empty=not (state.names.get("structures") or state.names.get("services")),
        kinds={folder for folder, _, _ in kinds(state)},
        saves=list(reversed(desk.workshop.saves)),
    )


def call(request: FormRequest, desk: Desk, id: str) -> FormResponse:
    """One call: what the site says of a place, three gestures; then the next place."""
    state = desk.workshop.state()
    today = DayOfCalls.read(desk, state) if state.catalogue else DayOfCalls((), 0)
    made = today.named(id)
    if made is None or not state.catalogue:
        desk.told.append("Rien n’est plus à demander à ce numéro aujourd’hui.")
        return desk.led()
    if request.method == "POST":
        return desk.once(request, lambda: _pressed(request, desk, made))
    wanted = request.args.get("lieu", "")
    open_one = next((one for one in made.subjects if one.record.key == wanted), made.subjects[0])
    return desk.page(
        "formulaire/appel.html",
        made.name,
        "appeler",
        call=made,
        greeting=_greeting(state),
        open=open_one,
        facts=facts_of(state, open_one.record),
        kept=bool(Keeper(desk.workshop.root).read(open_one.record.key)),
        left=[one for one in made.subjects if one is not open_one],
        few=FEW,
    )


def _pressed(request: FormRequest, desk: Desk, made: api.CallToMake) -> FormResponse:
    """What a button of a call does: « Plus tard », « Tout est juste »."""
    keeper, day, key = Keeper(desk.workshop.root), desk.workshop.state().day, request.said("fiche")
    if not request.known:
        desk.told.append(OLD_FORM.message)
        return desk.led(f"appeler/{made.id}/")
    try:
        if request.said("_geste") == "plus-tard":
            keeper.note(day, LATER, made.id)
            return desk.led()
        if request.said("_geste") == "passer":
            keeper.note(day, DONE, key)
            return desk.led(f"appeler/{made.id}/")
    except OSError as error:
        desk.told.append(f"Ce n’est pas noté : {api.reason(error)}.")
        return desk.led()
    folder, _, id = key.partition("/")
    return RecordForm(desk, opened_record(desk, folder, id), call=made.id).confirmed(made.name)


def facts_of(state: ProjectState, record: api.Record) -> tuple[AskedFact, ...]:
    """What the site says of a place or of an action as five to eight facts, known or not; none of what is neither."""
    return asked(state.catalogue, record, state.day).facts[:MOST_FACTS] if state.catalogue else ()


def _greeting(state: ProjectState) -> str:
    """The words to say first."""
    site = state.catalogue.territoire.titre_site if state.catalogue else ""
    return f"Bonjour, je m’occupe du site « {site} ». Puis-je vérifier avec vous ce que les familles y lisent ?"
