"""What a steering committee must see: what blocks, what is late, what nobody looked at again, and what comes next.

Its actions are the convention's: those of another framework are not its to steer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctg.analysis.freshness import last_day, never_confirmed, review_due
from ctg.analysis.project.meetings import is_coming
from ctg.analysis.project.timeline import step_state
from ctg.analysis.project.yearly import convention_in
from ctg.analysis.review import FINISHED
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Cadre, Indicateur, Record, Rencontre
from ctg.kinds.action import ETATS
from ctg.kinds.fields import PartialDate
from ctg.problems import plural

AHEAD = dt.timedelta(days=365)
"""How far the dates to come are told; the convention's end is always told."""
WORDS = {
    "bloque": (
        "Ce qui bloque", "Action", "État noté le", "Aucune action dont l’avancement est renseigné n’est dite bloquée."
    ),
    "retard": ("En retard", "Action", "Date prévue", "Aucune date prévue n’est dépassée."),
    "etapes": ("Étapes manquées", "Action", "Date prévue", "Aucune étape n’est dépassée."),
    "suites": ("Demandes et décisions en attente", "Rencontre", "Date", "Aucune demande n’attend de suite."),
    "indicateurs": ("Indicateurs sans aucune valeur", "Indicateur", "", "Chaque indicateur a au moins une valeur."),
    "reverifier": ("Fiches à revérifier", "Fiche", "", "Aucune fiche confirmée n’a dépassé son délai."),
    "confirmer": (
        "Fiches jamais confirmées par un responsable", "Fiche", "", "Aucune fiche n’attend sa première confirmation."
    ),
}  # fmt: skip
"""By group, in reading order: its title, what each alert is about, what its date is, what is said when there is none."""


@dataclass(frozen=True)
class Alert:
    """One fact to look at: a record, a French sentence, and the date that makes it a fact."""

    record: Record
    reason: str
    date: dt.date | PartialDate | None = None

    @property
    def title(self) -> str:
        return self.record.title


@dataclass(frozen=True)
class AlertGroup:
    """The alerts of one sort, and what the records do not let us see: no alert is not always good news."""

    id: str
    title: str
    what: str
    """What each alert is about: « Action », « Rencontre »…"""
    date_label: str
    none: str
    """What is said when there is no alert."""
    alerts: tuple[Alert, ...]
    unseen: str = ""


@dataclass(frozen=True)
class Coming:
    """A date to come; without a record, it is the convention's."""

    date: PartialDate
    title: str
    record: Record | None = None


def alerts(catalogue: Catalogue, today: dt.date, year: int) -> tuple[AlertGroup, ...]:
    """Every group, in reading order, empty ones too.

    Records say what is true today: for a past ``year``, only what was due by its end is late, but states are today's.
    """
    limit = min(today, dt.date(year + 1, 1, 1))
    actions = [action for action in catalogue.of_the_convention(Action, convention_in(catalogue, year)) if action.published]
    open_ones = [action for action in actions if action.etat not in FINISHED]
    found: dict[str, tuple[Iterable[Alert], str]] = {
        "bloque": (_blocked(open_ones), ""),
        "retard": (_by_date(_late(open_ones, limit)), _unseen(open_ones, "fin", limit, today)),
        "etapes": (_by_date(_missed(actions, limit)), _unseen(open_ones, "etapes", limit, today)),
        "suites": (_by_date(_waiting(catalogue.all(Rencontre), limit)), ""),
        "indicateurs": (_without_value(catalogue), ""),
        "reverifier": (_stale(catalogue, today), ""),
        "confirmer": (_unconfirmed(catalogue), ""),
    }
    return tuple(AlertGroup(id, *WORDS[id], tuple(listed), unseen) for id, (listed, unseen) in found.items())


def _unseen(open_ones: list[Action], field: str, limit: dt.date, today: dt.date) -> str:
    """What dates cannot tell: those that are missing, and for a past year those that are later."""
    missing = sum(not (action.calendrier and getattr(action.calendrier, field)) for action in open_ones)
    what = "sans date de fin connue" if field == "fin" else "sans étape datée"
    parts = [f"{plural(missing, 'action')} {what}."] if missing else []
    return " ".join([*parts, f"Seules comptent les dates d’avant {limit.year}."] if limit < today else parts)


