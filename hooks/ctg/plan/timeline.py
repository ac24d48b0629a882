"""The dates of actions and of the convention: milestones, lateness, changes of state, what ends."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta

from ctg.common.phrases import capital, date_fr, joined, on_date
from ctg.model import Action, Cadre
from ctg.model.action import ETATS, EtapeAction, Etat, EtatDate
from ctg.model.fields import PartialDate
from ctg.model.territory import NOTICE_MONTHS
from ctg.reading.catalogue import Catalogue


def follow_ups(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that continue this one, as its ``suite`` says."""
    return tuple(catalogue.those(Action, action.suite.vers if action.suite else ()))


def followed(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that this one continues."""
    return catalogue.referenced_by(action, Action, "suite")


@dataclass(frozen=True)
class Movement:
    """A change of state of an action."""

    action: Action
    before: Etat | None
    """Where it stood until then; None: nothing says."""
    state: EtatDate


def movements(actions: Iterable[Action], since: dt.date, until: dt.date) -> tuple[Movement, ...]:
    """What these actions became after ``since`` and until ``until``, in the order of time.

    A state that says again what was known is no movement; nor is the only one, of which only the day it was seen is known.
    """
    found = [
        Movement(action, before, state)
        for action in actions
        if len(action.history) > 1
        for before, state in zip((None, *(one.etat for one in action.history)), action.history, strict=False)
        if since < state.day <= until and state.etat != before
    ]
    return tuple(sorted(found, key=lambda movement: movement.state.day))


def change_in_words(movement: Movement) -> str:
    """« de « en préparation » à « en cours » »; « « en cours » » alone when the former state is unknown."""
    now = f"« {ETATS[movement.state.etat]} »"
    return f"de « {ETATS[movement.before]} » à {now}" if movement.before else now


# --- an action -----------------------------------------------------------------------------------

StepState = Literal["faite", "en-retard", "sans-suite", "non-renseignee", "a-venir"]
UNFINISHED = ("non-engagee", "en-preparation", "en-cours")
"""The states of an action that still has to come to its end."""


def run(action: Action) -> list[EtatDate]:
    """The last states that say the same as the one of its day, the newest first."""
    past = (one for one in reversed(action.history) if action.etat_le and one.day <= action.etat_le)
    return list(takewhile(lambda one: one.etat == action.etat, past))


def since(action: Action) -> dt.date | None:
    """When an action came into its state; None when only the last news of it is dated: no other state was known before, or a
    step was done between the two."""
    if not (same := run(action)):
        return action.etat_le if action.etat == Etat.INACHEVEE else None
    first = same[-1].day
    before = next((one.day for one in reversed(action.history) if one.day < first), None)
    done = (step.date for step in written_steps(action) if step.fait)
    unsure = before is None or any(before < date.first and date.latest < first for date in done)
    return None if unsure and action.etat in (*UNFINISHED, Etat.EN_PROJET) else first  # the rest happens on a day


def why_late_or_stopped(action: Action, blocks: str) -> str:
    """Why it is late or stopped: the note of a state that stops it, why it was given up, what ``blocks`` it; empty when nothing
    says so. The note of a state in which it goes on tells news, not why."""
    note = next((one.note for one in run(action) if one.note), "")
    stops = action.etat in (Etat.SUSPENDUE, Etat.ABANDONNEE)
    given_up = action.suite.motif if action.suite and action.etat == Etat.ABANDONNEE else ""
    return (note if stops else "") or given_up or blocks or (note if action.etat == Etat.NON_ENGAGEE else "") or ""


@dataclass(frozen=True)
class Step:
    """A milestone of an action, and where it stands."""

    date: PartialDate
    titre: str
    state: StepState


def written_steps(action: Action) -> tuple[EtapeAction, ...]:
    """The milestones of an action, as its sheet has them."""
    return action.calendrier.etapes if action.calendrier else ()


def steps(action: Action, today: dt.date) -> tuple[Step, ...]:
    """The milestones of an action in the order of their last possible day, which decides of their lateness too."""
    ordered = sorted(written_steps(action), key=lambda etape: (etape.date.latest, etape.date.first))
    return tuple(Step(etape.date, etape.titre, step_state(etape, action, today)) for etape in ordered)


def step_state(etape: EtapeAction, action: Action, today: dt.date) -> StepState:
    """A step is late once its last possible day is past and the record says that it is not done.

    When the record says nothing, neither do we; what an abandoned action had planned is not awaited any more.
    """
    if etape.fait:
        return "faite"
    if action.etat == "abandonnee":
        return "sans-suite"
    if etape.date.latest >= today:
        return "a-venir"
    return "non-renseignee" if etape.fait is None else "en-retard"


def past_date(action: Action, day: dt.date) -> tuple[str, PartialDate] | None:
    """(« fin » or « début », date) that an action has let go by before a day; a suspended one is told as such."""
    plan = action.calendrier
    if not plan or action.etat == "suspendue":
        return None
    if plan.fin and plan.fin.latest < day:
        return "fin", plan.fin
    return ("début", plan.debut) if plan.debut and plan.debut.latest < day and action.etat == "non-engagee" else None


def lateness(action: Action, today: dt.date) -> str:
    """« Fin prévue en juin 2026. Pas fait : première soirée (novembre 2025). » of an action that goes on past its end, its
    beginning, or a step that it says is not done; empty when it is not late, or when its state is unknown."""
    if action.etat not in UNFINISHED:
        return ""
    past = past_date(action, today)
    told = f"{past[0].capitalize()} {'prévue' if past[0] == 'fin' else 'prévu'} {on_date(past[1])}." if past else ""
    return " ".join(filter(None, (told, missed(action, today))))


def missed(action: Action, today: dt.date) -> str:
    """« Pas fait : première soirée (novembre 2025). »; empty when no step is said so."""
    late = [f"{step.titre} ({date_fr(step.date)})" for step in steps(action, today) if step.state == "en-retard"]
    return f"Pas fait : {joined(late)}." if late else ""


# --- the convention ------------------------------------------------------------------------------


def ending(
    convention: Cadre, today: dt.date, months: int = NOTICE_MONTHS
) -> Literal["inconnue", "passee", "bientot", "plus-tard"]:
    """Whether the convention is over, or ends within so many months; « passee » only once its last possible day is past."""
    if not convention.end:
        return "inconnue"
    if convention.end.latest < today:
        return "passee"
    return "bientot" if convention.end.latest <= today + relativedelta(months=months) else "plus-tard"


def unsigned(cadre: Cadre, today: dt.date) -> bool:
    """Whether a convention that follows another should have begun, and nothing says that it was voted or signed. Of a first one,
    whose signature is often untold, that would say too much."""
    signed = cadre.adopted is not None and cadre.adopted <= today
    return bool(cadre.is_ctg and cadre.succede_a and cadre.debut and cadre.begins <= today) and not signed


def deadline(convention: Cadre, today: dt.date) -> str:
    """« La convention se termine dans 35 jours, le 31 décembre 2026. »; counted in days once it is near. Empty without an end.

    An end known to the month or to the year is given as the latest that it may be; one that is only supposed is not counted.
    """
    end, state, what = convention.end, ending(convention, today), "La convention" if convention.is_ctg else "Ce cadre"
    if not end:
        return ""
    if state == "passee":
        return f"{what} s’est terminé{'e' if convention.is_ctg else ''} {on_date(end)}."
    if state == "plus-tard" or end.approx:
        return f"{what} se termine {on_date(end)}."
    days = (end.latest - today).days
    left = ("aujourd’hui", "demain")[days] if days < 2 else f"dans {days} jours"
    if end.day:
        return f"{what} se termine {left}, {on_date(end)}."
    return f"{what} se termine {on_date(end)}, au plus tard {left}. Le jour exact n’est pas connu."


ORDINALS = ("première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième")
NUMBERS = ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")


def where_we_are(convention: Cadre, today: dt.date) -> str:
    """« La convention est dans sa troisième année, sur cinq. » Empty when nothing sure can be said."""
    begin, end = convention.debut, convention.end
    if end and end.latest < today:
        return "La convention est terminée."
    if not begin or begin.approx:
        return ""
    if begin.first > today:
        return "La convention n’a pas encore commencé."
    year, total = relativedelta(today, begin.first).years + 1, _whole_years(begin, end)
    if year > len(ORDINALS) or total == 1:
        return "La convention est en cours."
    if year == total:
        return f"La convention est dans sa {ORDINALS[year - 1]} et dernière année."
    of = f", sur {NUMBERS[total - 1]}" if total and year < total <= len(NUMBERS) else ""
    return f"La convention est dans sa {ORDINALS[year - 1]} année{of}."


def _whole_years(begin: PartialDate, end: PartialDate | None) -> int | None:
    """The length in years, when it is a round number of them."""
    if not end or end.approx:
        return None
    length = relativedelta(end.latest + dt.timedelta(days=1), begin.first)
    return length.years if not (length.months or length.days) else None


class Renewal(NamedTuple):
    """Something that ends, or is ``owed`` by a day; ``after``: what is published of what follows."""

    end: PartialDate
    title: str
    record: Cadre | Action
    """Where it is told, in its part ``at``."""
    after: str = ""
    owed: bool = False
    at: str = ""

    @property
    def path(self) -> str:
        """Where it is told, from the root."""
        return f"{self.record.key}/{self.at}"

    @property
    def notice(self) -> dt.date:
        """From when on six months are left, or fewer."""
        return self.end.latest - relativedelta(months=NOTICE_MONTHS)

    def due(self, today: dt.date) -> bool:
        """Whether its notice has begun, and nothing is published of what follows."""
        return not self.after and self.notice <= today

    def told(self, today: dt.date) -> str:
        """« finit le 31 décembre 2028 ; à préparer avant le 30 juin 2028 »."""
        when = f"finit {on_date(self.end)}"
        if self.owed:
            return f"à rendre avant {on_date(self.end)}{' : en retard' if self.end.latest < today else ''}"
        if self.after:
            return f"{when} ; la suite se prépare : {self.after}"
        return f"{when} ; à renouveler maintenant" if self.due(today) else f"{when} ; à préparer avant le {date_fr(self.notice)}"


def renewals(catalogue: Catalogue, today: dt.date) -> Mapping[int, list[Renewal]]:
    """By year of end, the first to end first; what is over and was not owed, and what has not begun, are not in it."""
    left = (one for one in _endings(catalogue, today) if one.owed or one.end.latest >= today)
    found = sorted(left, key=lambda one: (one.end.latest, one.title))
    return {year: list(own) for year, own in groupby(found, key=lambda one: one.end.year)}


def _endings(catalogue: Catalogue, today: dt.date) -> Iterator[Renewal]:
    for cadre in catalogue.all(Cadre):
        if cadre.end and cadre.published and cadre.begins <= today:
            after = (one.title for one in catalogue.referenced_by(cadre, Cadre, "succede_a") if one.published)
            yield Renewal(cadre.end, cadre.title, cadre, joined(after))
        yield from _of_the_caf(catalogue, cadre) if cadre.published else ()
    for action in catalogue.all(Action):
        for post in action.posts if action.published else ():
            if post.a:
                yield Renewal(post.a, f"Poste : {post.fonction}", action)


def _of_the_caf(catalogue: Catalogue, cadre: Cadre) -> Iterator[Renewal]:
    """The agreements that pay its equipments, and the returns that are due."""
    names = {one.id: one.nom for one in catalogue.known_structures}
    for structure, end in dict.fromkeys((one.structure, one.fin) for one in cadre.soutiens if one.fin):
        whose = names.get(structure, "un lieu qui n’est pas publié") if structure else "le territoire"
        yield Renewal(end, f"Convention de financement (CAF) : {whose}", cadre, at="#equipements")
    for due in cadre.retours:
        if due.avant_le and not due.fait_le:
            day = PartialDate(due.avant_le.year, due.avant_le.month, due.avant_le.day)
            yield Renewal(day, f"{capital(due.nature.label)} ({due.caf})", cadre, owed=True, at="#retours")
