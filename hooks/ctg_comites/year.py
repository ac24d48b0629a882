"""A year of the convention: what the records say of it, gathered and added up, and what they do not say; which years have a
report.

An axis of another framework (``cadre``) is left out: the report of a convention counts only its own actions. The web page and the
PDF both show one value, :class:`Yearly`, so they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from ctg import api


@dataclass(frozen=True)
class ActionYear:
    """An action seen from one year."""

    action: api.Action
    bilan: str | None
    steps: tuple[tuple[api.EtapeAction, api.StepState], ...]
    """The milestones of the year, and where each stood at its end, or today while it lasts."""
    parts: tuple[api.Financement, ...]
    """Its money of the year; none of an action that is only proposed."""
    difficulty: str | None
    reason: str
    late: str
    missed: str
    """Why it is late or stopped, as far as dated facts say; what it let go by while it goes on; its steps that were not done."""


@dataclass(frozen=True)
class AxisYear:
    """An axis and its actions."""

    axe: api.Axe
    actions: tuple[ActionYear, ...]


class IndicatorYear(NamedTuple):
    """An indicator that has a value of the year; of the whole territory, when there is one."""

    indicateur: api.Indicateur
    value: api.Valeur | None


@dataclass(frozen=True)
class Yearly:
    """All that a yearly report says."""

    year: int
    today: dt.date
    axes: tuple[AxisYear, ...]
    indicators: tuple[IndicatorYear, ...]
    meetings: tuple[api.Rencontre, ...]
    """The meetings of the convention, held or to come, in the order of time."""
    expected: tuple[ActionYear, ...]
    """The actions that could have a bilan and means this year, as far as is known."""
    unmeasured: tuple[api.Indicateur, ...]
    """Those without a value of the year."""

    @property
    def actions(self) -> tuple[ActionYear, ...]:
        return tuple(action for axis in self.axes for action in axis.actions)

    @property
    def parts(self) -> tuple[api.Financement, ...]:
        return tuple(part for found in self.actions for part in found.parts)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, 12, 31)


def yearly(catalogue: api.Catalogue, year: int, today: dt.date) -> Yearly:
    """The report of a year, from published records; states are those of its last day, or of today while it lasts."""
    day, convention = min(today, dt.date(year, 12, 31)), convention_in(catalogue, year)
    axes = tuple(
        AxisYear(axe, tuple(_action(action.as_of(day), year, day) for action in catalogue.referenced_by(axe, api.Action)))
        for axe in catalogue.of_the_convention(api.Axe, convention)
    )
    measured = tuple(found for i in catalogue.all(api.Indicateur) if (found := _indicator(i, year)))
    known = {found.indicateur.key for found in measured}
    held = (r for r in catalogue.all(api.Rencontre) if r.date.year <= year <= (r.fin or r.date).year)
    meetings = sorted(held, key=lambda r: (r.date.first, r.titre))
    return Yearly(
        year,
        today,
        axes,
        measured,
        tuple(meeting for meeting in meetings if api.framework(catalogue, meeting).is_ctg),
        tuple(found for axis in axes for found in axis.actions if _expected(found.action, year)),
        tuple(one for one in catalogue.all(api.Indicateur) if one.key not in known),
    )


def _action(action: api.Action, year: int, day: dt.date) -> ActionYear:
    texts = [bilan.texte for bilan in action.bilans if bilan.annee == year]
    steps = sorted(
        (step for step in api.written_steps(action) if step.date.year == year), key=lambda step: (step.date.first, step.titre)
    )
    told = "\n\n".join(one.texte for one in action.difficultes if one.lasted_in(year))
    blocks = "\n\n".join(one.texte for one in action.difficultes if one.date and one.blocks_on(day))
    return ActionYear(
        action,
        "\n\n".join(texts) or None,
        tuple((step, api.step_state(step, action, day)) for step in steps),
        () if action.is_proposed else api.parts_of([action], year),
        told or None,
        api.why_late_or_stopped(action, told or blocks),
        api.lateness(action, day),
        api.missed(action, day),
    )


def _indicator(indicator: api.Indicateur, year: int) -> IndicatorYear | None:
    own = [value for value in indicator.valeurs if value.annee == year]
    return IndicatorYear(indicator, next((value for value in own if value.whole), None)) if own else None


def _expected(action: api.Action, year: int) -> bool:
    """Whether an action was under way in a year, as far as is known: neither finished before it nor begun after it."""
    if action.etat in api.FINISHED and action.etat_le and action.etat_le.year < year:
        return False
    plan = action.calendrier
    return not (plan and plan.debut and plan.debut.first.year > year)


def convention_years(catalogue: api.Catalogue, today: dt.date) -> range:
    """The years that have begun, from the first convention to the last; without a known start, from the first year that has
    something."""
    last = _last_year(catalogue.convention_on(today), today)
    first = catalogue.conventions[0]
    return range(first.debut.year if first.debut else min({last, *_years_with_facts(catalogue)}), last + 1)


def _last_year(convention: api.Cadre, today: dt.date) -> int:
    """The last year of a convention that has begun."""
    return min(today.year, convention.end.year if convention.end else today.year)


def convention_in(catalogue: api.Catalogue, year: int) -> api.Cadre:
    """The convention in force on the last day of a year."""
    return catalogue.convention_on(dt.date(year, 12, 31))


def years(catalogue: api.Catalogue, today: dt.date) -> tuple[int, ...]:
    """The years that have a report, the latest first: those of which the records say something.

    A state has no year of its own: it makes the report of the last one of its convention.
    """
    told = _years_with_facts(catalogue) | {
        _last_year(convention, today)
        for convention in catalogue.conventions
        if any(action.etat for action in catalogue.of_the_convention(api.Action, convention))
    }
    return tuple(year for year in reversed(convention_years(catalogue, today)) if year in told)


def _years_with_facts(catalogue: api.Catalogue) -> set[int]:
    """Years of a bilan, a milestone, means, a dated state, a meeting of the convention, or a value of a named indicator.

    A figure of context alone does not make a report of the convention.
    """
    told = {r.date.year for r in catalogue.all(api.Rencontre) if api.framework(catalogue, r).is_ctg}
    for action in (one for convention in catalogue.conventions for one in catalogue.of_the_convention(api.Action, convention)):
        told |= {bilan.annee for bilan in action.bilans}
        told |= {part.annee for part in (action.moyens.financiers if action.moyens else ())}
        told |= {step.date.year for step in api.written_steps(action)}
        told |= {state.day.year for state in action.history}
        named = (catalogue.get(api.Indicateur, id) for id in action.indicateurs)
        told |= {value.annee for indicator in named if indicator for value in indicator.valeurs if value.annee}
    return told