def coming(catalogue: Catalogue, today: dt.date, convention: Cadre) -> tuple[Coming, ...]:
    """Meetings, milestones and ends of actions within :data:`AHEAD`, then the end of the convention; the earliest first."""
    found = [Coming(r.date, r.titre, r) for r in catalogue.all(Rencontre) if r.published and is_coming(r, today)]
    for action in catalogue.of_the_convention(Action, convention):
        plan = action.calendrier if action.published and action.etat not in FINISHED else None
        found += [Coming(step.date, step.titre, action) for step in (plan.etapes if plan else ()) if not step.fait]
        found += [Coming(plan.fin, "Fin prévue", action)] if plan and plan.fin else []
    near = [item for item in found if item.date.latest >= today and item.date.first <= today + AHEAD]
    if convention.fin and convention.fin.latest >= today:
        near.append(Coming(convention.fin, "Fin de la convention"))
    return tuple(sorted(near, key=lambda item: (item.date.first, item.date.latest, item.title)))


# --- rules ---------------------------------------------------------------------------------------


def _blocked(open_ones: Iterable[Action]) -> Iterator[Alert]:
    """Suspended first, then those that are not finished and have a difficulty."""
    for action in sorted(open_ones, key=lambda action: action.etat != "suspendue"):
        if action.etat == "suspendue" or action.difficultes:
            state = ETATS[action.etat].capitalize() if action.etat else "Avancement non renseigné"
            why = action.difficultes or "La raison n’est pas renseignée."
            yield Alert(action, f"{state}. {why}", action.etat_le)


def _late(open_ones: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Past its end and not finished; or past its start and not begun."""
    for action in open_ones:
        plan, state = action.calendrier, ETATS[action.etat] if action.etat else "avancement non renseigné"
        if plan and plan.fin and plan.fin.latest < limit:
            yield Alert(action, f"La date de fin est passée ; {state}.", plan.fin)
        elif plan and plan.debut and plan.debut.latest < limit and action.etat == "non-engagee":
            yield Alert(action, f"La date de début est passée ; {state}.", plan.debut)


def _missed(actions: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Milestones whose date is past and that nobody says are done; those of an abandoned action do not count."""
    words = {"en-retard": "pas faite", "non-renseignee": "on ne sait pas si elle est faite"}
    for action in actions:
        for step in action.calendrier.etapes if action.calendrier else ():
            if word := words.get(step_state(step, action, limit)):
                yield Alert(action, f"« {step.titre} » : {word}.", step.date)


def _waiting(meetings: Iterable[Rencontre], limit: dt.date) -> Iterator[Alert]:
    """What people asked or decided, of which nothing is said yet, or only that it is being studied."""
    for meeting in meetings:
        for answer in meeting.suites if meeting.published and meeting.date.first < limit else ():
            if answer.etat in (None, "a-l-etude"):
                word = "à l’étude" if answer.etat else "suite non renseignée"
                yield Alert(meeting, f"« {answer.texte} » : {word}.", meeting.date)


def _without_value(catalogue: Catalogue) -> Iterator[Alert]:
    for indicator in catalogue.all(Indicateur):
        if indicator.published and not indicator.valeurs:
            yield Alert(indicator, f"À demander à : {indicator.producteur}.")


def _public(catalogue: Catalogue) -> Iterator[Record]:
    return (record for records in catalogue.records.values() for record in records if record.published)


def _stale(catalogue: Catalogue, today: dt.date) -> Iterator[Alert]:
    """Past their term, the longest overdue first."""
    overdue = [(due, record) for record in _public(catalogue) if (due := review_due(record)) and due < today]
    for due, record in sorted(overdue, key=lambda pair: pair[0]):
        yield Alert(record, "Le délai de vérification est passé.", due)


def _unconfirmed(catalogue: Catalogue) -> Iterator[Alert]:
    """The records that nobody vouches for: first without any dated proof, then from the oldest proof on."""
    waiting = [record for record in _public(catalogue) if never_confirmed(record)]
    for record in sorted(waiting, key=lambda r: r.derniere_preuve.latest if r.derniere_preuve else dt.date.min):
        yield Alert(record, "Personne ne l’a confirmée.", record.derniere_preuve)


def _by_date(found: Iterable[Alert]) -> tuple[Alert, ...]:
    """The longest overdue first."""
    return tuple(sorted(found, key=lambda alert: last_day(alert.date)))
