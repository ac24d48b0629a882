"""The pages of conventions and other plans: the first page of the project, and that of each."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from ctg.common.phrases import capital, joined, lasting, on_date
from ctg.common.problems import plural
from ctg.figures import pages as figure_pages
from ctg.figures import series
from ctg.model import Action, Axe, Cadre, Commune, Diagnostic, Indicateur, Instance, NatureRetour, Rencontre
from ctg.pages import ACTIONS_PAGE, PROJECT, Facets, PlanHeading, Renderer, SiteFile, in_a_list, present, section_page, under
from ctg.people.meetings import appointment, coming, framework
from ctg.plan.money import MEANS, money_sentence, sums_of, table
from ctg.plan.timeline import deadline, ending, follow_ups, lateness, renewals, unsigned, where_we_are
from ctg.plan.words import LATE, label, of_framework, progress_of, progress_picture, trees
from ctg.reading.catalogue import Catalogue

SHORT = 40
"""Levels and actions that are read at once: a longer plan opens on its orientations, folded."""


def newest_first(catalogue: Catalogue) -> list[Cadre]:
    """The conventions, the latest first, then the other plans of which enough is known."""
    others = [cadre for cadre in catalogue.all(Cadre) if not cadre.is_ctg and not _is_neighbour(catalogue, cadre)]
    return [*reversed(catalogue.conventions), *others]


def _is_neighbour(catalogue: Catalogue, cadre: Cadre) -> bool:
    """Whether a framework is only told of beside the convention: neither years, nor signatories, nor axes, nor evaluation."""
    plans = (kind for kind in catalogue.records if kind not in (Instance, Rencontre))
    return not cadre.is_ctg and cadre.fits_in_a_line and not any(catalogue.referenced_by(cadre, kind) for kind in plans)


in_a_list(Cadre, lambda cadre, _today: "" if cadre.is_ctg else PROJECT[1])


def _state(cadre: Cadre, today: dt.date) -> str:
    if cadre.begins > today or unsigned(cadre, today):
        return "En préparation"
    return "Terminés" if ending(cadre, today) == "passee" else "En cours"


def _size(catalogue: Catalogue, cadre: Cadre) -> str:
    axes, actions = of_framework(catalogue, cadre)
    if not axes:
        return "Nous n’en connaissons ni axe ni action."
    return f"{plural(len(axes), 'axe')} et {plural(sum(map(len, actions)), 'action')}."


def fates(catalogue: Catalogue, cadre: Cadre) -> list[tuple[Axe, list[tuple[Action, str, tuple[Action, ...]]]]]:
    """What becomes of each action of a framework, by axis: « Reconduite », « Non renseigné », and the actions that follow it;
    empty while no action says so."""
    axes, actions = of_framework(catalogue, cadre)
    if not any(action.suite for own in actions for action in own):
        return []

    def fate(action: Action) -> tuple[Action, str, tuple[Action, ...]]:
        words = capital(action.suite.decision.label) if action.suite else "Non renseigné"
        return action, words, follow_ups(catalogue, action)

    return [(axe, list(map(fate, own))) for axe, own in zip(axes, actions, strict=True) if own]


def successors(catalogue: Catalogue, cadre: Cadre) -> tuple[Cadre, ...]:
    """The frameworks that follow one."""
    return catalogue.referenced_by(cadre, Cadre, "succede_a")


def _standing(cadre: Cadre, today: dt.date) -> str:
    """When it begins, or should have; else when it ends."""
    if cadre.debut and unsigned(cadre, today):
        return f"La convention devait commencer {on_date(cadre.debut)}. Rien ne dit qu’elle est signée."
    if cadre.debut and cadre.begins > today:
        return f"{'La convention' if cadre.is_ctg else 'Ce cadre'} commence {on_date(cadre.debut)}."
    return deadline(cadre, today)


def _details(render: Renderer, record: Cadre) -> dict:
    catalogue = render.catalogue
    plan = trees(catalogue, record)
    return {
        "plan": plan,
        "short": sum(1 for one in plan for _ in one.walk()) <= SHORT,
        "standing": _standing(record, render.today),
        "before": catalogue.get(Cadre, record.succede_a),
        "next": successors(catalogue, record),
        "diagnoses": catalogue.referenced_by(record, Diagnostic),
        "fates": fates(catalogue, record),
        "also": catalogue.referenced_by(record, Action, "cadres"),
        "axes": of_framework(catalogue, record)[0],
        "progress": progress_of(render, record),
        "life": _life(catalogue, record),
        "supported": supported(catalogue, record),
        "returns": returns(record, render.today),
    }


def supported(catalogue: Catalogue, cadre: Cadre) -> dict[str, Any]:
    """What the CAF pays: ((address, name), lines with their cells of money) by equipment, the titles of these, their total."""
    found = sorted(cadre.soutiens, key=lambda one: (not one.structure, one.structure or "", one.annee))
    money = table([sums_of([one]) for one in found], sums_of(found), gaps=False)
    lines = groupby(zip(found, money["lignes"], strict=True), key=lambda pair: pair[0].structure)
    known = {one.id: (f"{one.key}/", one.nom) for one in catalogue.known_structures}
    hidden = ("", "Un lieu qui n’est pas publié")
    places = [(known.get(id, hidden) if id else ("", "Le territoire"), list(own)) for id, own in lines]
    return {"places": places, **money} if found else {}


def returns(cadre: Cadre, today: dt.date) -> list[tuple[int, str, list[tuple[str, str, str]]]]:
    """(year, CAF, (return, where it stands, source) of the four) of each year that is told of, the latest first."""
    told = {(one.annee, one.caf, one.nature): (one.standing(today), one.source) for one in cadre.retours}
    years = sorted({key[:2] for key in told}, reverse=True)
    unsaid = ("date limite non renseignée", "")
    return [(*year, [(capital(one.label), *told.get((*year, one), unsaid)) for one in NatureRetour]) for year in years]


def _life(catalogue: Catalogue, cadre: Cadre) -> list[Instance | Rencontre]:
    """The bodies and the meetings of a framework; those of the convention of the day have pages of their own."""
    every: tuple[Instance | Rencontre, ...] = (*catalogue.all(Instance), *catalogue.all(Rencontre))
    return [one for one in every if framework(catalogue, one).record is cadre]


present(
    Facets(
        kind=Cadre,
        above=under(PROJECT),
        plan=(PlanHeading.PROJECT, "Les conventions et les plans"),
        details=_details,
        summary=lambda _catalogue, record: record.presentation,
    )
)

CONVENTION = section_page(*PROJECT, 0, "Ce que les institutions du territoire font ensemble pour les familles.")
PICTURE = f"{CONVENTION.path}avancement.png"


def convention_page(render: Renderer) -> Iterable[SiteFile]:
    """The first page of the section."""
    catalogue, today = render.catalogue, render.today
    convention = catalogue.convention
    progress, goal = progress_of(render, convention), aimed(catalogue)
    figures = [] if goal else [catalogue.get(Indicateur, id) for id in catalogue.territoire.chiffres_cles]
    yield render.page(
        "projet/convention.html",
        CONVENTION.path,
        CONVENTION.name,
        convention=convention,
        opening=opening(catalogue, today),
        progress=progress,
        picture=PICTURE,
        goal=goal,
        headline=goal and series.headline(goal),
        course=goal and series.course_sentence(goal),
        goal_picture=goal and figure_pages.picture_path(goal),
        curve=goal and figure_pages.chart(goal),
        figures=[figure for figure in figures if figure and figure.derniere],
        ahead=list(ahead(render)),
        groups=list(archive(catalogue, today)),
        renewals=renewals(catalogue, today),
        plan=f"{convention.key}/#plan" if trees(catalogue, convention) else "",
        endless=endless(catalogue),
        deadline=deadline(convention, today),
        near=ending(convention, today) in ("bientot", "passee"),
        next=successors(catalogue, convention),
        neighbours=[cadre for cadre in catalogue.all(Cadre) if _is_neighbour(catalogue, cadre)],
        description=f"{convention.titre} : période, signataires, ce qui est connu et ce qui ne l’est pas.",
    )
    if progress:
        yield progress_picture(render, progress, PICTURE, convention)


def opening(catalogue: Catalogue, today: dt.date) -> str:
    """« 25 actions pour les familles des 12 communes, du … au …. La convention est dans sa troisième année, sur cinq. »"""
    convention = catalogue.convention
    if catalogue.untold:
        return "La convention territoriale globale (CTG) : ce que les institutions du territoire font ensemble pour les familles."
    actions, when = len(catalogue.of_the_convention(Action)), lasting(convention.debut, convention.end)
    whose = catalogue.alone.nom if catalogue.alone else f"des {len(catalogue.all(Commune))} communes"
    if actions:
        first = f"{plural(actions, 'action')} pour les familles {whose}{f', {when}' if when else ''}."
    else:
        first = f"Une convention pour les familles {whose}{f', {when}' if when else ''}. Nous ne connaissons pas ses actions."
    return " ".join(filter(None, (first, where_we_are(convention, today))))


def aimed(catalogue: Catalogue) -> Indicateur | None:
    """The figure that the page draws: the first of the key ones that has a course, else of all."""
    key = [catalogue.get(Indicateur, id) for id in catalogue.territoire.chiffres_cles]
    found = (one for one in (*key, *catalogue.all(Indicateur)) if one and series.course(one) and figure_pages.chart(one))
    return next(found, None)


def ahead(render: Renderer) -> Iterator[tuple[str, str, str, str]]:
    """(pictogram, title, address, words) of what comes next or is late: actions, meetings, ends, the money."""
    catalogue, today = render.catalogue, render.today
    if late := [one for one in catalogue.of_the_convention(Action) if lateness(one, today)]:
        yield (
            "clock-alert-outline",
            f"{plural(len(late), 'action')} en retard",
            f"{ACTIONS_PAGE[1]}?etat={LATE}",
            joined(map(label, late)),
        )
    for due in (one for own in renewals(catalogue, today).values() for one in own if one.due(today)):
        if due.title != catalogue.convention.title:  # its end heads the page
            yield "calendar-clock", due.title, due.path, due.told(today)
    own = (one for one in catalogue.all(Rencontre) if one.instance and framework(catalogue, one).is_ctg)
    if meeting := next(iter(coming(own, today)), None):
        count = len(meeting.to_decide)
        todo = f", {count} décisions à prendre" if count > 1 else ", une décision à prendre" if count else ""
        yield "calendar", f"Réunion : {meeting.titre}", f"{meeting.key}/", f"{appointment(meeting, today)}{todo}"
    if told := money_sentence(render):
        yield "currency-eur", "L’argent, année par année", MEANS.path, told


def endless(catalogue: Catalogue) -> list[str]:
    """What the CAF supports by an agreement of which no record says the end: the list of what ends lacks it."""
    told = {one.structure for one in catalogue.convention.soutiens if one.fin}
    silent = {one.structure for one in catalogue.convention.soutiens} - told
    names = [one.nom for one in catalogue.known_structures if one.id in silent]
    return names + (["le territoire lui-même"] if None in silent else [])


def archive(catalogue: Catalogue, today: dt.date) -> Iterator[tuple[str, list[tuple[Cadre, str]]]]:
    """(state, the frameworks in it with their size) of those that are not the convention of the day."""
    others = [cadre for cadre in newest_first(catalogue) if cadre is not catalogue.convention]
    for title in ("En cours", "En préparation", "Terminés"):
        if found := [(cadre, _size(catalogue, cadre)) for cadre in others if _state(cadre, today) == title]:
            yield title, found
