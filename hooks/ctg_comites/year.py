"""A year of the convention: what the records say of it, gathered and added up, and what they do not say; which years have a
report; the reports that a body has approved.

An axis of another framework (``cadre``) is left out: the report of a convention counts only its own actions. The web page and the
PDF both show one value, :class:`Yearly`, so they cannot disagree. Approved, a report is kept in ``data/bilans/`` as it was, page
and PDF, and published unchanged for ever: a file a year, written by the tool alone, with what it said, who approved it and when,
the print of both files. A correction is an addition that has its own date; it stands beside and changes nothing.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

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
        told |= {part.annee for part in action.payments}
        told |= {step.date.year for step in api.written_steps(action)}
        told |= {state.day.year for state in action.history}
        named = (catalogue.get(api.Indicateur, id) for id in action.indicateurs)
        told |= {value.annee for indicator in named if indicator for value in indicator.valeurs if value.annee}
    return told


# --- once approved -------------------------------------------------------------------------------


FOLDER = "data/bilans"
BROKEN = "Ce bilan est arrêté, et son fichier a été changé après coup : il n'est plus celui qui a été approuvé."
RESTORE = "Remettez les deux fichiers d'avant (.json et .pdf). Un bilan arrêté se corrige par un complément."
MOST = 20_000_000
"""Bytes of a file."""


@dataclass(frozen=True)
class Approved:
    """An approved report. ``values``: the texts of its page, as :func:`ctg_comites.year_words.report` made them on that day."""

    year: int
    day: dt.date
    by: str
    """A body or a function, never a person."""
    values: Mapping[str, Any]
    pdf: bytes
    additions: tuple[tuple[dt.date, str], ...] = ()
    """(day, text) of what was said of it afterwards, in the order of time."""
    carte: bytes = b""
    """Its map, as SVG without anything that could act: communes change afterwards. Empty where it kept none."""

    @property
    def told(self) -> str:
        """« Arrêté par le comité de pilotage le 12 mars 2025. »"""
        return f"Arrêté le {api.date_fr(self.day)} ({self.by})."

    @property
    def shown(self) -> dict[str, Any]:
        """What its page shows: its texts, then the additions."""
        added = [{"date": api.date_fr(day), "textes": api.blocks(text)} for day, text in self.additions]
        return {**self.values, "etabli": self.told, "provisoire": "", "complements": added}


def approved_in(catalogue: api.Catalogue) -> dict[int, Approved]:
    """The approved reports, by year."""
    return catalogue.beside.get(load_approved.__name__, {})


def approvable(year: int, today: dt.date, day: dt.date | None = None) -> str:
    """Why the report of a year cannot be approved, today or on a day; empty when it can."""
    if year >= today.year:
        return f"L'année {year} n'est pas finie : son bilan ne peut pas encore être arrêté."
    if day and not dt.date(year, 12, 31) < day <= today:
        return f"Le bilan de {year} s'arrête après la fin de l'année, et au plus tard aujourd'hui."
    return ""


def add(report: Approved, day: dt.date, text: str) -> dict[str, str | bytes]:
    """The file to write for an addition of that day."""
    said, _ = files_of(replace(report, additions=(*report.additions, (day, text)))).items()
    return dict([said])


def files_of(report: Approved) -> dict[str, str | bytes]:
    """The files of a report, by their names in the project: what it says, then its PDF."""
    said = {
        "annee": report.year,
        "arrete_le": report.day.isoformat(),
        "arrete_par": report.by,
        "empreintes": {"rapport": print_of(report.values), "pdf": hashlib.sha256(report.pdf).hexdigest()},
        "complements": [{"date": day.isoformat(), "texte": text} for day, text in report.additions],
        "rapport": report.values,
    }
    return {
        f"{FOLDER}/{report.year}.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n",
        f"{FOLDER}/{report.year}.pdf": report.pdf,
    }


def print_of(values: Mapping[str, Any]) -> str:
    """The print of what a report says: another one, when a word of it changed."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def load_approved(root: Path) -> tuple[dict[int, Approved], list[api.Problem]]:
    """The approved reports of the project at ``root`` by year, and a problem for each file that is not what was approved."""
    found: dict[int, Approved] = {}
    problems: list[api.Problem] = []
    # Either file alone is told too: without it, the year would be remade from the sheets in silence.
    for path in sorted({one.with_suffix(".json") for end in ("json", "pdf") for one in (root / FOLDER).glob(f"*.{end}")}):
        try:
            report = _read(path, root)
            found[report.year] = report
        except api.OddFile as error:
            problems.append(api.odd_file_problem(error, root))
        except (ValueError, KeyError, TypeError, AttributeError, OSError, api.NotDrawn):
            name = path.relative_to(root).as_posix()
            problems.append(api.Problem(name, 1, "", "", BROKEN, RESTORE.format(path.stem)))
    return found, problems


def _read(path: Path, root: Path) -> Approved:
    """Raises :class:`OddFile`, or ``ValueError`` and its like for a file that the tool did not write so."""
    said = json.loads(api.read_plain(path, root, most=MOST))
    pdf = api.read_plain(path.with_suffix(".pdf"), root, most=MOST)
    prints = {"rapport": print_of(said["rapport"]), "pdf": hashlib.sha256(pdf).hexdigest()}
    drawn = said["rapport"].get("carte", {}).get("dessin")
    drawing, remarks = api.remade(drawn.encode()) if drawn else (b"", [])
    if remarks or said["empreintes"] != prints or path.stem != str(said["annee"]) or not _safe(said["rapport"]):
        raise ValueError(path.name)
    additions = tuple((dt.date.fromisoformat(one["date"]), str(one["texte"])) for one in said["complements"])
    day, by = dt.date.fromisoformat(said["arrete_le"]), str(said["arrete_par"])
    return Approved(said["annee"], day, by, said["rapport"], pdf, additions, drawing.partition(b"?>")[2].strip())


def _safe(value: Any, name: str = "") -> bool:
    """Whether all that becomes the target of a link leads to a web page, or to a page of the site: the files are data, and data
    are hostile."""
    if isinstance(value, Mapping):
        return all(_safe(inner, name) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_safe, value))
    if not value or not isinstance(value, str) or name not in ("url", "cle", "dossier"):
        return True
    return value.startswith(("https://", "http://")) if name == "url" else ":" not in value and not value.startswith("/")
